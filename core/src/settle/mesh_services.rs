//! MeshServices that the control plane generates from Dataplanes.

use super::{
    code, labels, mesh, propagation,
    store::{Generated, Store},
    syntax,
};
use crate::{
    list::CollectVec as _,
    origin::{Origin, Traced},
    report::{Diagnostic, Report},
    resource::{
        Labels, Resource, Shared, Spec,
        dataplane::{Dataplane, Inbound},
        mesh::MeshServicesMode,
        mesh_service::{MeshService, ServicePort, ServiceSelector},
        meta::label,
        schema::IntOrText,
        status::LabelSelector,
    },
    sorted::SortedMap,
    tree::Text,
    world::World,
};

const KIND: &str = "MeshService";
const RULE: &str = "generated MeshService";
const SERVICE_TAG: &str = "kuma.io/service";
const PROTOCOL_TAG: &str = "kuma.io/protocol";
/// The protocols that Kuma knows by name; others count as TCP.
const PROTOCOLS: [&str; 7] = ["http", "http2", "tcp", "tls", "grpc", "kafka", "mysql"];

/// What one Dataplane makes of one service.
struct Contribution<'a> {
    dataplane: &'a Resource,
    ports: Vec<ServicePort>,
    inbounds: Vec<&'a Inbound>,
    /// The place that names the service.
    name_origin: Origin,
}

/// The MeshServices that Dataplanes of all meshes make, apart from those of a name that is taken.
pub(super) fn generate(store: &Store<'_>, world: &World, report: &mut Report) -> Vec<Generated> {
    if !world.control_plane.mesh_service.enabled {
        return Vec::new();
    }
    let meshes = store.meshes().filter(|(_, mesh)| mesh::mode(mesh) != MeshServicesMode::Disabled);
    meshes.flat_map(|(meta, _)| of_mesh(store, &meta.name, world, report)).collect_vec()
}

fn of_mesh(store: &Store<'_>, mesh: &Text, world: &World, report: &mut Report) -> Vec<Generated> {
    let mut services: SortedMap<Text, Vec<Contribution<'_>>> = SortedMap::new();
    for (resource, dataplane) in store.dataplanes(mesh) {
        for (name, contribution) in contributions(resource, dataplane, world) {
            services.entry(name).or_default().push(contribution);
        }
    }
    let taken = |name: &Text| store.contains(KIND, mesh, name);
    let free = services.into_iter().filter(|(name, _)| !taken(name));
    free.filter_map(|(name, contributions)| service(mesh, name, &contributions, world, report)).collect_vec()
}

fn contributions<'a>(
    resource: &'a Resource,
    dataplane: &'a Dataplane,
    world: &World,
) -> Vec<(Text, Contribution<'a>)> {
    if world.control_plane.inbound_tags_disabled {
        return of_workload(resource, dataplane).into_iter().collect_vec();
    }
    let mut found: Vec<(Text, Contribution<'a>)> = Vec::new();
    for inbound in &dataplane.networking.inbound {
        let Some(name) = inbound.tags.get(SERVICE_TAG).filter(|name| syntax::is_dns_1035_label(name)) else {
            continue;
        };
        let fallback = inbound.protocol.as_ref().or_else(|| inbound.tags.get(PROTOCOL_TAG));
        let port = port(inbound, fallback);
        if let Some((_, contribution)) = found.iter_mut().find(|(present, _)| *present == name.value) {
            contribution.ports.push(port);
            contribution.inbounds.push(inbound);
        } else {
            let (ports, inbounds) = (vec![port], vec![inbound]);
            let contribution =
                Contribution { dataplane: resource, ports, inbounds, name_origin: name.origin };
            found.push((name.value.clone(), contribution));
        }
    }
    found
}

fn of_workload<'a>(resource: &'a Resource, dataplane: &'a Dataplane) -> Option<(Text, Contribution<'a>)> {
    let name = resource.meta.labels.0.get(label::WORKLOAD).filter(|name| syntax::is_dns_1035_label(name))?;
    let inbounds: Vec<&Inbound> = dataplane.networking.inbound.iter().collect_vec();
    let ports: Vec<ServicePort> =
        inbounds.iter().map(|inbound| port(inbound, inbound.protocol.as_ref())).collect_vec();
    let contribution = Contribution { dataplane: resource, ports, inbounds, name_origin: name.origin };
    (!contribution.ports.is_empty()).then(|| (name.value.clone(), contribution))
}

