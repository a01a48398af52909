//! `envoy.config.listener.v3.Listener`.

use super::{Resource, ResourceType, address, endpoint, filter, recurring::Recurring, transport_socket};
use crate::{
    list::CollectVec as _,
    model::{FilterChain, FilterChainMatch, Listener, TrafficDirection},
    origin::{Origin, Traced},
    tree::{Message, Node, Text},
};

pub(super) fn lower(listener: Listener, recurring: &mut Recurring) -> Resource {
    let address = address::lower_listener(listener.address);
    let origin = listener.origin.unwrap_or(address.origin);
    let direction = listener.direction.map(|direction| match direction {
        TrafficDirection::Inbound => Node::string("INBOUND", Origin::Rule(&"inbound listener")),
        TrafficDirection::Outbound => Node::string("OUTBOUND", Origin::Rule(&"outbound listener")),
    });
    let message = Message::new(origin)
        .room_for(10)
        .constant("name", &listener.name)
        .with("address", address)
        .optional("trafficDirection", direction)
        .optional("enableReusePort", listener.reuse_port)
        .optional("bindToPort", listener.bind_to_port)
        .optional("useOriginalDst", listener.use_original_destination)
        .optional("statPrefix", listener.stat_prefix)
        .optional("metadata", endpoint::metadata(listener.metadata, origin))
        .list("listenerFilters", listener.listener_filters)
        .list(
            "filterChains",
            listener.filter_chains.into_iter().map(|chain| filter_chain(chain, origin, recurring)),
        );
    Resource {
        resource_type: ResourceType::Listener,
        name: listener.name,
        generator: listener.place.generator(),
        message: message.into(),
    }
}

fn filter_chain(chain: FilterChain, listener: Origin, recurring: &mut Recurring) -> Node {
    let origin = chain.origin.unwrap_or(listener);
    Message::new(origin)
        .optional("name", chain.name.map(|name| Node::string(name, origin)))
        .optional("filterChainMatch", chain.matches.map(|found| matches(found, origin)))
        .list("filters", chain.filters.into_iter().map(|found| filter::lower(found, recurring)))
        .optional(
            "transportSocket",
            chain.transport_socket.map(|socket| transport_socket::lower(socket, recurring)),
        )
        .into()
}

fn matches(found: FilterChainMatch, origin: Origin) -> Message {
    let ranges = |ranges: Vec<(Traced<Text>, Traced<u32>)>| -> Vec<Node> {
        ranges.into_iter().map(|(prefix, length)| address::range(prefix, length)).collect_vec()
    };
    Message::new(origin)
        .optional("destinationPort", found.destination_port)
        .list("prefixRanges", ranges(found.prefix_ranges))
        .list("sourcePrefixRanges", ranges(found.source_prefix_ranges))
        .list("serverNames", found.server_names)
        .optional("transportProtocol", found.transport_protocol)
        .list("applicationProtocols", found.application_protocols)
}
