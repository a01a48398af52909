//! Which MeshServices stand behind a MeshMultiZoneService.

use super::{identity_status::condition, store::Store};
use crate::{
    list::CollectVec as _,
    resource::{
        MeshMultiZoneService, Spec,
        mesh_multi_zone_service::{MatchedMeshService, MeshMultiZoneServiceStatus},
        status::Condition,
    },
    sorted::sort_by_key,
    tree::Text,
};

/// Finds them for all MeshMultiZoneServices.
pub(super) fn update(store: &mut Store<'_>) {
    let found: Vec<Option<Vec<MatchedMeshService>>> = store
        .resources
        .iter()
        .map(|resource| match &resource.spec {
            Spec::MeshMultiZoneService(service) => Some(matched(store, service)),
            _ => None,
        })
        .collect_vec();
    for (resource, found) in store.resources.iter_mut().zip(found) {
        let (Spec::MeshMultiZoneService(service), Some(found)) = (&mut resource.spec, found) else {
            continue;
        };
        let conditions = vec![condition_of(&found)];
        service.status =
            Some(MeshMultiZoneServiceStatus { mesh_services: found, conditions, ..Default::default() });
    }
}

/// The MeshServices with its labels: of every mesh, as the control plane has it.
fn matched(store: &Store<'_>, service: &MeshMultiZoneService) -> Vec<MatchedMeshService> {
    let selected =
        store.mesh_services().filter(|(meta, _)| service.selector.mesh_service.matches(&meta.labels));
    let mut found: Vec<MatchedMeshService> = selected
        .map(|(meta, _)| {
            let kri = meta.kri();
            MatchedMeshService { name: kri.name, namespace: kri.namespace, zone: kri.zone, mesh: kri.mesh }
        })
        .collect_vec();
    sort_by_key(&mut found, |service| {
        Text::from(format!("{}/{}/{}/{}", service.name, service.namespace, service.zone, service.mesh))
    });
    found
}

fn condition_of(found: &[MatchedMeshService]) -> Condition {
    const TYPE: &str = "MeshServicesMatched";
    match found.len() {
        0 => condition(TYPE, false, "NoMatchesFound", "Selector does not match any MeshService in this zone"),
        count => condition(TYPE, true, "MatchesFound", &format!("Matched {count} MeshService(s)")),
    }
}
