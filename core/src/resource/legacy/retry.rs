//! Retry: which failed requests and connections are tried again.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::{schema::ProtoDuration, virtual_outbound::Selector},
    tree::Text,
};

/// Which failed requests and connections are tried again.
#[derive(Clone, Debug, Schema)]
pub struct Retry {
    /// The clients; one of these must match.
    pub sources: Vec<Selector>,
    /// The services; one of these must match.
    pub destinations: Vec<Selector>,
    /// Which.
    pub conf: Option<RetryConf>,
}

/// Which are tried again, by protocol.
#[derive(Clone, Debug, Schema)]
pub struct RetryConf {
    /// Requests of HTTP.
    pub http: Option<HttpRetry>,
    /// Connections.
    pub tcp: Option<TcpRetry>,
    /// Calls of gRPC.
    pub grpc: Option<GrpcRetry>,
}

/// Which requests of HTTP are tried again.
#[derive(Clone, Debug, Schema)]
pub struct HttpRetry {
    /// How often.
    #[schema(alias = "num_retries")]
    pub num_retries: Option<Traced<u32>>,
    /// The time for each try.
    #[schema(alias = "per_try_timeout")]
    pub per_try_timeout: Option<Traced<ProtoDuration>>,
    /// The time between tries.
    #[schema(alias = "back_off")]
    pub back_off: Option<BackOff>,
    /// Statuses that are tried again.
    #[schema(alias = "retriable_status_codes")]
    pub retriable_status_codes: Vec<Traced<u32>>,
    /// Methods that are tried again; all of them where none is named.
    #[schema(alias = "retriable_methods")]
    pub retriable_methods: Vec<Traced<Text>>,
    /// What is tried again: Envoy's conditions with underscores, `all_5xx` for `5xx`.
    #[schema(alias = "retry_on")]
    pub retry_on: Vec<Traced<Text>>,
}

/// Which connections are tried again.
#[derive(Clone, Debug, Schema)]
pub struct TcpRetry {
    /// How often a connection is tried.
    #[schema(alias = "max_connect_attempts")]
    pub max_connect_attempts: Traced<u32>,
}

/// Which calls of gRPC are tried again.
#[derive(Clone, Debug, Schema)]
pub struct GrpcRetry {
    /// What is tried again: Envoy's conditions with underscores.
    #[schema(alias = "retry_on")]
    pub retry_on: Vec<Traced<Text>>,
    /// How often.
    #[schema(alias = "num_retries")]
    pub num_retries: Option<Traced<u32>>,
    /// The time for each try.
    #[schema(alias = "per_try_timeout")]
    pub per_try_timeout: Option<Traced<ProtoDuration>>,
    /// The time between tries.
    #[schema(alias = "back_off")]
    pub back_off: Option<BackOff>,
}

/// The time between tries.
#[derive(Clone, Debug, Schema)]
pub struct BackOff {
    /// The first time.
    #[schema(alias = "base_interval")]
    pub base_interval: Option<Traced<ProtoDuration>>,
    /// The longest time.
    #[schema(alias = "max_interval")]
    pub max_interval: Option<Traced<ProtoDuration>>,
}
