//! Endpoints in other zones: their ingresses.

use std::borrow::Cow;

use super::{REMOTE, locality};
use crate::{
    index::{
        Endpoint, EndpointLocality, EndpointMap, External, Mesh, SERVICE_TAG, Tags, ZONE_TAG, ZoneIngressView,
    },
    origin::Traced,
    resource::meta::label,
    sorted::{SortedMap, SortedSet},
    tree::Text,
};

/// The services that ingresses of other zones offer, by tags. It takes mTLS of the mesh, because ingresses route by server name.
/// Says how many ingresses with different addresses there are.
pub(in crate::index) fn add_available_services<'a>(
    mesh: &Mesh<'a>,
    taken: &EndpointMap<'_>,
    through_egress: bool,
    map: &mut EndpointMap<'a>,
) -> u32 {
    if mesh.mutual_tls().is_none() {
        return 0;
    }
    let mut seen = SortedSet::new();
    for ingress in mesh.zone_ingresses.iter().filter(|ingress| ingress.zone.value != mesh.zone) {
        let coordinates = (ingress.address.value.clone(), ingress.port.value);
        if seen.contains(&coordinates) {
            continue;
        }
        if !ingress.spec.available_services.is_empty() {
            seen.insert(coordinates);
        }
        add_ingress(mesh, ingress, taken, through_egress, map);
    }
    u32::try_from(seen.len()).unwrap_or(u32::MAX)
}

/// The MeshServices of other zones, behind the ingresses of their zone.
pub(super) fn add_mesh_services<'a>(mesh: &Mesh<'a>, map: &mut EndpointMap<'a>) {
    if mesh.mutual_tls().is_none() && mesh.identities.is_empty() {
        return;
    }
    let ingresses = addresses(mesh);
    for service in mesh.services_of_kind("MeshService").filter(|service| !service.is_local()) {
        let Some(zone) = service.meta.labels.0.get(label::ZONE) else { continue };
        for port in &service.ports {
            let name = port.service.clone();
            let found = ingresses.get(zone.value.as_str()).into_iter().flatten();
            let endpoints = found.map(|(address, port)| behind_ingress(&name, zone, address, *port));
            map.entry(name.clone()).or_default().extend(endpoints);
        }
    }
    map.retain(|_, endpoints| !endpoints.is_empty());
}

fn add_ingress<'a>(
    mesh: &Mesh<'a>,
    ingress: &ZoneIngressView<'a>,
    taken: &EndpointMap<'_>,
    through_egress: bool,
    map: &mut EndpointMap<'a>,
) {
    let offered =
        ingress.spec.available_services.iter().filter(|offered| offered.mesh.value == mesh.meta.name);
    for offered in offered {
        let service = offered.tags.get(SERVICE_TAG).map(|tag| tag.value.clone()).unwrap_or_default();
        if taken.contains_key(&service) {
            continue;
        }
        let endpoint = |address: &Traced<Text>, port, weight| Endpoint {
            address: address.clone(),
            port,
            tags: Cow::Borrowed(&offered.tags),
            labels: None,
            weight,
            locality: locality(mesh, offered.tags.get(ZONE_TAG)),
            external: None,
        };
        let endpoints = map.entry(service).or_default();
        if !through_egress {
            endpoints.push(endpoint(&ingress.address, ingress.port, offered.instances.value));
            continue;
        }
        let external = offered.external_service.value.then(External::default);
        endpoints.extend(mesh.zone_egresses.iter().map(|egress| Endpoint {
            external: external.clone(),
            ..endpoint(&egress.address, egress.port, 1)
        }));
    }
}

/// Address and port of an ingress.
type Ingress<'m> = (&'m Traced<Text>, Traced<u32>);

/// The addresses of ingresses by zone: MeshZoneAddresses, and of zones that have none the first ZoneIngress, by name; the reference takes
/// the others of the zone for ones that a MeshZoneAddress stands for.
fn addresses<'m>(mesh: &'m Mesh<'_>) -> SortedMap<&'m str, Vec<Ingress<'m>>> {
    let mut zones: SortedMap<&str, Vec<_>> = SortedMap::new();
    let mut seen = SortedSet::new();
    for address in mesh.zone_addresses.iter().filter(|address| address.zone.value != mesh.zone) {
        if seen.insert((address.address.value.as_str(), address.port.value)) {
            zones.entry(address.zone.value.as_str()).or_default().push((&address.address, address.port));
        }
    }
    let mut seen = SortedSet::new();
    for ingress in mesh.zone_ingresses.iter().filter(|ingress| ingress.zone.value != mesh.zone) {
        let zone = ingress.zone.value.as_str();
        if !zones.contains_key(zone) && seen.insert((ingress.address.value.as_str(), ingress.port.value)) {
            zones.entry(zone).or_default().push((&ingress.address, ingress.port));
        }
    }
    zones
}

fn behind_ingress<'a>(
    service: &Text,
    zone: &Traced<Text>,
    address: &Traced<Text>,
    port: Traced<u32>,
) -> Endpoint<'a> {
    let service_tag = Traced::rule(service.clone(), &"service of a port");
    let tags = [(Text::new_static(SERVICE_TAG), service_tag), (Text::new_static(ZONE_TAG), zone.clone())];
    Endpoint {
        address: address.clone(),
        port,
        tags: Cow::Owned(Tags::from(tags)),
        labels: None,
        weight: 1,
        locality: Some(EndpointLocality {
            zone: Some(zone.clone()),
            sub_zone: None,
            priority: Traced::rule(REMOTE, &"priority of other zones"),
        }),
        external: None,
    }
}
