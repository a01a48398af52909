//! Which services clients reach, as a control plane computes it from MeshTrafficPermissions with
//! `KUMA_EXPERIMENTAL_AUTO_REACHABLE_SERVICES`.

use super::{
    POLICY,
    schema::{Action, Conf},
};
use crate::{
    index::{
        ClientRule, DataplaneView, Mesh, Permissions, Reach, SERVICE_TAG, ServiceResource, ServiceSpec, Tags,
        ZONE_TAG,
    },
    list::CollectVec as _,
    policy::{TagRule, reach, typed},
    resource::{Kri, Spec, meta::label},
    sorted::SortedMap,
    tree::Text,
    world::World,
};

/// The tags of a service that all its proxies have alike.
const SHARED_TAGS: [&str; 4] =
    ["k8s.kuma.io/namespace", "k8s.kuma.io/service-name", "k8s.kuma.io/service-port", SERVICE_TAG];

/// Lets permissions decide which services the proxies of a mesh reach, where the control plane has them do that.
pub fn limit(mesh: &mut Mesh<'_>, world: &World) {
    if world.control_plane.auto_reachable_services {
        mesh.permissions = Some(Permissions { services: services(mesh), resources: resources(mesh) });
    }
}

fn services(mesh: &Mesh<'_>) -> SortedMap<Text, Vec<ClientRule>> {
    let mut found: SortedMap<Text, SortedMap<Text, Text>> = SortedMap::new();
    for tags in tags_of_services(mesh) {
        let service = tags.get(SERVICE_TAG).map(|service| service.value.clone()).unwrap_or_default();
        found.entry(service.clone()).or_insert_with(|| shared_tags(tags, service));
    }
    let is_known = |key: &str| SHARED_TAGS.contains(&key);
    let rules = |tags| client_rules(mesh, &reach::Service { tags, is_known: &is_known });
    found.into_iter().map(|(service, tags)| (service, rules(tags))).collect()
}

/// The tags of whatever there is behind services by tags; those of the first speak for a service.
fn tags_of_services<'m>(mesh: &'m Mesh<'_>) -> impl Iterator<Item = &'m Tags> {
    let dataplanes = mesh.dataplanes().flat_map(DataplaneView::client_tags);
    let ingresses = mesh.of_kind("ZoneIngress").iter().filter_map(|resource| match &resource.spec {
        Spec::ZoneIngress(ingress) => Some(ingress),
        _ => None,
    });
    let offered = ingresses.flat_map(|ingress| &ingress.available_services);
    let offered = offered.filter(|offered| offered.mesh.value == mesh.meta.name).map(|offered| &offered.tags);
    dataplanes.chain(offered).chain(mesh.external_services.iter().map(|(_, spec)| &spec.tags))
}

fn shared_tags(tags: &Tags, service: Text) -> SortedMap<Text, Text> {
    let shared = tags.iter().filter(|(key, value)| SHARED_TAGS.contains(&key.as_str()) && !value.is_empty());
    let mut shared: SortedMap<Text, Text> =
        shared.map(|(key, value)| (key.clone(), value.value.clone())).collect();
    shared.insert(Text::new_static(SERVICE_TAG), service);
    shared
}

fn resources(mesh: &Mesh<'_>) -> SortedMap<Kri, Vec<ClientRule>> {
    let services = mesh.services().iter().filter(|service| service.is_mesh_service());
    services
        .map(|service| {
            let tags = tags_of_resource(service);
            let is_known = |key: &str| tags.contains_key(key);
            let rules = client_rules(mesh, &reach::Service { tags: tags.clone(), is_known: &is_known });
            (service.kri.clone(), rules)
        })
        .collect()
}

/// The tags by which a MeshService selects Dataplanes, and where it comes from.
fn tags_of_resource(service: &ServiceResource<'_>) -> SortedMap<Text, Text> {
    let mut tags: SortedMap<Text, Text> = SortedMap::new();
    if let ServiceSpec::MeshService(spec) = service.spec {
        let selected = spec.selector.dataplane_tags.iter().flatten();
        tags.extend(selected.map(|(key, value)| (key.clone(), value.value.clone())));
    }
    for (key, label) in [(label::ORIGIN, label::ORIGIN), (ZONE_TAG, label::ZONE)] {
        if let Some(value) = service.meta.labels.get(label).filter(|value| !value.is_empty()) {
            tags.insert(Text::new_static(key), Text::new(value));
        }
    }
    tags
}

fn client_rules(mesh: &Mesh<'_>, service: &reach::Service<'_>) -> Vec<ClientRule> {
    reach::rules(&POLICY, mesh, service).into_iter().map(client_rule).collect_vec()
}

fn client_rule(TagRule { tags, rule }: TagRule<'_>) -> ClientRule {
    let conf = rule.confs.first().and_then(typed::<Conf>);
    let action = conf.and_then(|conf| conf.action).map(|action| action.value);
    let reach = match action {
        Some(Action::Allow | Action::AllowWithShadowDeny) => Reach::Allowed,
        Some(Action::Deny) | None => Reach::Refused,
    };
    ClientRule { tags, reach }
}
