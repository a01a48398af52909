//! A reference to a MeshOpenTelemetryBackend, as policies of telemetry write it.

use kumascope_derive::Schema;

use crate::{origin::Traced, sorted::SortedMap, tree::Text};

/// Names a MeshOpenTelemetryBackend.
#[derive(Clone, Debug, Schema)]
pub struct BackendResourceRef {
    /// The only kind.
    pub kind: Traced<BackendResourceKind>,
    /// The labels that it must have; none select none.
    pub labels: SortedMap<Text, Traced<Text>>,
}

/// What a [`BackendResourceRef`] can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub enum BackendResourceKind {
    /// A collector that is a resource of its own.
    MeshOpenTelemetryBackend,
}
