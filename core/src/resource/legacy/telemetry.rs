//! TrafficLog and TrafficTrace: which backend of the Mesh gets access logs and traces.

use kumascope_derive::Schema;

use crate::{origin::Traced, resource::virtual_outbound::Selector, tree::Text};

/// Which backend of `Mesh.logging` gets the access logs of connections.
#[derive(Clone, Debug, Schema)]
pub struct TrafficLog {
    /// The clients; one of these must match.
    pub sources: Vec<Selector>,
    /// The services; one of these must match.
    pub destinations: Vec<Selector>,
    /// The backend; the default one of the Mesh where nothing is said.
    pub conf: Option<BackendName>,
}

/// Which backend of `Mesh.tracing` gets the traces of proxies.
#[derive(Clone, Debug, Schema)]
pub struct TrafficTrace {
    /// The proxies; one of these must match.
    pub selectors: Vec<Selector>,
    /// The backend; the default one of the Mesh where nothing is said.
    pub conf: Option<BackendName>,
}

/// A backend of the Mesh, by name.
#[derive(Clone, Debug, Schema)]
pub struct BackendName {
    /// The name.
    #[schema(implicit)]
    pub backend: Option<Traced<Text>>,
}
