//! Endpoints grouped by locality, as Envoy wants them.

use super::{Endpoint, SERVICE_TAG, Tags, endpoint::EndpointLocality};
use crate::{
    model::{self, Address, EndpointGroup, Locality, LocalityEndpoints},
    origin::{Origin, Traced},
    sorted::{sort_by, sort_by_key},
    tree::{Entry, Map, Node, Text},
};

/// The namespace of an endpoint's metadata with its tags, for load balancing.
pub const LOAD_BALANCING: Text = Text::new_static("envoy.lb");
/// The namespace of an endpoint's metadata with its tags, for TLS.
const TRANSPORT_SOCKET_MATCH: Text = Text::new_static("envoy.transport_socket_match");
/// The namespace of an endpoint's metadata with the labels of its Dataplane.
pub const LABELS: Text = Text::new_static("io.kuma.labels");

/// The endpoints of a cluster, by locality and then by address and port.
pub fn group<'e, 'a: 'e>(
    cluster_name: Text,
    endpoints: impl IntoIterator<Item = &'e Endpoint<'a>>,
    origin: Origin,
) -> EndpointGroup {
    let placed = endpoints.into_iter().map(|endpoint| (empty(endpoint.locality.as_ref()), lowered(endpoint)));
    EndpointGroup { cluster_name, destination: None, localities: arrange(placed), policy: None, origin }
}

/// Endpoints by locality, each given with its locality without any endpoint: those of the same zone, sub-zone and priority stand
/// together, by address and port.
pub fn arrange(
    endpoints: impl IntoIterator<Item = (LocalityEndpoints, model::Endpoint)>,
) -> Vec<LocalityEndpoints> {
    let mut localities: Vec<LocalityEndpoints> = Vec::with_capacity(1);
    for (locality, endpoint) in endpoints {
        match localities.binary_search_by(|present| key(present).cmp(&key(&locality))) {
            Ok(place) => localities[place].endpoints.push(endpoint),
            Err(place) => {
                localities.insert(place, LocalityEndpoints { endpoints: vec![endpoint], ..locality });
            }
        }
    }
    localities.iter_mut().for_each(|locality| sort_by(&mut locality.endpoints, by_address));
    sort_by_key(&mut localities, place);
    localities
}

/// The members of endpoint metadata for tags; `kuma.io/service` is said by the cluster already.
pub fn metadata(tags: &Tags) -> Map {
    members(tags.iter().filter(|(key, _)| *key != SERVICE_TAG))
}

fn key(endpoints: &LocalityEndpoints) -> (&str, &str, u32) {
    let Some(locality) = &endpoints.locality else {
        return Default::default();
    };
    let priority = endpoints.priority.as_ref().map(|priority| priority.value).unwrap_or_default();
    (text(locality.zone.as_ref()), text(locality.sub_zone.as_ref()), priority)
}

fn text(part: Option<&Traced<Text>>) -> &str {
    part.map(|part| part.value.as_str()).unwrap_or_default()
}

fn empty(locality: Option<&EndpointLocality>) -> LocalityEndpoints {
    let Some(locality) = locality else {
        return LocalityEndpoints::default();
    };
    let place = Locality { zone: locality.zone.clone(), sub_zone: locality.sub_zone.clone() };
    LocalityEndpoints {
        locality: Some(place),
        priority: Some(locality.priority).filter(|priority| priority.value > 0),
        ..Default::default()
    }
}

fn lowered(endpoint: &Endpoint<'_>) -> model::Endpoint {
    let mut metadata = Vec::with_capacity(3);
    let tags = self::metadata(&endpoint.tags).shared();
    if !tags.is_empty() {
        metadata.push((LOAD_BALANCING, tags.clone()));
        metadata.push((TRANSPORT_SOCKET_MATCH, tags));
    }
    if let Some(labels) = endpoint.labels.filter(|labels| !labels.is_empty()) {
        metadata.push((LABELS, members(labels.iter())));
    }
    let weight =
        (endpoint.weight > 0).then(|| Traced::rule(endpoint.weight, &"weight that every endpoint gets"));
    let address = Address::Socket { address: endpoint.address.clone(), port: endpoint.port };
    model::Endpoint { address, weight, metadata }
}

fn members<'e>(pairs: impl Iterator<Item = (&'e Text, &'e Traced<Text>)>) -> Map {
    let mut map = Map::with_capacity(pairs.size_hint().1.unwrap_or_default());
    for (key, value) in pairs {
        map.push(Entry { key: key.clone(), key_origin: value.origin, value: Node::from(value) });
    }
    map
}

/// Localities stand in the order of their zone and sub-zone written together; unnamed ones by how many endpoints they have.
fn place(locality: &LocalityEndpoints) -> (String, usize) {
    let name = locality
        .locality
        .as_ref()
        .map(|place| text(place.zone.as_ref()).to_owned() + text(place.sub_zone.as_ref()));
    let name = name.unwrap_or_default();
    let count = if name.is_empty() { locality.endpoints.len() } else { 0 };
    (name, count)
}

fn by_address(left: &model::Endpoint, right: &model::Endpoint) -> std::cmp::Ordering {
    socket(left).cmp(&socket(right))
}

fn socket(endpoint: &model::Endpoint) -> (&str, u32) {
    match &endpoint.address {
        Address::Socket { address, port } => (address.value.as_str(), port.value),
        Address::Pipe(_) => ("", 0),
    }
}
