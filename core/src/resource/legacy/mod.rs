//! The source/destination policies: what Kuma had before `targetRef`, and what still has its effect beside it.
//!
//! Nine of them are about connections (`sources` and `destinations`), TrafficTrace is about proxies (`selectors`).

mod circuit_breaker;
mod fault_injection;
mod health_check;
mod rate_limit;
mod retry;
mod telemetry;
mod timeout;
mod traffic_permission;
mod traffic_route;

pub use circuit_breaker::{
    CircuitBreaker, CircuitBreakerConf, CircuitBreakerThresholds, Detectors, Errors, Failure,
    StandardDeviation,
};
pub use fault_injection::{Abort, Delay, FaultInjection, FaultInjectionConf, ResponseBandwidth};
pub use health_check::{
    HealthCheck, HealthCheckConf, HealthCheckHeader, HealthCheckHeaderValue, HttpHealthCheck, TcpHealthCheck,
};
pub use rate_limit::{HttpRateLimit, OnRateLimit, RateLimit, RateLimitConf, RateLimitHeader};
pub use retry::{BackOff, GrpcRetry, HttpRetry, Retry, RetryConf, TcpRetry};
pub use telemetry::{BackendName, TrafficLog, TrafficTrace};
pub use timeout::{GrpcTimeout, HttpTimeout, TcpTimeout, Timeout, TimeoutConf};
pub use traffic_permission::TrafficPermission;
pub use traffic_route::{
    EmptyMessage, HeaderToAdd, HeaderToRemove, Headers, HostRewrite, HttpMatch, HttpModify, HttpRoute,
    LeastRequest, LoadBalancer, PathRewrite, RegexReplace, RingHash, Split, StringMatcher, TrafficRoute,
    TrafficRouteConf,
};

use super::{Spec, virtual_outbound::Selector};

/// Which connections a policy is about.
#[derive(Clone, Copy, Debug)]
pub struct Connections<'a> {
    /// The clients: one of these must match.
    pub sources: &'a [Selector],
    /// The services: one of these must match.
    pub destinations: &'a [Selector],
}

impl Spec {
    /// Which connections it is about, where this is a source/destination policy.
    pub fn connections(&self) -> Option<Connections<'_>> {
        let (sources, destinations) = match self {
            Self::TrafficRoute(spec) => (&spec.sources, &spec.destinations),
            Self::TrafficPermission(spec) => (&spec.sources, &spec.destinations),
            Self::TrafficLog(spec) => (&spec.sources, &spec.destinations),
            Self::Timeout(spec) => (&spec.sources, &spec.destinations),
            Self::Retry(spec) => (&spec.sources, &spec.destinations),
            Self::CircuitBreaker(spec) => (&spec.sources, &spec.destinations),
            Self::HealthCheck(spec) => (&spec.sources, &spec.destinations),
            Self::FaultInjection(spec) => (&spec.sources, &spec.destinations),
            Self::RateLimit(spec) => (&spec.sources, &spec.destinations),
            _ => return None,
        };
        Some(Connections { sources, destinations })
    }
}
