//! A server for one folder and one machine: it listens on the loopback address only.

use std::{
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
};
use clap::Args;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

/// How many ports after the wanted one are tried.
const ATTEMPTS: u16 = 50;

/// What every answer says besides its type. The page says the same of itself, but for what only a header can say.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::CACHE_CONTROL, "no-cache"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    ),
];

/// What to serve, and where.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder
    folder: PathBuf,
    /// The port; the next free one when it is taken
    #[arg(long)]
    port: u16,
    /// Open a browser
    #[arg(long)]
    open: bool,
}

/// Serves until the process ends; the address is the one line on the standard output.
pub(crate) fn run(options: &Options) -> Result<()> {
    let listener = listen(options.port)?;
    let address = format!("http://{}/", listener.local_addr()?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        if options.open {
            open(&address);
        }
        eprintln!("▸ the playground is served; Ctrl+C ends it");
        println!("{address}");
        axum::serve(listener, router(&options.folder)).await.context("cannot serve")
    })
}

fn router(folder: &Path) -> Router {
    let router = Router::new().fallback_service(ServeDir::new(folder));
    HEADERS.into_iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)))
    })
}

/// The wanted port, or the next free one.
fn listen(wanted: u16) -> Result<TcpListener> {
    let mut ports = wanted..=wanted.saturating_add(ATTEMPTS);
    let free = ports.find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
    let listener = free.with_context(|| format!("port {wanted} and the {ATTEMPTS} after it are taken"))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Asks the desktop to open the page; a machine without one lacks nothing.
fn open(address: &str) {
    let (program, arguments): (_, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start"]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    drop(command.spawn());
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::Request};
    use tower::ServiceExt as _;

    use super::*;

    fn check(path: &str, status: u16, media_type: Option<&str>) {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/site");
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let answer = runtime.block_on(router(Path::new(folder)).oneshot(request)).expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "{path}");
        let found = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        assert_eq!(found, media_type, "{path}");
        assert!(answer.headers().contains_key(header::CONTENT_SECURITY_POLICY));
    }

    #[test]
    fn files_are_served_with_their_types_and_nothing_else_is() {
        check("/", 200, Some("text/html"));
        check("/worker.js", 200, Some("text/javascript"));
        check("/icon.svg", 200, Some("image/svg+xml"));
        check("/missing.js", 404, None);
        check("/../package.json", 404, None);
        check("/%2e%2e/package.json", 404, None);
    }

    #[test]
    fn a_port_that_is_taken_is_left_alone() {
        let taken = listen(0).expect("a port").local_addr().expect("its address").port();
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, taken));
        let next = listen(taken).expect("the next port").local_addr().expect("its address");
        assert!(next.ip().is_loopback());
        drop(first);
    }
}
