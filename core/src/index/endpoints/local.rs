//! Endpoints in the own zone: the inbounds of Dataplanes.

use std::borrow::Cow;

use super::locality;
use crate::{
    index::{DataplaneView, Endpoint, EndpointMap, Mesh, SERVICE_TAG, ServiceResource, ServiceSpec, Tags},
    list::CollectVec as _,
    resource::{dataplane::Inbound, schema::IntOrText},
    sorted::{SortedMap, SortedSet},
};

/// Dataplanes by the tags of their healthy inbounds, so that a service need not look at all of them.
type ByTag<'m, 'a> = SortedMap<(&'m str, &'m str), Vec<&'m DataplaneView<'a>>>;

/// The endpoints of MeshServices of the own zone.
pub(super) fn add_mesh_services<'a>(mesh: &Mesh<'a>, map: &mut EndpointMap<'a>) {
    let index = by_tag(&mesh.dataplanes);
    for service in mesh.services_of_kind("MeshService").filter(|service| service.is_local()) {
        for dataplane in matching(service, mesh, &index) {
            add_inbounds(mesh, service, dataplane, map);
        }
    }
}

/// The endpoints of services by tags. Names that MeshServices have taken are left out.
pub(super) fn add_dataplanes<'a>(
    mesh: &Mesh<'a>,
    weight: u32,
    taken: &EndpointMap<'_>,
    map: &mut EndpointMap<'a>,
) {
    for dataplane in &mesh.dataplanes {
        for inbound in dataplane.healthy_inbounds() {
            let service = inbound.tags.get(SERVICE_TAG).map(|tag| tag.value.clone()).unwrap_or_default();
            if !taken.contains_key(&service) {
                map.entry(service).or_default().push(endpoint(mesh, dataplane, inbound, weight));
            }
        }
    }
}

fn add_inbounds<'a>(
    mesh: &Mesh<'a>,
    service: &ServiceResource<'a>,
    dataplane: &DataplaneView<'a>,
    map: &mut EndpointMap<'a>,
) {
    for inbound in dataplane.healthy_inbounds() {
        for port in service.ports.iter().filter(|port| leads_to(port.target.as_ref(), inbound)) {
            map.entry(port.service.clone()).or_default().push(endpoint(mesh, dataplane, inbound, 1));
        }
    }
}

fn leads_to(target: Option<&IntOrText>, inbound: &Inbound) -> bool {
    match target {
        Some(IntOrText::Number(number)) => i64::from(inbound.port.value) == *number,
        Some(IntOrText::Text(name)) => inbound.name.as_ref().map_or("", |name| name.value.as_str()) == name,
        None => false,
    }
}

fn endpoint<'a>(
    mesh: &Mesh<'a>,
    dataplane: &DataplaneView<'a>,
    inbound: &'a Inbound,
    weight: u32,
) -> Endpoint<'a> {
    Endpoint {
        address: dataplane.advertised_address(inbound),
        port: inbound.port,
        tags: Cow::Borrowed(&inbound.tags),
        labels: Some(&dataplane.meta.labels.0),
        weight,
        locality: locality(mesh, dataplane.zone(&inbound.tags)),
        external: None,
    }
}

/// The Dataplanes with a healthy inbound that a MeshService selects, in the order of their names.
fn matching<'m, 'a>(
    service: &ServiceResource<'a>,
    mesh: &'m Mesh<'a>,
    index: &ByTag<'m, 'a>,
) -> Vec<&'m DataplaneView<'a>> {
    let healthy = || mesh.dataplanes.iter().filter(|dataplane| dataplane.healthy_inbounds().next().is_some());
    let ServiceSpec::MeshService(spec) = service.spec else { return Vec::new() };
    let selector = &spec.selector;
    if let Some(reference) = &selector.dataplane_ref {
        return healthy().filter(|dataplane| dataplane.meta.name == reference.name.value).collect_vec();
    }
    if let Some(tags) = &selector.dataplane_tags {
        return with_tags(tags, index);
    }
    match &selector.dataplane_labels {
        Some(labels) => healthy().filter(|dataplane| labels.matches(&dataplane.meta.labels)).collect_vec(),
        None => Vec::new(),
    }
}

/// The Dataplanes with all these tags on one inbound. Only those with the rarest of the tags are looked at.
fn with_tags<'m, 'a>(tags: &Tags, index: &ByTag<'m, 'a>) -> Vec<&'m DataplaneView<'a>> {
    let candidates = tags.iter().map(|(key, value)| index.get(&(key.as_str(), value.value.as_str())));
    let Some(candidates) = candidates.collect::<Option<Vec<_>>>() else { return Vec::new() };
    let fewest =
        candidates.into_iter().min_by_key(|found| found.len()).map(Vec::as_slice).unwrap_or_default();
    fewest.iter().copied().filter(|dataplane| dataplane.matches(tags)).collect_vec()
}

fn by_tag<'m, 'a>(dataplanes: &'m [DataplaneView<'a>]) -> ByTag<'m, 'a> {
    let mut index = ByTag::new();
    for dataplane in dataplanes {
        let tags = dataplane.healthy_inbounds().flat_map(|inbound| &inbound.tags);
        let pairs: SortedSet<(&str, &str)> =
            tags.map(|(key, value)| (key.as_str(), value.value.as_str())).collect();
        for pair in pairs {
            index.entry(pair).or_default().push(dataplane);
        }
    }
    index
}
