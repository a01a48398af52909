//! What a MeshPassthrough can say.

use kumascope_derive::Schema;

use crate::{origin::Traced, tree::Text};

/// Where workloads may call that is no service.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// Everywhere, nowhere, or where a match allows it.
    pub(super) passthrough_mode: Option<Traced<PassthroughMode>>,
    /// Where, in the last of these modes.
    pub(super) append_match: Option<Vec<Match>>,
}

/// Where workloads may call that is no service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum PassthroughMode {
    /// Everywhere.
    All,
    /// Where a match allows it.
    Matched,
    /// Nowhere.
    None,
}

/// Somewhere that is no service.
#[derive(Clone, Debug, Schema)]
pub(super) struct Match {
    /// What the value is.
    #[schema(name = "type", required, keep)]
    pub(super) kind: Traced<MatchType>,
    /// A name, an address or a range of addresses.
    #[schema(required, keep)]
    pub(super) value: Traced<Text>,
    /// The port; all of them where nothing is said.
    pub(super) port: Option<Traced<u32>>,
    /// What is spoken there.
    #[schema(keep, default = "tcp")]
    pub(super) protocol: Traced<Protocol>,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum MatchType {
    /// A name, perhaps with `*` for its first label.
    Domain,
    /// An address.
    #[schema(name = "IP")]
    Ip,
    /// A range of addresses.
    #[schema(name = "CIDR")]
    Cidr,
}

/// What is spoken somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Schema)]
pub(super) enum Protocol {
    /// TLS.
    #[schema(name = "tls")]
    Tls,
    /// MySQL, whose server speaks first.
    #[schema(name = "mysql")]
    Mysql,
    /// Anything.
    #[schema(name = "tcp")]
    Tcp,
    /// HTTP/1.1.
    #[schema(name = "http")]
    Http,
    /// HTTP/2.
    #[schema(name = "http2")]
    Http2,
    /// gRPC.
    #[schema(name = "grpc")]
    Grpc,
}

impl Protocol {
    /// The name as it stands in names of clusters and filter chains. MySQL is TCP there.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::Mysql | Self::Tcp => "tcp",
            Self::Http => "http",
            Self::Http2 => "http2",
            Self::Grpc => "grpc",
        }
    }

    /// Whether hosts can be told apart by their names.
    pub(super) fn is_http(self) -> bool {
        matches!(self, Self::Http | Self::Http2 | Self::Grpc)
    }
}
