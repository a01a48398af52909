//! CircuitBreaker: limits of connections, and when an endpoint is taken out for a while.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::{schema::ProtoDuration, virtual_outbound::Selector},
};

/// Limits of connections, and when an endpoint is taken out for a while.
#[derive(Clone, Debug, Schema)]
pub struct CircuitBreaker {
    /// The clients; one of these must match.
    pub sources: Vec<Selector>,
    /// The services; one of these must match.
    pub destinations: Vec<Selector>,
    /// Limits and detectors.
    pub conf: Option<CircuitBreakerConf>,
}

/// Limits and detectors.
#[derive(Clone, Debug, Schema)]
pub struct CircuitBreakerConf {
    /// The time between two looks at all endpoints.
    pub interval: Option<Traced<ProtoDuration>>,
    /// How long an endpoint is out, times how often it was.
    pub base_ejection_time: Option<Traced<ProtoDuration>>,
    /// How many endpoints can be out, in percent.
    pub max_ejection_percent: Option<Traced<u32>>,
    /// Whether errors of the connection are counted apart from answers.
    pub split_external_and_local_errors: Traced<bool>,
    /// What is looked at.
    pub detectors: Option<Detectors>,
    /// Limits.
    pub thresholds: Option<CircuitBreakerThresholds>,
}

/// What is looked at.
#[derive(Clone, Debug, Schema)]
pub struct Detectors {
    /// Errors of any kind in a row.
    pub total_errors: Option<Errors>,
    /// Answers 502, 503 and 504 in a row.
    pub gateway_errors: Option<Errors>,
    /// Errors of the connection in a row.
    pub local_errors: Option<Errors>,
    /// How often requests succeed, compared with other endpoints.
    pub standard_deviation: Option<StandardDeviation>,
    /// How often requests fail.
    pub failure: Option<Failure>,
}

/// Errors in a row.
#[derive(Clone, Debug, Schema)]
pub struct Errors {
    /// How many take the endpoint out.
    pub consecutive: Option<Traced<u32>>,
}

/// How often requests succeed, compared with other endpoints.
#[derive(Clone, Debug, Schema)]
pub struct StandardDeviation {
    /// How many requests an endpoint must have had.
    pub request_volume: Option<Traced<u32>>,
    /// How many endpoints there must be.
    pub minimum_hosts: Option<Traced<u32>>,
    /// How many standard deviations below the mean are too low.
    pub factor: Option<Traced<f64>>,
}

/// How often requests fail.
#[derive(Clone, Debug, Schema)]
pub struct Failure {
    /// How many requests an endpoint must have had.
    pub request_volume: Option<Traced<u32>>,
    /// How many endpoints there must be.
    pub minimum_hosts: Option<Traced<u32>>,
    /// How many failures are too many, in percent.
    pub threshold: Option<Traced<u32>>,
}

/// Limits towards one cluster.
#[derive(Clone, Debug, Schema)]
pub struct CircuitBreakerThresholds {
    /// Connections at a time.
    pub max_connections: Option<Traced<u32>>,
    /// Requests that wait for a connection.
    pub max_pending_requests: Option<Traced<u32>>,
    /// Retries at a time.
    pub max_retries: Option<Traced<u32>>,
    /// Requests at a time.
    pub max_requests: Option<Traced<u32>>,
}
