//! FaultInjection: delays and errors on purpose.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::{schema::ProtoDuration, virtual_outbound::Selector},
    tree::Text,
};

/// Delays and errors on purpose.
#[derive(Clone, Debug, Schema)]
pub struct FaultInjection {
    /// The clients; one of these must match.
    pub sources: Vec<Selector>,
    /// The services; one of these must match.
    pub destinations: Vec<Selector>,
    /// Which faults.
    pub conf: Option<FaultInjectionConf>,
}

/// Which faults.
#[derive(Clone, Debug, Schema)]
pub struct FaultInjectionConf {
    /// Requests that wait.
    pub delay: Option<Delay>,
    /// Requests that fail.
    pub abort: Option<Abort>,
    /// Responses that are slow.
    #[schema(alias = "response_bandwidth")]
    pub response_bandwidth: Option<ResponseBandwidth>,
}

/// Requests that wait.
#[derive(Clone, Debug, Schema)]
pub struct Delay {
    /// How many, in percent.
    pub percentage: Option<Traced<f64>>,
    /// How long.
    pub value: Option<Traced<ProtoDuration>>,
}

/// Requests that fail.
#[derive(Clone, Debug, Schema)]
pub struct Abort {
    /// How many, in percent.
    pub percentage: Option<Traced<f64>>,
    /// With which status.
    pub http_status: Option<Traced<u32>>,
}

/// Responses that are slow.
#[derive(Clone, Debug, Schema)]
pub struct ResponseBandwidth {
    /// How many, in percent.
    pub percentage: Option<Traced<f64>>,
    /// How much a second, as `512 kbps`.
    pub limit: Option<Traced<Text>>,
}
