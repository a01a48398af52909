//! Timeout: how long connections, requests and idle times last.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::{schema::ProtoDuration, virtual_outbound::Selector},
};

/// How long connections, requests and idle times last.
#[derive(Clone, Debug, Schema)]
pub struct Timeout {
    /// The clients; one of these must match.
    pub sources: Vec<Selector>,
    /// The services; one of these must match.
    pub destinations: Vec<Selector>,
    /// How long.
    pub conf: Option<TimeoutConf>,
}

/// How long things last.
#[derive(Clone, Debug, Default, Schema)]
pub struct TimeoutConf {
    /// For a connection to be made; 5 seconds where nothing is said.
    #[schema(alias = "connect_timeout")]
    pub connect_timeout: Option<Traced<ProtoDuration>>,
    /// For services of TCP.
    pub tcp: Option<TcpTimeout>,
    /// For services of HTTP and gRPC.
    pub http: Option<HttpTimeout>,
    /// For services of gRPC, where `http` says nothing.
    pub grpc: Option<GrpcTimeout>,
}

/// For services of TCP; 0 is for ever.
#[derive(Clone, Debug, Default, Schema)]
pub struct TcpTimeout {
    /// How long a connection may be idle.
    #[schema(alias = "idle_timeout")]
    pub idle_timeout: Option<Traced<ProtoDuration>>,
}

/// For services of HTTP; 0 is for ever.
#[derive(Clone, Debug, Default, Schema)]
pub struct HttpTimeout {
    /// How long the whole response may take.
    #[schema(alias = "request_timeout")]
    pub request_timeout: Option<Traced<ProtoDuration>>,
    /// How long a connection may be idle.
    #[schema(alias = "idle_timeout")]
    pub idle_timeout: Option<Traced<ProtoDuration>>,
    /// How long a stream may be idle.
    #[schema(alias = "stream_idle_timeout")]
    pub stream_idle_timeout: Option<Traced<ProtoDuration>>,
    /// How long a stream may live.
    #[schema(alias = "max_stream_duration")]
    pub max_stream_duration: Option<Traced<ProtoDuration>>,
}

/// For services of gRPC; 0 is for ever.
#[derive(Clone, Debug, Default, Schema)]
pub struct GrpcTimeout {
    /// How long a stream may be idle.
    #[schema(alias = "stream_idle_timeout")]
    pub stream_idle_timeout: Option<Traced<ProtoDuration>>,
    /// How long a stream may live.
    #[schema(alias = "max_stream_duration")]
    pub max_stream_duration: Option<Traced<ProtoDuration>>,
}
