//! MeshZoneAddress: where other zones reach the zone proxy of a mesh.

use kumascope_derive::Schema;

use crate::{origin::Traced, tree::Text};

/// Where other zones reach the zone proxy of a mesh.
#[derive(Clone, Debug, Schema)]
pub struct MeshZoneAddress {
    /// Its IP address or host name.
    #[schema(required, keep)]
    pub address: Traced<Text>,
    /// Its port.
    #[schema(required, keep)]
    pub port: Traced<u32>,
}
