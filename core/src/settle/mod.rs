//! What a control plane of one zone adds to the resources that are written, until nothing changes any more: labels, defaults,
//! initial policies of a mesh, generated services and workloads, addresses, host names, and what it says about them.
//!
//! The order of the resources stands for the order of their creation, which decides where Kuma asks for the older one.

mod available_services;
mod dataplane;
mod hostnames;
mod identity;
mod identity_status;
mod initial_policies;
mod kubernetes;
mod labels;
mod mesh;
mod mesh_services;
mod multi_zone;
mod propagation;
mod service_status;
mod startup;
mod store;
mod syntax;
mod telemetry;
mod vips;
mod workloads;
mod write;

pub use identity::{best, is_partially_ready, is_ready, selects, spiffe_id, trust_domain};

pub use labels::compute as compute_labels;
use store::Store;
pub use write::complete;

use crate::{
    report::Report,
    resource::{Creation, Registry, Resource, Spec},
    sorted::sort_by,
    world::World,
};

/// Codes of the diagnostics of this stage.
pub mod code {
    use crate::report::Code;

    /// A resource that is written twice; the later one counts.
    pub const DUPLICATE_RESOURCE: Code = "duplicate-resource";
    /// A resource of a mesh that there is not.
    pub const MESH_NOT_FOUND: Code = "mesh-not-found";
    /// A Dataplane that the constraints of its mesh keep out.
    pub const MESH_CONSTRAINT: Code = "mesh-constraint";
    /// Dataplanes of one service whose ports differ.
    pub const PORT_CONFLICT: Code = "port-conflict";
    /// A range of addresses that is used up.
    pub const NO_ADDRESS_LEFT: Code = "no-address-left";
    /// A Secret that is referred to and not there.
    pub const SECRET_NOT_FOUND: Code = "secret-not-found";
    /// A certificate or key in a file or variable of the control plane's machine.
    pub const UNREADABLE_DATA_SOURCE: Code = "unreadable-data-source";
}

/// Where the control plane runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Environment {
    /// On machines.
    Universal,
    /// On Kubernetes: its meshes are objects of Kubernetes.
    Kubernetes,
}

impl Environment {
    fn of(resources: &[Resource]) -> Self {
        let is_object = |resource: &Resource| {
            matches!(resource.spec, Spec::Mesh(_)) && resource.meta.kubernetes.is_some()
        };
        if resources.iter().any(is_object) { Self::Kubernetes } else { Self::Universal }
    }
}

/// What the control plane would store once nothing changes any more, ordered by kind, mesh and name.
/// A `status` that is written counts for nothing, as with the control plane.
pub fn settle(resources: Vec<Resource>, world: &World, registry: &Registry) -> (Vec<Resource>, Report) {
    let mut report = Report::default();
    let mut store = Store::new(registry);
    let environment = Environment::of(&resources);
    startup::create(&mut store, world, environment);
    write::all(&mut store, resources, world, &mut report);
    for workload in workloads::generate(&store, world) {
        store.create(workload);
    }
    // On Kubernetes MeshServices are made from Services, which are no resources of Kuma.
    if environment == Environment::Universal {
        for service in mesh_services::generate(&store, world, &mut report) {
            store.create(service);
        }
    }
    identity_status::reconcile(&mut store, world, &mut report);
    service_status::update(&mut store, world);
    multi_zone::update(&mut store);
    vips::allocate(&mut store, world, &mut report);
    hostnames::update(&mut store, world);
    telemetry::update(&mut store);
    available_services::update(&mut store, world);
    let mut resources = store.resources;
    number(&mut resources);
    sort_by(&mut resources, |left, right| {
        let key = |resource: &Resource| {
            (resource.meta.kind, resource.meta.mesh.clone(), resource.meta.name.clone())
        };
        key(left).cmp(&key(right))
    });
    (resources, report)
}

/// Their order is that of their creation.
fn number(resources: &mut [Resource]) {
    for (position, resource) in resources.iter_mut().enumerate() {
        resource.meta.creation = Creation::of_position(position);
    }
}

#[cfg(test)]
mod tests;
