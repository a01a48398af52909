//! The protocol that a service or inbound speaks, as far as it changes what is generated.

/// A protocol, as tags (`kuma.io/protocol`), inbounds and ports (`appProtocol`) name it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// Nobody said, or endpoints disagree: it is handled as TCP.
    #[default]
    Unknown,
    /// `tcp`.
    Tcp,
    /// `tls`: TCP whose bytes are TLS already.
    Tls,
    /// `http`: HTTP/1.1.
    Http,
    /// `http2`.
    Http2,
    /// `grpc`.
    Grpc,
    /// `kafka`.
    Kafka,
    /// `mysql`.
    Mysql,
    /// An `appProtocol` of a service resource that Kuma accepts and cannot route.
    Other,
}

impl Protocol {
    /// The protocol of a tag or an inbound; case does not matter, unknown names are [`Protocol::Unknown`].
    pub fn parse(name: &str) -> Self {
        Self::named(&name.to_ascii_lowercase()).unwrap_or(Self::Unknown)
    }

    /// The protocol of a port of a service resource, where case matters and an unknown name is [`Protocol::Other`].
    pub fn of_port(name: &str) -> Self {
        Self::named(name).unwrap_or(Self::Other)
    }

    /// The name as Kuma writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown | Self::Other => "<unknown>",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Http => "http",
            Self::Http2 => "http2",
            Self::Grpc => "grpc",
            Self::Kafka => "kafka",
            Self::Mysql => "mysql",
        }
    }

    /// Whether requests can be told apart: HTTP of any version.
    pub fn is_http(self) -> bool {
        matches!(self, Self::Http | Self::Http2 | Self::Grpc)
    }

    /// Whether it is spoken over HTTP/2.
    pub fn is_http2(self) -> bool {
        matches!(self, Self::Http2 | Self::Grpc)
    }

    /// Whether an outbound can carry it, as TCP at least.
    pub fn is_routable(self) -> bool {
        !matches!(self, Self::Tls | Self::Mysql | Self::Other)
    }

    /// The richest protocol that both speak; [`Protocol::Unknown`] where there is none.
    #[must_use]
    pub fn common(self, other: Self) -> Self {
        if self == other {
            return self;
        }
        let theirs = other.stack();
        self.stack().iter().copied().find(|layer| theirs.contains(layer)).unwrap_or(Self::Unknown)
    }

    /// The protocol and those below it.
    fn stack(self) -> &'static [Self] {
        match self {
            Self::Grpc => &[Self::Grpc, Self::Http2, Self::Tcp],
            Self::Http2 => &[Self::Http2, Self::Tcp],
            Self::Http => &[Self::Http, Self::Tcp],
            Self::Kafka => &[Self::Kafka, Self::Tcp],
            Self::Tls | Self::Tcp => &[Self::Tcp],
            Self::Unknown | Self::Mysql | Self::Other => &[],
        }
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "tcp" => Self::Tcp,
            "tls" => Self::Tls,
            "http" => Self::Http,
            "http2" => Self::Http2,
            "grpc" => Self::Grpc,
            "kafka" => Self::Kafka,
            "mysql" => Self::Mysql,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Protocol;

    fn check(left: &str, right: &str, expected: Protocol) {
        assert_eq!(Protocol::parse(left).common(Protocol::parse(right)), expected);
        assert_eq!(Protocol::parse(right).common(Protocol::parse(left)), expected);
    }

    #[test]
    fn endpoints_that_agree_keep_their_protocol() {
        check("HTTP", "http", Protocol::Http);
    }

    #[test]
    fn grpc_and_http2_meet_at_http2() {
        check("grpc", "http2", Protocol::Http2);
    }

    #[test]
    fn http_and_grpc_meet_at_tcp() {
        check("http", "grpc", Protocol::Tcp);
    }

    #[test]
    fn an_unknown_protocol_makes_the_service_unknown() {
        check("http", "", Protocol::Unknown);
    }
}
