//! What stands behind the proxies: a small server that says who it is and what it got.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use anyhow::Result;
use serde_json::{Map, Value, json};

/// How long anybody waits for the other side.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// A server on a port of its own.
pub(super) struct Upstream {
    /// The port.
    pub(super) port: u16,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Upstream {
    /// Starts one that calls itself by that name.
    pub(super) fn start(name: String) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if asked.load(Ordering::Relaxed) {
                    return;
                }
                let name = name.clone();
                std::thread::spawn(move || drop(serve(stream, &name)));
            }
        });
        Ok(Self { port, stop, thread: Some(thread) })
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // The one connection that lets `accept` see it.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Answers HTTP with what came, as JSON, and other bytes with the name.
fn serve(mut stream: TcpStream, name: &str) -> Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut read = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        read.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&read).into_owned();
        if !text.contains("HTTP/1.") && text.contains('\n') {
            stream.write_all(format!("{name}\n").as_bytes())?;
            return Ok(());
        }
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let body = answer(head, name).to_string();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nx-base: there\r\nconnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(format!("{head}{body}").as_bytes())?;
            return Ok(());
        }
    }
}

fn answer(head: &str, name: &str) -> Value {
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers: Map<String, Value> = Map::new();
    for (key, value) in lines.filter_map(|line| line.split_once(':')) {
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        let joined = match headers.get(&key).and_then(Value::as_str) {
            Some(before) => format!("{before},{value}"),
            None => value.to_owned(),
        };
        headers.insert(key, joined.into());
    }
    json!({"upstream": name, "method": method, "path": path, "headers": headers})
}
