//! `envoy.config.endpoint.v3.ClusterLoadAssignment`.

use super::{Resource, ResourceType, address};
use crate::{
    model::{Endpoint, EndpointGroup, Locality, LocalityEndpoints},
    origin::{Origin, Traced},
    tree::{Map, Message, Node, Text, Value},
};

pub(super) fn lower_resource(group: EndpointGroup) -> Resource {
    Resource {
        resource_type: ResourceType::Endpoint,
        name: group.cluster_name.clone(),
        generator: "outbound",
        message: lower(group),
    }
}

pub(super) fn lower(group: EndpointGroup) -> Node {
    let origin = group.origin;
    Message::new(origin)
        .room_for(2)
        .constant("clusterName", group.cluster_name)
        .list("endpoints", group.localities.into_iter().map(|locality| lower_locality(locality, origin)))
        .optional("policy", group.policy)
        .into()
}

/// `metadata.filterMetadata`, unless there is none.
pub(super) fn metadata(namespaces: Vec<(Text, Map)>, origin: Origin) -> Option<Message> {
    if namespaces.is_empty() {
        return None;
    }
    let members = namespaces
        .into_iter()
        .map(|(namespace, members)| (namespace, Node::new(Value::Map(members), origin)));
    Some(Message::new(origin).room_for(1).map("filterMetadata", members))
}

fn lower_locality(endpoints: LocalityEndpoints, group: Origin) -> Node {
    let origin = endpoints.origin.unwrap_or(group);
    Message::new(origin)
        .room_for(2)
        .optional("locality", endpoints.locality.map(|locality| place(locality, origin)))
        .list("lbEndpoints", endpoints.endpoints.into_iter().map(|endpoint| lower_endpoint(endpoint, origin)))
        .optional("loadBalancingWeight", above_zero(endpoints.weight))
        .optional("priority", above_zero(endpoints.priority))
        .into()
}

fn place(locality: Locality, origin: Origin) -> Message {
    Message::new(origin).room_for(1).optional("zone", locality.zone).optional("subZone", locality.sub_zone)
}

fn lower_endpoint(endpoint: Endpoint, origin: Origin) -> Node {
    let target = Message::new(origin).room_for(1).with("address", address::lower(endpoint.address));
    Message::new(origin)
        .with("endpoint", target)
        .optional("metadata", metadata(endpoint.metadata, origin))
        .optional("loadBalancingWeight", above_zero(endpoint.weight))
        .into()
}

/// Zero is what protobuf leaves out.
fn above_zero(number: Option<Traced<u32>>) -> Option<Traced<u32>> {
    number.filter(|number| number.value > 0)
}
