//! Workloads: one for every `kuma.io/workload` of Dataplanes.

use super::{
    dataplane::is_healthy,
    labels,
    store::{Generated, Store},
    syntax,
};
use crate::{
    list::CollectVec as _,
    origin::Origin,
    resource::{
        Shared, Spec,
        meta::label,
        workload::{Workload, WorkloadDataplanes, WorkloadStatus},
    },
    sorted::SortedMap,
    tree::Text,
    world::{ProxyKey, World},
};

const KIND: &str = "Workload";
const RULE: &str = "generated Workload";

/// The Workloads of the Dataplanes of all meshes.
pub(super) fn generate(store: &Store<'_>, world: &World) -> Vec<Generated> {
    let meshes: Vec<&Text> = store.meshes().map(|(meta, _)| &meta.name).collect_vec();
    meshes.into_iter().flat_map(|mesh| of_mesh(store, mesh, world)).collect_vec()
}

fn of_mesh(store: &Store<'_>, mesh: &Text, world: &World) -> Vec<Generated> {
    let mut workloads: SortedMap<Text, (Origin, WorkloadDataplanes)> = SortedMap::new();
    for (resource, dataplane) in store.dataplanes(mesh) {
        let name = resource.meta.labels.0.get(label::WORKLOAD);
        let Some(name) = name.filter(|name| syntax::is_dns_1035_label(name)) else { continue };
        let (_, count) = workloads
            .entry(name.value.clone())
            .or_insert_with(|| (name.origin, WorkloadDataplanes::default()));
        let key = ProxyKey::dataplane(mesh.clone(), resource.meta.name.clone());
        count.total += 1;
        count.connected += u32::from(!world.disconnected.contains(&key));
        count.healthy += u32::from(dataplane.networking.inbound.iter().any(is_healthy));
    }
    let taken = |name: &Text| store.contains(KIND, mesh, name);
    let free = workloads.into_iter().filter(|(name, _)| !taken(name));
    free.map(|(name, (origin, count))| workload(mesh, name, origin, count, world)).collect_vec()
}

fn workload(mesh: &Text, name: Text, origin: Origin, count: WorkloadDataplanes, world: &World) -> Generated {
    let labels = labels::generated(
        [
            (label::MESH, mesh.clone()),
            (label::MANAGED_BY, Text::new_static("workload-generator")),
            (label::ENVIRONMENT, Text::new_static("universal")),
            (label::ZONE, world.zone.clone()),
        ],
        &RULE,
    );
    let status = Some(WorkloadStatus { dataplane_proxies: count });
    let spec = Spec::Workload(Shared::new(Workload { status }));
    Generated { kind: KIND, mesh: mesh.clone(), name, labels, origin, spec }
}
