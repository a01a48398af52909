//! TrafficPermission: who may call whom.

use kumascope_derive::Schema;

use crate::resource::virtual_outbound::Selector;

/// Who may call whom, in a mesh with mutual TLS.
#[derive(Clone, Debug, Schema)]
pub struct TrafficPermission {
    /// The clients; one of these must match.
    pub sources: Vec<Selector>,
    /// The services; one of these must match.
    pub destinations: Vec<Selector>,
}
