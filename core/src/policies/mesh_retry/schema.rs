//! What a MeshRetry can say.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::header_match::HeaderMatch,
    sorted::SortedMap,
    tree::{Duration, Text},
};

/// Retries by protocol.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// Of TCP connections.
    pub(super) tcp: Option<Tcp>,
    /// Of HTTP requests.
    pub(super) http: Option<Http>,
    /// Of gRPC calls.
    pub(super) grpc: Option<Grpc>,
}

/// Retries of TCP connections.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Tcp {
    /// How often a connection is tried.
    pub(super) max_connect_attempt: Option<Traced<u32>>,
}

/// Retries of HTTP requests.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Http {
    /// How often a request is tried again; 0 for never.
    pub(super) num_retries: Option<Traced<u32>>,
    /// The time for one try.
    pub(super) per_try_timeout: Option<Traced<Duration>>,
    /// How long to wait between tries.
    pub(super) back_off: Option<BackOff>,
    /// How long to wait when the server says so.
    pub(super) rate_limited_back_off: Option<RateLimitedBackOff>,
    /// Failures, statuses and methods that are tried again.
    pub(super) retry_on: Option<Vec<Traced<Text>>>,
    /// Headers of the answer that make a request be tried again.
    pub(super) retriable_response_headers: Option<Vec<HeaderMatch>>,
    /// Headers that a request must have to be tried again.
    pub(super) retriable_request_headers: Option<Vec<HeaderMatch>>,
    /// Which endpoints are passed over.
    pub(super) host_selection: Option<Vec<Predicate>>,
    /// How often an endpoint is chosen anew when it is passed over.
    pub(super) host_selection_max_attempts: Option<Traced<i64>>,
}

/// Retries of gRPC calls.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Grpc {
    /// How often a call is tried again; 0 for never.
    pub(super) num_retries: Option<Traced<u32>>,
    /// The time for one try.
    pub(super) per_try_timeout: Option<Traced<Duration>>,
    /// How long to wait between tries.
    pub(super) back_off: Option<BackOff>,
    /// How long to wait when the server says so.
    pub(super) rate_limited_back_off: Option<RateLimitedBackOff>,
    /// Statuses that are tried again.
    pub(super) retry_on: Option<Vec<Traced<Text>>>,
}

/// How long to wait between tries.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct BackOff {
    /// The first wait.
    pub(super) base_interval: Option<Traced<Duration>>,
    /// The longest wait.
    pub(super) max_interval: Option<Traced<Duration>>,
}

/// How long to wait when the server says so.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct RateLimitedBackOff {
    /// The headers in which it says so.
    pub(super) reset_headers: Option<Vec<ResetHeader>>,
    /// The longest wait.
    pub(super) max_interval: Option<Traced<Duration>>,
}

/// A header in which a server says how long to wait.
#[derive(Clone, Debug, Schema)]
pub(super) struct ResetHeader {
    /// Its name.
    #[schema(keep)]
    pub(super) name: Traced<Text>,
    /// What it counts.
    #[schema(keep)]
    pub(super) format: Traced<ResetFormat>,
}

/// What a header counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub(super) enum ResetFormat {
    /// Seconds to wait.
    #[default]
    Seconds,
    /// The moment until which to wait.
    UnixTimestamp,
}

/// Which endpoints are passed over.
#[derive(Clone, Debug, Schema)]
pub(super) struct Predicate {
    /// The rule.
    #[schema(keep)]
    pub(super) predicate: Traced<PredicateType>,
    /// Tags of endpoints to pass over.
    pub(super) tags: Option<SortedMap<Text, Traced<Text>>>,
    /// After how many tries priorities are looked at anew.
    #[schema(keep, default = 2)]
    pub(super) update_frequency: Traced<i64>,
}

/// A rule of which endpoints are passed over.
#[expect(clippy::enum_variant_names, reason = "these are Kuma's own names")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub(super) enum PredicateType {
    /// Those that were tried.
    #[default]
    OmitPreviousHosts,
    /// Those with tags.
    OmitHostsWithTags,
    /// Those of priorities that were tried.
    OmitPreviousPriorities,
}
