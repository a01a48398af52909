//! Workload: what runs behind the Dataplanes of one `kuma.io/workload`.

use kumascope_derive::Schema;

/// What runs behind the Dataplanes of one `kuma.io/workload`.
#[derive(Clone, Debug, Default, Schema)]
pub struct Workload {
    /// What the control plane says about it.
    #[schema(skip)]
    pub status: Option<WorkloadStatus>,
}

/// What the control plane says about a Workload.
#[derive(Clone, Debug, Default, Schema)]
pub struct WorkloadStatus {
    /// How many Dataplanes it has.
    pub dataplane_proxies: WorkloadDataplanes,
}

/// How many Dataplanes a Workload has.
#[derive(Clone, Debug, Default, Schema)]
pub struct WorkloadDataplanes {
    /// How many are connected.
    #[schema(keep)]
    pub connected: u32,
    /// How many are healthy.
    #[schema(keep)]
    pub healthy: u32,
    /// How many there are.
    #[schema(keep)]
    pub total: u32,
}
