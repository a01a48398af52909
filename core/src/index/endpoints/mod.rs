//! Which endpoints every service of a mesh has, as one zone sees it.
//!
//! The order matters: MeshServices come first and take the place of tags of the same name, MeshMultiZoneServices come last
//! because they are made of the endpoints of others.

mod external;
mod local;
mod remote;

use super::{EndpointLocality, EndpointMap, Mesh};
use crate::{list::CollectVec as _, origin::Traced, report::Report, tree::Text};

pub(super) use external::{host_and_port, of_external_services, of_permitted};
pub use external::{of_external_service, of_mesh_external_service};

/// The priority of endpoints in other zones, where zones are told apart.
const REMOTE: u32 = 1;

/// How far endpoints may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// In the own zone.
    OwnZone,
    /// In all zones.
    AllZones,
}

/// The endpoints of all services that proxies call inside the mesh, or through a zone egress.
pub(super) fn build<'a>(mesh: &Mesh<'a>, reach: Reach, report: &mut Report) -> EndpointMap<'a> {
    let mut taken = EndpointMap::new();
    local::add_mesh_services(mesh, &mut taken);
    let mut by_tags = EndpointMap::new();
    let ingresses = match reach {
        Reach::OwnZone => 0,
        Reach::AllZones => remote::add_available_services(mesh, &taken, mesh.has_zone_egress(), &mut by_tags),
    };
    local::add_dataplanes(mesh, ingresses.max(1), &taken, &mut by_tags);
    let mut map = EndpointMap::of_many(taken.into_iter().chain(by_tags).collect_vec());
    if reach == Reach::AllZones {
        remote::add_mesh_services(mesh, &mut map);
    }
    external::add_through_egress(mesh, &mut map, report);
    add_multi_zone_services(mesh, &mut map);
    map
}

/// The endpoints of service resources in the own zone alone.
pub(super) fn local_only<'a>(mesh: &Mesh<'a>) -> EndpointMap<'a> {
    let mut map = EndpointMap::new();
    local::add_mesh_services(mesh, &mut map);
    add_multi_zone_services(mesh, &mut map);
    map
}

/// The endpoints that the proxy of a ZoneEgress leads to: ingresses of other zones, and what this zone reaches outside the
/// mesh. All of them have a tag with the name of their mesh.
pub(super) fn from_egress<'a>(mesh: &Mesh<'a>, report: &mut Report) -> EndpointMap<'a> {
    let mut map = EndpointMap::new();
    remote::add_available_services(mesh, &EndpointMap::new(), false, &mut map);
    external::add_reachable(mesh, &mut map, report);
    let name = Traced::rule(mesh.meta.name.clone(), &"mesh of an endpoint");
    for endpoint in map.values_mut().flatten() {
        endpoint.tags.to_mut().insert(Text::new_static("mesh"), name.clone());
    }
    map
}

/// Where an endpoint of a zone is. Endpoints of other zones come second only where the mesh asks for it.
fn locality(mesh: &Mesh<'_>, zone: Option<&Traced<Text>>) -> Option<EndpointLocality> {
    let zone = zone?;
    let aware = mesh.is_locality_aware();
    let priority = match aware {
        Some(aware) if zone.value != mesh.zone => Traced::new(REMOTE, aware.origin),
        _ => Traced::rule(0, &"priority of the own zone"),
    };
    Some(EndpointLocality { zone: Some(zone.clone()), sub_zone: None, priority })
}

/// A MeshMultiZoneService has the endpoints of the MeshServices that it matched. Those of other zones count only while
/// they are available.
fn add_multi_zone_services<'a>(mesh: &Mesh<'a>, map: &mut EndpointMap<'a>) {
    for service in mesh.services_of_kind("MeshMultiZoneService") {
        for matched in mesh.members_of(service) {
            if !matched.is_local() && !matched.is_available() {
                continue;
            }
            for port in &service.ports {
                let found = map.get(&matched.port_service(port.port.value)).cloned().unwrap_or_default();
                map.entry(port.service.clone()).or_default().extend(found);
            }
        }
    }
}
