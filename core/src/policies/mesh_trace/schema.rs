//! What a MeshTrace can say.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::{backend_resource_ref::BackendResourceRef, schema::Decimal},
    tree::Text,
};

/// Which requests are traced, and where spans go.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// Where spans go: one at most.
    pub(super) backends: Option<Vec<Backend>>,
    /// Which requests are traced.
    pub(super) sampling: Option<Sampling>,
    /// Tags of every span.
    pub(super) tags: Option<Vec<Tag>>,
}

/// Where spans go.
#[derive(Clone, Debug, Schema)]
pub(super) struct Backend {
    /// Which of the others counts.
    #[schema(name = "type", required, keep)]
    pub(super) kind: Traced<BackendType>,
    /// A collector of Zipkin.
    pub(super) zipkin: Option<Zipkin>,
    /// An agent of Datadog.
    pub(super) datadog: Option<Datadog>,
    /// A collector of OpenTelemetry.
    pub(super) open_telemetry: Option<OpenTelemetry>,
}

/// What spans are sent as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum BackendType {
    /// As Zipkin takes them.
    Zipkin,
    /// As Datadog takes them.
    Datadog,
    /// As OpenTelemetry takes them.
    OpenTelemetry,
}

/// A collector of Zipkin.
#[derive(Clone, Debug, Schema)]
pub(super) struct Zipkin {
    /// Where it is.
    #[schema(required, keep)]
    pub(super) url: Traced<Text>,
    /// Whether IDs of traces have 128 bits.
    #[schema(name = "traceId128bit", keep, default = false)]
    pub(super) trace_id: Traced<bool>,
    /// How spans are written.
    #[schema(keep, default = "httpJson")]
    pub(super) api_version: Traced<Text>,
    /// Whether client and server share a span.
    #[schema(keep, default = true)]
    pub(super) shared_span_context: Traced<bool>,
}

/// An agent of Datadog.
#[derive(Clone, Debug, Schema)]
pub(super) struct Datadog {
    /// Where it is: `http://host:port`.
    #[schema(required, keep)]
    pub(super) url: Traced<Text>,
    /// Whether a service is split by direction and by what it calls.
    #[schema(keep, default = false)]
    pub(super) split_service: Traced<bool>,
}

/// A collector of OpenTelemetry.
#[derive(Clone, Debug, Schema)]
pub(super) struct OpenTelemetry {
    /// Where it is, `host` or `host:port`; port 4317 where none is given.
    #[schema(keep)]
    pub(super) endpoint: Traced<Text>,
    /// The MeshOpenTelemetryBackend that says where it is.
    pub(super) backend_ref: Option<BackendResourceRef>,
}

/// Which requests are traced, in percent; all of them where nothing is said.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Sampling {
    /// At most this many.
    pub(super) overall: Option<Traced<Decimal>>,
    /// Of those whose client asks for it.
    pub(super) client: Option<Traced<Decimal>>,
    /// Of the others, by chance.
    pub(super) random: Option<Traced<Decimal>>,
}

/// A tag of every span.
#[derive(Clone, Debug, Schema)]
pub(super) struct Tag {
    /// Its name.
    #[schema(required, keep)]
    pub(super) name: Traced<Text>,
    /// Its value.
    pub(super) literal: Option<Traced<Text>>,
    /// The header with its value.
    pub(super) header: Option<HeaderTag>,
}

/// A header with the value of a tag.
#[derive(Clone, Debug, Schema)]
pub(super) struct HeaderTag {
    /// The name of the header.
    #[schema(required, keep)]
    pub(super) name: Traced<Text>,
    /// The value where the request has no such header; no tag where nothing is said.
    pub(super) default: Option<Traced<Text>>,
}
