//! What is asked: who sends what to where.

use crate::{list::CollectVec as _, tree::Text, world::ProxyKey};

/// A request, or a connection without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who sends it.
    pub source: Source,
    /// Where it goes: an IP address, or a host name.
    pub host: Text,
    /// The port.
    pub port: u32,
    /// What is sent.
    pub exchange: Exchange,
    /// The SPIFFE ID that the client's certificate has, in place of the one that the store gives it. A client outside the mesh
    /// has none and speaks plainly where nothing is said.
    pub identity: Option<Text>,
}

/// Who sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The workload beside a proxy.
    Workload(ProxyKey),
    /// Somebody without a proxy, who reaches the address that is called.
    Outside,
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// An HTTP request.
    Http(HttpRequest),
    /// TLS that the client itself begins, which no proxy on the way can look into: the server name and the protocols that it offers.
    Tls {
        /// The server name.
        server_name: Text,
        /// The protocols that it offers, the preferred one first.
        protocols: Vec<Text>,
    },
    /// Bytes that are neither HTTP nor TLS.
    Bytes,
}

/// An HTTP request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Text,
    /// The path with its query.
    pub path: Text,
    /// The authority: what HTTP/1 sends as `Host`.
    pub authority: Text,
    /// All other headers, by small names, in order.
    pub headers: Vec<(Text, Text)>,
}

/// Why a text is no address of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The scheme is neither `http`, `https` nor `tcp`.
    Scheme,
    /// There is no host.
    Host,
    /// There is no port, and the scheme has none of its own.
    Port,
}

impl Request {
    /// Reads `http://HOST[:PORT][/PATH]`, `https://HOST[:PORT]`, `tcp://HOST:PORT` or `HOST:PORT`, which means `http`. The method is
    /// `GET`, and there are no headers.
    ///
    /// # Errors
    /// Where the text is none of these.
    pub fn parse(source: Source, text: &str) -> Result<Self, Malformed> {
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let split = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(split).unwrap_or((rest, ""));
        let (host, port) = host_and_port(authority)?;
        let default = match scheme {
            "http" => Some(80),
            "https" => Some(443),
            "tcp" => None,
            _ => return Err(Malformed::Scheme),
        };
        let port = port.or(default).ok_or(Malformed::Port)?;
        let exchange = match scheme {
            "tcp" => Exchange::Bytes,
            "https" => Exchange::Tls {
                server_name: if host.parse::<std::net::IpAddr>().is_ok() {
                    Text::default()
                } else {
                    host.into()
                },
                protocols: vec![Text::new_static("h2"), Text::new_static("http/1.1")],
            },
            _ => Exchange::Http(HttpRequest::get(authority, path)),
        };
        Ok(Self { source, host: host.into(), port, exchange, identity: None })
    }
}

impl HttpRequest {
    fn get(authority: &str, path: &str) -> Self {
        let slash = if path.starts_with('/') { "" } else { "/" };
        Self {
            method: Text::new_static("GET"),
            path: Text::from_iter([slash, path]),
            authority: authority.into(),
            headers: Vec::new(),
        }
    }

    /// The value of a header as Envoy sees it, pseudo headers included: several of one name are one list.
    pub fn header(&self, name: &str) -> Option<Text> {
        match name {
            ":method" => return Some(self.method.clone()),
            ":path" => return Some(self.path.clone()),
            ":authority" | "host" => return Some(self.authority.clone()),
            ":scheme" | "x-forwarded-proto" if !self.has(name) => return Some(Text::new_static("http")),
            _ => {}
        }
        let values: Vec<&str> =
            self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect_vec();
        if values.is_empty() { None } else { Some(values.join(",").into()) }
    }

    /// The path without its query.
    pub fn bare_path(&self) -> &str {
        self.path.split(['?', '#']).next().unwrap_or_default()
    }

    /// The query with its `?`; empty where there is none.
    pub fn query(&self) -> &str {
        self.path.get(self.bare_path().len()..).unwrap_or_default()
    }

    fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(key, _)| key == name)
    }
}

/// `HOST`, `HOST:PORT` or `[V6]:PORT`.
fn host_and_port(authority: &str) -> Result<(&str, Option<u32>), Malformed> {
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, port)) => (host, port.strip_prefix(':')),
        None => match authority.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    if host.is_empty() || host.contains(['@', ' ']) {
        return Err(Malformed::Host);
    }
    let Some(port) = port else { return Ok((host, None)) };
    let number = port.parse::<u16>().ok().filter(|port| *port > 0).ok_or(Malformed::Port)?;
    Ok((host, Some(number.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Request, Malformed> {
        Request::parse(Source::Outside, text)
    }

    #[test]
    fn addresses_of_requests_are_read() {
        let request = parse("http://api.mesh:8080/a?b=c").expect("an address");
        assert_eq!((request.host.as_str(), request.port), ("api.mesh", 8080));
        let Exchange::Http(http) = request.exchange else { panic!("HTTP") };
        assert_eq!(
            (http.authority.as_str(), http.bare_path(), http.query()),
            ("api.mesh:8080", "/a", "?b=c")
        );
        assert_eq!(parse("10.0.0.1:80").map(|request| request.port), Ok(80));
        assert_eq!(parse("tcp://[::1]:80").map(|request| request.host), Ok("::1".into()));
        assert!(matches!(parse("https://a.b").map(|request| request.exchange), Ok(Exchange::Tls { .. })));
    }

    #[test]
    fn what_is_no_address_of_a_request_is_refused() {
        let checks =
            [("ftp://a", Malformed::Scheme), ("http://:80", Malformed::Host), ("tcp://a", Malformed::Port)];
        for (text, expected) in
            checks.into_iter().chain([("a:0", Malformed::Port), ("a:99999", Malformed::Port)])
        {
            assert_eq!(parse(text), Err(expected), "{text}");
        }
    }
}
