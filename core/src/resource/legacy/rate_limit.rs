//! RateLimit: how many requests an inbound takes.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::{schema::ProtoDuration, virtual_outbound::Selector},
    tree::Text,
};

/// How many requests an inbound takes.
#[derive(Clone, Debug, Schema)]
pub struct RateLimit {
    /// The clients; one of these must match.
    pub sources: Vec<Selector>,
    /// The services; one of these must match.
    pub destinations: Vec<Selector>,
    /// How many.
    pub conf: Option<RateLimitConf>,
}

/// How many requests.
#[derive(Clone, Debug, Schema)]
pub struct RateLimitConf {
    /// Of HTTP.
    pub http: Option<HttpRateLimit>,
}

/// How many requests of HTTP.
#[derive(Clone, Debug, Schema)]
pub struct HttpRateLimit {
    /// How many in each interval.
    pub requests: Traced<u32>,
    /// The interval.
    pub interval: Option<Traced<ProtoDuration>>,
    /// What the others are answered.
    pub on_rate_limit: Option<OnRateLimit>,
}

/// What requests above the limit are answered.
#[derive(Clone, Debug, Schema)]
pub struct OnRateLimit {
    /// The status; 429 where nothing is said.
    pub status: Option<Traced<u32>>,
    /// Headers of the response.
    pub headers: Vec<RateLimitHeader>,
}

/// A header of the response.
#[derive(Clone, Debug, Schema)]
pub struct RateLimitHeader {
    /// The name.
    pub key: Traced<Text>,
    /// The value.
    pub value: Traced<Text>,
    /// Whether it stands beside a header of that name instead of replacing it.
    pub append: Option<Traced<bool>>,
}
