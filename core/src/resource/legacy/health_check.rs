//! HealthCheck: how a proxy asks endpoints whether they are well.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::{schema::ProtoDuration, virtual_outbound::Selector},
    tree::Text,
};

/// How a proxy asks endpoints whether they are well.
#[derive(Clone, Debug, Schema)]
pub struct HealthCheck {
    /// The clients; one of these must match.
    pub sources: Vec<Selector>,
    /// The services; one of these must match.
    pub destinations: Vec<Selector>,
    /// How.
    pub conf: Option<HealthCheckConf>,
}

/// How endpoints are asked.
#[derive(Clone, Debug, Schema)]
pub struct HealthCheckConf {
    /// The time between questions.
    pub interval: Option<Traced<ProtoDuration>>,
    /// The time for an answer.
    pub timeout: Option<Traced<ProtoDuration>>,
    /// How many failures in a row make an endpoint ill.
    #[schema(alias = "unhealthy_threshold")]
    pub unhealthy_threshold: Traced<u32>,
    /// How many successes in a row make it well.
    #[schema(alias = "healthy_threshold")]
    pub healthy_threshold: Traced<u32>,
    /// How far the first question is put off by chance.
    #[schema(alias = "initial_jitter")]
    pub initial_jitter: Option<Traced<ProtoDuration>>,
    /// How far each question is put off by chance.
    #[schema(alias = "interval_jitter")]
    pub interval_jitter: Option<Traced<ProtoDuration>>,
    /// The same in percent of the interval.
    #[schema(alias = "interval_jitter_percent")]
    pub interval_jitter_percent: Traced<u32>,
    /// From how few healthy endpoints all are used, in percent.
    #[schema(alias = "healthy_panic_threshold")]
    pub healthy_panic_threshold: Option<Traced<f64>>,
    /// Whether requests fail then instead.
    #[schema(alias = "fail_traffic_on_panic")]
    pub fail_traffic_on_panic: Option<Traced<bool>>,
    /// The file for events.
    #[schema(alias = "event_log_path", implicit)]
    pub event_log_path: Option<Traced<Text>>,
    /// Whether every failure is logged and not only the first.
    #[schema(alias = "always_log_health_check_failures")]
    pub always_log_health_check_failures: Option<Traced<bool>>,
    /// The time between questions while there is no traffic.
    #[schema(alias = "no_traffic_interval")]
    pub no_traffic_interval: Option<Traced<ProtoDuration>>,
    /// Questions of bytes.
    pub tcp: Option<TcpHealthCheck>,
    /// Questions of HTTP.
    pub http: Option<HttpHealthCheck>,
    /// Whether a connection is used for many questions.
    #[schema(alias = "reuse_connection")]
    pub reuse_connection: Option<Traced<bool>>,
}

/// Questions of bytes.
#[derive(Clone, Debug, Schema)]
pub struct TcpHealthCheck {
    /// The question, in base64; a connection is enough where there is none.
    pub send: Option<Traced<Text>>,
    /// What the answer must hold, in base64.
    pub receive: Vec<Traced<Text>>,
}

/// Questions of HTTP.
#[derive(Clone, Debug, Schema)]
pub struct HttpHealthCheck {
    /// The path.
    pub path: Traced<Text>,
    /// Headers of the request.
    #[schema(alias = "request_headers_to_add")]
    pub request_headers_to_add: Vec<HealthCheckHeader>,
    /// Statuses of well endpoints; 200 where none is given.
    #[schema(alias = "expected_statuses")]
    pub expected_statuses: Vec<Traced<u32>>,
}

/// A header of the request.
#[derive(Clone, Debug, Schema)]
pub struct HealthCheckHeader {
    /// Name and value.
    pub header: Option<HealthCheckHeaderValue>,
    /// Whether it stands beside a header of that name instead of replacing it.
    pub append: Option<Traced<bool>>,
}

/// Name and value of a header.
#[derive(Clone, Debug, Schema)]
pub struct HealthCheckHeaderValue {
    /// The name.
    pub key: Traced<Text>,
    /// The value.
    pub value: Traced<Text>,
}
