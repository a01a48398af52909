//! A plain client: one request, or a line of bytes, and whatever comes back.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
};

use anyhow::{Result, bail};
use kumascope_core::trace::{Exchange, HttpRequest};
use serde_json::Value;

use super::{Observed, upstream::PATIENCE};

/// Sends what is asked to a port of this machine.
///
/// # Errors
/// Where the answer is none that this client understands.
pub(super) fn send(port: u16, exchange: &Exchange) -> Result<Observed> {
    let mut stream = match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
        Ok(stream) => stream,
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => return Ok(Observed::Refused),
        Err(error) => return Err(error.into()),
    };
    stream.set_read_timeout(Some(PATIENCE))?;
    let sent = match exchange {
        Exchange::Http(request) => head(request),
        Exchange::Bytes => "hello\n".to_owned(),
        Exchange::Tls { .. } => bail!("this client speaks no TLS"),
    };
    // A connection that is closed at once may not even take what is sent.
    let _ = stream.write_all(sent.as_bytes());
    let mut read = Vec::new();
    match stream.read_to_end(&mut read) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => return Err(error.into()),
    }
    let text = String::from_utf8_lossy(&read).into_owned();
    match exchange {
        _ if text.is_empty() => Ok(Observed::Closed),
        Exchange::Http(_) => response(&text),
        _ => Ok(Observed::Bytes { upstream: text.trim().to_owned() }),
    }
}

fn head(request: &HttpRequest) -> String {
    let mut head = format!("{} {} HTTP/1.1\r\nhost: {}\r\n", request.method, request.path, request.authority);
    for (name, value) in &request.headers {
        head += name;
        head += ": ";
        head += value;
        head += "\r\n";
    }
    head + "connection: close\r\n\r\n"
}

fn response(text: &str) -> Result<Observed> {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { bail!("no response: {text}") };
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let Some(status) = status else { bail!("no status: {head}") };
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let is_chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = if is_chunked { dechunked(body) } else { body.to_owned() };
    let echo = serde_json::from_str::<Value>(&body).ok().filter(|echo| echo.get("upstream").is_some());
    Ok(Observed::Response { status, headers, body, echo })
}

/// The chunks of a body without their lengths.
fn dechunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length.trim(), 16).unwrap_or_default();
        let Some(chunk) = rest.get(..length).filter(|chunk| !chunk.is_empty()) else { break };
        whole += chunk;
        body = rest.get(length + 2..).unwrap_or_default();
    }
    whole
}
