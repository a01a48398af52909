//! What a running Envoy says of itself at `/config_dump`.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::Envoy;

/// How long Envoy may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A bootstrap as a configuration that is served: `{"xds": {typeURL: {name: message}}}`.
pub fn served(bootstrap: &Value) -> Value {
    let by_name = |list: &str| -> Value {
        let all = bootstrap["staticResources"][list].as_array().into_iter().flatten();
        all.map(|message| (message["name"].as_str().unwrap_or_default().to_owned(), message.clone()))
            .collect()
    };
    json!({"xds": {
        "type.googleapis.com/envoy.config.cluster.v3.Cluster": by_name("clusters"),
        "type.googleapis.com/envoy.config.listener.v3.Listener": by_name("listeners"),
        "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret": by_name("secrets"),
    }})
}

/// A bootstrap whose listeners listen nowhere, so that it can run on any machine, with an admin interface on a port of its own.
/// Listeners on sockets of the file system cannot but listen, and are left out.
pub fn harmless(mut bootstrap: Value) -> Value {
    if let Some(listeners) = bootstrap["staticResources"]["listeners"].as_array_mut() {
        listeners.retain(|listener| listener["address"]["pipe"].is_null());
        listeners.iter_mut().for_each(|listener| listener["bindToPort"] = false.into());
    }
    bootstrap["admin"] = json!({"address": {"socketAddress": {"address": "127.0.0.1", "portValue": 0}}});
    bootstrap
}

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Envoy {
    /// Starts Envoy with a bootstrap that has an admin interface, and asks for its dump.
    ///
    /// # Errors
    /// Where Envoy does not start or does not answer.
    pub fn config_dump(&self, bootstrap: &Value) -> Result<Value> {
        let folder = tempfile::tempdir()?;
        let in_folder = |name: &str| folder.path().join(name);
        let (file, address, log) = (in_folder("bootstrap.json"), in_folder("admin"), in_folder("log"));
        fs::write(&file, serde_json::to_vec(bootstrap)?)?;
        let child = Command::new(self.program())
            .args(["--log-level", "critical", "--concurrency", "1", "--disable-hot-restart"])
            .args(["--admin-address-path".as_ref(), address.as_os_str(), "-c".as_ref(), file.as_os_str()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log)?)
            .spawn()?;
        let body = answer(&mut Running(child), &address, "/config_dump?include_eds")
            .with_context(|| fs::read_to_string(&log).unwrap_or_default())?;
        serde_json::from_str(&body).context("the dump is no JSON")
    }
}

/// What the admin interface answers, once Envoy has written its address and takes connections.
fn answer(running: &mut Running, address: &Path, path: &str) -> Result<String> {
    let start = Instant::now();
    loop {
        let found = fs::read_to_string(address)
            .context("Envoy has not started")
            .and_then(|admin| get(admin.trim(), path));
        if found.is_ok() || start.elapsed() > PATIENCE {
            return found;
        }
        if let Some(status) = running.0.try_wait()? {
            bail!("Envoy ended with {status} instead of answering");
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn get(address: &str, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8(answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").context("no answer")?;
    if !head.starts_with("HTTP/1.1 200") {
        bail!("{}", head.lines().next().unwrap_or_default());
    }
    let is_chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    if is_chunked { unchunked(body) } else { Ok(body.to_owned()) }
}

/// A body without the lengths of its pieces.
fn unchunked(mut body: &str) -> Result<String> {
    let mut text = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length.trim(), 16)?;
        if length == 0 {
            break;
        }
        text.push_str(rest.get(..length).context("a piece is shorter than it says")?);
        body = rest.get(length + 2..).unwrap_or_default();
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pieces_are_put_together() {
        assert_eq!(super::unchunked("3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n").expect("a body"), "abcd");
    }
}
