//! Writing resources, one after the other, as if each was sent to the control plane.

use super::{code, dataplane, initial_policies, kubernetes, labels, mesh, store::Store};
use crate::{
    report::{Diagnostic, Report},
    resource::{Mesh, Resource, Scope, Spec, mesh_trust::MeshTrustStatus},
    tree::Text,
    world::World,
};

/// Writes resources: meshes first, for others belong to them and they bring policies along; apart from that in their order.
pub(super) fn all(store: &mut Store<'_>, resources: Vec<Resource>, world: &World, report: &mut Report) {
    let (meshes, others): (Vec<_>, Vec<_>) =
        resources.into_iter().partition(|resource| matches!(resource.spec, Spec::Mesh(_)));
    for mesh in meshes {
        one(store, mesh, world, report);
    }
    initial_policies::create(store, world);
    for resource in others {
        one(store, resource, world, report);
    }
}

fn one(store: &mut Store<'_>, mut resource: Resource, world: &World, report: &mut Report) {
    if resource.meta.kind.0.scope == Scope::Mesh && store.mesh(&resource.meta.mesh).is_none() {
        let message = format!("there is no Mesh `{}`", resource.meta.mesh);
        report.push(
            Diagnostic::error(code::MESH_NOT_FOUND, message, resource.meta.origin)
                .help("add the Mesh to the input, or name another one in `mesh`"),
        );
        return;
    }
    let mesh = store.mesh(&resource.meta.mesh);
    if !complete(&mut resource, mesh, &world.zone, report) {
        return;
    }
    if !labels::are_accepted(&resource, &world.zone, report) {
        return;
    }
    labels::compute(&mut resource, Some(&world.zone));
    if !kubernetes::complete(&mut resource, &world.control_plane.system_namespace, report) {
        return;
    }
    let same = |present: &&mut Resource| {
        let (left, right) = (&present.meta, &resource.meta);
        (left.kind, &left.mesh, &left.name) == (right.kind, &right.mesh, &right.name)
    };
    match store.resources.iter_mut().find(same) {
        Some(present) => {
            note_duplicate(present, &resource, report);
            *present = resource;
        }
        None => store.resources.push(resource),
    }
}

/// Adds what the control plane adds while a resource is written; false where it refuses the resource.
pub fn complete(resource: &mut Resource, mesh: Option<&Mesh>, zone: &Text, report: &mut Report) -> bool {
    match &mut resource.spec {
        Spec::Mesh(mesh) => mesh::complete(mesh),
        Spec::Dataplane(written) => {
            let Some(mesh) = mesh else { return false };
            dataplane::complete(written, mesh, zone);
            return dataplane::may_join(&resource.meta, written, mesh, report);
        }
        Spec::MeshService(service) => service.status = None,
        Spec::MeshExternalService(service) => service.status = None,
        Spec::MeshMultiZoneService(service) => service.status = None,
        Spec::MeshIdentity(identity) => identity.status = None,
        Spec::MeshTrust(trust) => trust.status = Some(MeshTrustStatus::default()),
        Spec::MeshOpenTelemetryBackend(backend) => backend.status = None,
        Spec::Workload(workload) => workload.status = None,
        Spec::Policy(policy) => policy.status = None,
        _ => {}
    }
    true
}

/// A resource that somebody wrote over a default of the control plane is no duplicate.
fn note_duplicate(present: &Resource, later: &Resource, report: &mut Report) {
    if present.meta.origin.location().is_none() {
        return;
    }
    let meta = &later.meta;
    let message = format!("{} `{}` is written twice; this one counts", meta.kind, meta.name);
    report.push(
        Diagnostic::warning(code::DUPLICATE_RESOURCE, message, meta.origin)
            .help("remove one of them, or give it another name")
            .related("the other one", present.meta.origin),
    );
}
