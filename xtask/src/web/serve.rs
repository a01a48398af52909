//! A server for one folder and one machine: it listens on the loopback address only.

use std::{
    fs::File,
    net::{Ipv4Addr, TcpListener},
    path::{Component, Path, PathBuf},
    thread,
};

use anyhow::{Context as _, Result};
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use super::options::PlaygroundOptions;
use crate::run::{Run, announce};

/// How many ports after the wanted one are tried.
const ATTEMPTS: u16 = 50;

/// How many requests are answered at a time.
const WORKERS: usize = 4;

/// What every answer says besides its type. The page says the same of itself, but for what only a header can say.
const HEADERS: [(&str, &str); 4] = [
    ("Cache-Control", "no-cache"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
];

/// Serves `folder` until the process ends, and says where.
pub(super) fn run(folder: &Path, options: &PlaygroundOptions) -> Result<()> {
    let listener = listen(options.port)?;
    let address = format!("http://{}/", listener.local_addr()?);
    let server = Server::from_listener(listener, None)
        .map_err(|error| anyhow::anyhow!("{error}"))
        .context("cannot start the server")?;
    if !options.no_open {
        open(&address);
    }
    announce("the playground is served; Ctrl+C ends it");
    println!("{address}");
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| serve(&server, folder));
        }
    });
    Ok(())
}

/// The wanted port, or the next free one.
fn listen(wanted: u16) -> Result<TcpListener> {
    let ports = wanted..=wanted.saturating_add(ATTEMPTS);
    let free = ports.clone().find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
    free.with_context(|| format!("all ports from {} to {} are taken", ports.start(), ports.end()))
}

fn serve(server: &Server, folder: &Path) {
    for request in server.incoming_requests() {
        let answered = answer(request, folder);
        // Browsers close connections when they like; that is no reason to stop.
        drop(answered);
    }
}

fn answer(request: Request, folder: &Path) -> std::io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request
            .respond(with_headers(Response::from_string("only GET"), "text/plain").with_status_code(405));
    }
    let found =
        file(request.url(), folder).and_then(|path| Some((File::open(&path).ok()?, media_type(&path))));
    match found {
        Some((file, media_type)) => request.respond(with_headers(Response::from_file(file), media_type)),
        None => {
            let missing = Response::from_string("there is no such file").with_status_code(StatusCode(404));
            request.respond(with_headers(missing, "text/plain; charset=utf-8"))
        }
    }
}

/// The file below `folder` that a URL means; nothing for one that leads out of it.
fn file(url: &str, folder: &Path) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let relative = Path::new(if path.is_empty() { "index.html" } else { path });
    let is_inside = relative.components().all(|component| matches!(component, Component::Normal(_)));
    let path = folder.join(relative);
    (is_inside && path.is_file()).then_some(path)
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

fn with_headers<Body: std::io::Read>(response: Response<Body>, media_type: &str) -> Response<Body> {
    let mut response = response;
    for (name, value) in HEADERS.into_iter().chain([("Content-Type", media_type)]) {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    response
}

/// Asks the desktop to open the page; machines without one lack nothing.
fn open(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    if cfg!(target_os = "windows") {
        Run::new("cmd").args(["/C", "start", address]).succeeds();
    } else if crate::run::on_path(opener).is_some() {
        Run::new(opener).arg(address).succeeds();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_stay_inside_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(file("/Cargo.toml?x", folder), Some(folder.join("Cargo.toml")));
        assert_eq!(file("/../Cargo.toml", folder), None);
        assert_eq!(file("//etc/passwd", folder), None);
        assert_eq!(file("/src", folder), None);
    }
}
