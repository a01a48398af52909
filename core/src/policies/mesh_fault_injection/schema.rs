//! What a MeshFaultInjection can say.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::schema::Decimal,
    tree::{Duration, Text},
};

/// Faults on purpose.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// Faults of requests of HTTP, each by its own chance.
    pub(super) http: Option<Vec<Fault>>,
}

/// A fault.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Fault {
    /// Requests that fail.
    pub(super) abort: Option<Abort>,
    /// Requests that wait.
    pub(super) delay: Option<Delay>,
    /// Responses that are slow.
    pub(super) response_bandwidth: Option<ResponseBandwidth>,
}

/// Requests that fail.
#[derive(Clone, Debug, Schema)]
pub(super) struct Abort {
    /// With which status.
    #[schema(required, keep)]
    pub(super) http_status: Traced<u32>,
    /// How many, in percent.
    #[schema(required, keep)]
    pub(super) percentage: Traced<Decimal>,
}

/// Requests that wait.
#[derive(Clone, Debug, Schema)]
pub(super) struct Delay {
    /// How long.
    #[schema(required, keep)]
    pub(super) value: Traced<Duration>,
    /// How many, in percent.
    #[schema(required, keep)]
    pub(super) percentage: Traced<Decimal>,
}

/// Responses that are slow.
#[derive(Clone, Debug, Schema)]
pub(super) struct ResponseBandwidth {
    /// How much a second, as `512kbps`, `10Mbps` or `1Gbps`.
    #[schema(required, keep)]
    pub(super) limit: Traced<Text>,
    /// How many, in percent.
    #[schema(required, keep)]
    pub(super) percentage: Traced<Decimal>,
}
