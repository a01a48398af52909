//! What a MeshRateLimit can say.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    tree::{Duration, Text},
};

/// How much an inbound takes.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// Counted by every proxy for itself.
    pub(super) local: Option<Local>,
}

/// Limits that every proxy counts for itself.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Local {
    /// Requests of HTTP.
    pub(super) http: Option<Http>,
    /// Connections.
    pub(super) tcp: Option<Tcp>,
}

/// How many requests of HTTP.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Http {
    /// Whether nothing of this applies.
    pub(super) disabled: Option<Traced<bool>>,
    /// How many.
    pub(super) request_rate: Option<Rate>,
    /// What the others are answered.
    pub(super) on_rate_limit: Option<OnRateLimit>,
}

/// What requests above the limit are answered.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct OnRateLimit {
    /// The status; 429 where nothing is said.
    pub(super) status: Option<Traced<u32>>,
    /// Headers of the response.
    pub(super) headers: Option<HeaderModifier>,
}

/// Headers to set.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct HeaderModifier {
    /// Headers that replace others of that name; several values stand in one text, with commas.
    pub(super) set: Option<Vec<Header>>,
    /// Headers that stand beside others of that name.
    pub(super) add: Option<Vec<Header>>,
}

/// A header.
#[derive(Clone, Debug, Schema)]
pub(super) struct Header {
    /// The name.
    #[schema(required, keep)]
    pub(super) name: Traced<Text>,
    /// The value.
    #[schema(required, keep)]
    pub(super) value: Traced<Text>,
}

/// How many connections.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Tcp {
    /// Whether nothing of this applies.
    pub(super) disabled: Option<Traced<bool>>,
    /// How many.
    pub(super) connection_rate: Option<Rate>,
}

/// How many in which time.
#[derive(Clone, Debug, Schema)]
pub(super) struct Rate {
    /// How many.
    #[schema(required, keep)]
    pub(super) num: Traced<u32>,
    /// The time.
    #[schema(required, keep)]
    pub(super) interval: Traced<Duration>,
}
