//! The services that a ZoneIngress of this zone offers to other zones.

use super::{dataplane::is_healthy, mesh, store::Store};
use crate::{
    list::CollectVec as _,
    origin::{Origin, Traced},
    resource::{
        Spec,
        mesh::MeshServicesMode,
        zone::{AvailableService, ZoneIngress},
    },
    sorted::SortedMap,
    tree::Text,
    world::World,
};

const SERVICE_TAG: &str = "kuma.io/service";
const RULE: &str = "available services of a ZoneIngress";

type Tags = SortedMap<Text, Traced<Text>>;

/// Services by mesh and printed tags: their order.
type Counted = SortedMap<(Text, String), (Tags, u32)>;

/// Sets the services of all ZoneIngresses of this zone; the control plane refuses them all where the filters of tags leave one
/// without `kuma.io/service`.
pub(super) fn update(store: &mut Store<'_>, world: &World) {
    let local = |ingress: &ZoneIngress| {
        ingress.zone.as_ref().is_none_or(|zone| zone.value.is_empty() || zone.value == world.zone)
    };
    let services = services(store, world);
    if !services.iter().all(|service| service.tags.contains_key(SERVICE_TAG)) {
        return;
    }
    for resource in &mut store.resources {
        if let Spec::ZoneIngress(ingress) = &mut resource.spec
            && local(ingress)
        {
            ingress.available_services.clone_from(&services);
        }
    }
}

fn services(store: &Store<'_>, world: &World) -> Vec<AvailableService> {
    let mut inside = Counted::new();
    let mut outside = Counted::new();
    for (meta, mesh) in store.meshes().filter(|(_, mesh)| mesh::mode(mesh) != MeshServicesMode::Exclusive) {
        for (_, dataplane) in store.dataplanes(&meta.name) {
            for inbound in dataplane.networking.inbound.iter().filter(|inbound| is_healthy(inbound)) {
                count(&mut inside, &meta.name, filtered(&inbound.tags, world));
            }
        }
        let through_egress = mesh.routing.as_ref().and_then(|routing| routing.zone_egress.as_ref());
        if through_egress.is_some_and(|through| through.value) && mesh::has_mutual_tls(mesh) {
            for tags in external_tags(store, &meta.name, world) {
                count(&mut outside, &meta.name, tags.clone());
            }
        }
    }
    let external = |external| move |counted| service(counted, external);
    inside.into_iter().map(external(false)).chain(outside.into_iter().map(external(true))).collect_vec()
}

/// The tags of ExternalServices that only this zone reaches.
fn external_tags<'a>(
    store: &'a Store<'_>,
    mesh: &'a str,
    world: &'a World,
) -> impl Iterator<Item = &'a Tags> {
    store.resources.iter().filter_map(move |resource| match &resource.spec {
        Spec::ExternalService(service) if resource.meta.mesh == mesh => {
            let zone = service.tags.get("kuma.io/zone");
            zone.is_some_and(|zone| zone.value == world.zone).then_some(&service.tags)
        }
        _ => None,
    })
}

fn filtered(tags: &Tags, world: &World) -> Tags {
    let prefixes = &world.control_plane.ingress_tag_filters;
    let wanted =
        |key: &Text| prefixes.is_empty() || prefixes.iter().any(|prefix| key.starts_with(prefix.as_str()));
    tags.iter().filter(|(key, _)| wanted(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn count(counted: &mut Counted, mesh: &Text, tags: Tags) {
    let pairs: Vec<String> = tags.iter().map(|(key, value)| format!("{key}={}", value.value)).collect_vec();
    counted.entry((mesh.clone(), pairs.join(","))).or_insert((tags, 0)).1 += 1;
}

fn service(
    ((mesh, _), (tags, instances)): ((Text, String), (Tags, u32)),
    external: bool,
) -> AvailableService {
    AvailableService {
        tags,
        instances: Traced::rule(instances, &RULE),
        mesh: Traced::rule(mesh, &RULE),
        external_service: Traced::rule(external, &RULE),
        origin: Origin::Rule(&RULE),
    }
}
