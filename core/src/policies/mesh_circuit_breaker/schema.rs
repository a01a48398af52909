//! What a MeshCircuitBreaker can say.

use kumascope_derive::Schema;

use crate::{origin::Traced, resource::schema::Decimal, tree::Duration};

/// Limits of connections, and when an endpoint is taken out for a while.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// Limits of connections and requests.
    pub(super) connection_limits: Option<ConnectionLimits>,
    /// When an endpoint is taken out for a while.
    pub(super) outlier_detection: Option<OutlierDetection>,
}

/// Limits of connections and requests towards one cluster.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct ConnectionLimits {
    /// Connections at a time.
    pub(super) max_connections: Option<Traced<u32>>,
    /// Connection pools at a time.
    pub(super) max_connection_pools: Option<Traced<u32>>,
    /// Requests that wait for a connection.
    pub(super) max_pending_requests: Option<Traced<u32>>,
    /// Retries at a time.
    pub(super) max_retries: Option<Traced<u32>>,
    /// Requests at a time.
    pub(super) max_requests: Option<Traced<u32>>,
}

/// When an endpoint is taken out for a while.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct OutlierDetection {
    /// Whether nothing of this applies.
    pub(super) disabled: Option<Traced<bool>>,
    /// The time between two looks at all endpoints.
    pub(super) interval: Option<Traced<Duration>>,
    /// How long an endpoint is out, times how often it was.
    pub(super) base_ejection_time: Option<Traced<Duration>>,
    /// How many endpoints can be out, in percent.
    pub(super) max_ejection_percent: Option<Traced<u32>>,
    /// Whether errors of the connection are counted apart from answers.
    pub(super) split_external_and_local_errors: Option<Traced<bool>>,
    /// What is looked at.
    pub(super) detectors: Option<Detectors>,
    /// From how few healthy endpoints all are used, in percent.
    pub(super) healthy_panic_threshold: Option<Traced<Decimal>>,
}

/// What is looked at.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Detectors {
    /// Errors of any kind.
    pub(super) total_failures: Option<Consecutive>,
    /// Answers 502, 503 and 504.
    pub(super) gateway_failures: Option<Consecutive>,
    /// Errors of the connection.
    pub(super) local_origin_failures: Option<Consecutive>,
    /// How often requests succeed, compared with other endpoints.
    pub(super) success_rate: Option<SuccessRate>,
    /// How often requests fail.
    pub(super) failure_percentage: Option<FailurePercentage>,
}

/// Errors in a row.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Consecutive {
    /// How many errors in a row take the endpoint out.
    pub(super) consecutive: Option<Traced<u32>>,
}

/// How often requests succeed, compared with other endpoints.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct SuccessRate {
    /// How many endpoints there must be.
    pub(super) minimum_hosts: Option<Traced<u32>>,
    /// How many requests an endpoint must have had.
    pub(super) request_volume: Option<Traced<u32>>,
    /// How many standard deviations below the mean are too low.
    pub(super) standard_deviation_factor: Option<Traced<Decimal>>,
}

/// How often requests fail.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct FailurePercentage {
    /// How many endpoints there must be.
    pub(super) minimum_hosts: Option<Traced<u32>>,
    /// How many requests an endpoint must have had.
    pub(super) request_volume: Option<Traced<u32>>,
    /// How many failures are too many, in percent.
    pub(super) threshold: Option<Traced<u32>>,
}
