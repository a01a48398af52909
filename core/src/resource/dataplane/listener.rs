//! A listener of a zone proxy that belongs to a mesh.

use kumascope_derive::Schema;

use crate::{
    origin::{Origin, Traced},
    tree::Text,
};

/// A listener of a zone proxy that belongs to a mesh.
#[derive(Clone, Debug, Schema)]
pub struct Listener {
    /// What it is for.
    #[schema(name = "type")]
    pub listener_type: Traced<ListenerType>,
    /// The address on which the proxy listens.
    pub address: Traced<Text>,
    /// The port on which the proxy listens.
    pub port: Traced<u32>,
    /// Its name.
    #[schema(implicit)]
    pub name: Option<Traced<Text>>,
    /// Whether it takes traffic.
    pub state: Traced<ListenerState>,
    /// Where it was written.
    #[schema(origin)]
    pub origin: Origin,
}

/// What a listener of a zone proxy is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum ListenerType {
    /// Nothing is said.
    #[default]
    #[schema(zero)]
    Unspecified,
    /// Traffic that comes into the zone.
    ZoneIngress,
    /// Traffic that leaves the mesh or the zone.
    ZoneEgress,
}

/// Whether a listener takes traffic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum ListenerState {
    /// It does.
    #[default]
    #[schema(zero)]
    Ready,
    /// It does not yet.
    NotReady,
}
