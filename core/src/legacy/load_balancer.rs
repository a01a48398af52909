//! `loadBalancer` of a TrafficRoute: the load balancing policy of a cluster.

use crate::{
    model::Cluster,
    origin::{Origin, Traced},
    resource::legacy::{LeastRequest, LoadBalancer, RingHash},
    tree::{Message, Node, Text},
};

/// In turn is Envoy's default.
pub(super) fn set_cluster(load_balancer: Option<&LoadBalancer>, origin: Origin, cluster: &mut Cluster) {
    let Some(found) = load_balancer.filter(|found| found.round_robin.is_none()) else { return };
    let mut set = |policy: &'static str, settings: Option<(&'static str, Message)>| {
        let members = &mut cluster.load_balancing.policy;
        members.set(Text::new_static("lbPolicy"), Node::string(policy, origin));
        if let Some((field, settings)) = settings {
            members.set(Text::new_static(field), settings.into());
        }
    };
    if let Some(found) = &found.least_request {
        set("LEAST_REQUEST", Some(("leastRequestLbConfig", least_request(found, origin))));
    } else if let Some(found) = &found.ring_hash {
        set("RING_HASH", Some(("ringHashLbConfig", ring_hash(found, origin))));
    } else if found.random.is_some() {
        set("RANDOM", None);
    } else if found.maglev.is_some() {
        set("MAGLEV", None);
    }
}

fn least_request(found: &LeastRequest, origin: Origin) -> Message {
    let default = Traced::default_of(2, &"TrafficRoute leastRequest.choiceCount");
    let written = found.choice_count.filter(|count| count.value != 0);
    Message::new(origin).with("choiceCount", written.unwrap_or(default))
}

/// `XX_HASH` is protobuf's zero value, which is not written.
fn ring_hash(found: &RingHash, origin: Origin) -> Message {
    let function = Some(&found.hash_function).filter(|name| name.value != "XX_HASH");
    let size = |size: &Traced<crate::resource::schema::ProtoInteger>| {
        size.derive(|size| Text::from(size.0.to_string()))
    };
    Message::new(origin)
        .with("minimumRingSize", size(&found.min_ring_size))
        .optional("hashFunction", function)
        .with("maximumRingSize", size(&found.max_ring_size))
}