fn port(inbound: &Inbound, protocol: Option<&Traced<Text>>) -> ServicePort {
    let number = inbound.port;
    let named = inbound.name.clone().filter(|name| !name.value.is_empty());
    let known =
        protocol.map(|protocol| protocol.derive(|protocol| Text::from(protocol.to_ascii_lowercase())));
    let known = known.filter(|protocol| PROTOCOLS.contains(&protocol.value.as_str()));
    ServicePort {
        name: Some(named.unwrap_or_else(|| number.derive(|port| port.to_string().into()))),
        port: number,
        target_port: Some(number.map(|port| IntOrText::Number(port.into()))),
        app_protocol: Some(known.unwrap_or_else(|| Traced::rule(Text::new_static("tcp"), &RULE))),
        origin: inbound.origin,
    }
}

/// The MeshService of a name: its ports are those of the first Dataplane; others are reported.
fn service(
    mesh: &Text,
    name: Text,
    contributions: &[Contribution<'_>],
    world: &World,
    report: &mut Report,
) -> Option<Generated> {
    let first = contributions.first()?;
    for other in contributions.iter().filter(|other| !same_ports(&first.ports, &other.ports)) {
        let message = format!(
            "MeshService `{name}` has other ports: those of Dataplane `{}`, which came first",
            first.dataplane.meta.name
        );
        report.push(
            Diagnostic::warning(code::PORT_CONFLICT, message, other.name_origin)
                .help("give all Dataplanes of a service the same inbounds, in the same order")
                .related("the ports of the MeshService", first.name_origin),
        );
    }
    let selector = selector(&name, first.name_origin, world);
    let service =
        MeshService { state: None, selector, ports: first.ports.clone(), identities: None, status: None };
    Some(Generated {
        kind: KIND,
        mesh: mesh.clone(),
        labels: labels_of(mesh, &name, contributions, world),
        name,
        origin: first.name_origin,
        spec: Spec::MeshService(Shared::new(service)),
    })
}

fn same_ports(left: &[ServicePort], right: &[ServicePort]) -> bool {
    let facts = |port: &ServicePort| (port.name.clone(), port.port, port.app_protocol.clone());
    left.iter().map(facts).eq(right.iter().map(facts))
}

fn selector(name: &Text, origin: Origin, world: &World) -> ServiceSelector {
    let pair = |key| SortedMap::from([(Text::new_static(key), Traced::new(name.clone(), origin))]);
    let mut selector = ServiceSelector { dataplane_tags: None, dataplane_ref: None, dataplane_labels: None };
    if world.control_plane.inbound_tags_disabled {
        selector.dataplane_labels = Some(LabelSelector { match_labels: Some(pair(label::WORKLOAD)), origin });
    } else {
        selector.dataplane_tags = Some(pair(SERVICE_TAG));
    }
    selector
}

fn labels_of(mesh: &Text, name: &Text, contributions: &[Contribution<'_>], world: &World) -> Labels {
    let mut labels = labels::generated(
        [
            (label::MESH, mesh.clone()),
            (label::DISPLAY_NAME, name.clone()),
            (label::MANAGED_BY, Text::new_static("meshservice-generator")),
            (label::ENVIRONMENT, Text::new_static("universal")),
            (label::ZONE, world.zone.clone()),
            (label::ORIGIN, Text::new_static("zone")),
        ],
        &RULE,
    );
    let settings = &world.control_plane.mesh_service;
    if settings.label_propagation {
        let each = contributions.iter().map(|contribution| {
            propagation::of_dataplane(&contribution.dataplane.meta.labels, &contribution.inbounds, settings)
        });
        propagation::add(&mut labels, each);
    }
    labels
}
