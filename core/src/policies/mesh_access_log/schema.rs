//! What a MeshAccessLog can say.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::backend_resource_ref::BackendResourceRef,
    tree::{Node, Text},
};

/// Where lines go.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// All places that get them; none with an empty list.
    pub(super) backends: Option<Vec<Backend>>,
}

/// One place that gets lines.
#[derive(Clone, Debug, Schema)]
pub(super) struct Backend {
    /// What kind of place.
    #[schema(name = "type")]
    pub(super) kind: Traced<BackendType>,
    /// Where lines go by TCP.
    pub(super) tcp: Option<Tcp>,
    /// The file.
    pub(super) file: Option<File>,
    /// The collector.
    pub(super) open_telemetry: Option<OpenTelemetry>,
}

/// What kind of place gets lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum BackendType {
    /// An address, by TCP.
    Tcp,
    /// A file.
    File,
    /// A collector.
    OpenTelemetry,
}

/// Where lines go by TCP.
#[derive(Clone, Debug, Schema)]
pub(super) struct Tcp {
    /// What a line looks like.
    pub(super) format: Option<Format>,
    /// The address, `host:port`.
    #[schema(required, keep)]
    pub(super) address: Traced<Text>,
}

/// A file that gets lines.
#[derive(Clone, Debug, Schema)]
pub(super) struct File {
    /// What a line looks like.
    pub(super) format: Option<Format>,
    /// Its path.
    #[schema(required, keep)]
    pub(super) path: Traced<Text>,
}

/// What a line looks like.
#[derive(Clone, Debug, Schema)]
pub(super) struct Format {
    /// Text or JSON.
    #[schema(name = "type")]
    pub(super) kind: Traced<FormatType>,
    /// The text.
    pub(super) plain: Option<Traced<Text>>,
    /// The members of the JSON object.
    pub(super) json: Option<Vec<JsonValue>>,
    /// Whether operators without a value leave nothing behind, rather than `-`.
    #[schema(keep)]
    pub(super) omit_empty_values: Traced<bool>,
}

/// Text or JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum FormatType {
    /// Text.
    Plain,
    /// A JSON object.
    Json,
}

/// A member of a JSON object.
#[derive(Clone, Debug, Schema)]
pub(super) struct JsonValue {
    /// Its name.
    #[schema(required, keep)]
    pub(super) key: Traced<Text>,
    /// What it holds.
    #[schema(required, keep)]
    pub(super) value: Traced<Text>,
}

/// A collector.
#[derive(Clone, Debug, Schema)]
pub(super) struct OpenTelemetry {
    /// Attributes of every record.
    pub(super) attributes: Option<Vec<JsonValue>>,
    /// The body of every record: a text, or a value of OpenTelemetry.
    pub(super) body: Option<Node>,
    /// Where it is, `host` or `host:port`; port 4317 where none is given.
    #[schema(keep)]
    pub(super) endpoint: Traced<Text>,
    /// The MeshOpenTelemetryBackend that says where it is.
    pub(super) backend_ref: Option<BackendResourceRef>,
}
