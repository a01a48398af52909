//! Virtual probes: health checks of the workload on a port of the proxy's own.

use kumascope_derive::Schema;

use crate::{origin::Traced, tree::Text};

/// Health checks of the workload on a port of the proxy's own.
#[derive(Clone, Debug, Schema)]
pub struct Probes {
    /// The port.
    pub port: Traced<u32>,
    /// The checks.
    pub endpoints: Vec<ProbeEndpoint>,
}

/// A health check.
#[derive(Clone, Debug, Schema)]
pub struct ProbeEndpoint {
    /// The port of the workload.
    #[schema(alias = "inbound_port")]
    pub inbound_port: Traced<u32>,
    /// The path at the workload.
    #[schema(alias = "inbound_path")]
    pub inbound_path: Traced<Text>,
    /// The path on the proxy's port.
    pub path: Traced<Text>,
}
