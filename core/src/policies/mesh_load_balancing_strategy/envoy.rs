//! What a load balancer is in `envoy.config.cluster.v3.Cluster`, and what is hashed in `envoy.config.route.v3.RouteAction`.

use super::schema::{
    HashFunction, HashPolicy, HashPolicyType, LeastRequest, LoadBalancer, LoadBalancerType, Maglev, RingHash,
};
use crate::{
    model::Cluster,
    origin::Traced,
    tree::{Message, Node, Text},
};

/// The settings, of which a cluster has one.
const SETTINGS: [&str; 3] = ["leastRequestLbConfig", "ringHashLbConfig", "maglevLbConfig"];

pub(super) fn set_load_balancer(balancer: &LoadBalancer, cluster: &mut Cluster) {
    let origin = balancer.kind.origin;
    let (policy, settings) = match balancer.kind.value {
        LoadBalancerType::RoundRobin => (None, None),
        LoadBalancerType::LeastRequest => (
            Some("LEAST_REQUEST"),
            balancer
                .least_request
                .as_ref()
                .map(|found| ("leastRequestLbConfig", least_request(found, balancer))),
        ),
        LoadBalancerType::RingHash => (
            Some("RING_HASH"),
            balancer.ring_hash.as_ref().map(|found| ("ringHashLbConfig", ring_hash(found, balancer))),
        ),
        LoadBalancerType::Random => (Some("RANDOM"), None),
        LoadBalancerType::Maglev => (
            Some("MAGLEV"),
            balancer.maglev.as_ref().map(|found| ("maglevLbConfig", maglev(found, balancer))),
        ),
    };
    let members = &mut cluster.load_balancing.policy;
    members.remove("lbPolicy");
    if let Some(policy) = policy {
        members.set(Text::new_static("lbPolicy"), Node::string(policy, origin));
    }
    if let Some((field, settings)) = settings {
        SETTINGS.iter().for_each(|field| drop(members.remove(field)));
        members.set(Text::new_static(field), settings.into());
    }
}

fn least_request(found: &LeastRequest, balancer: &LoadBalancer) -> Message {
    let bias = found.active_request_bias.as_ref().map(|bias| {
        let number = bias.derive(|bias| bias.number().unwrap_or_default());
        Message::new(bias.origin).optional("defaultValue", Some(number).filter(|number| number.value != 0.0))
    });
    Message::new(balancer.kind.origin)
        .optional("choiceCount", found.choice_count.as_ref())
        .optional("activeRequestBias", bias)
}

/// `XX_HASH` is protobuf's zero value, which is not written.
fn ring_hash(found: &RingHash, balancer: &LoadBalancer) -> Message {
    let murmur = found.hash_function.filter(|function| function.value == HashFunction::MurmurHash2);
    Message::new(balancer.kind.origin)
        .optional("minimumRingSize", found.min_ring_size.as_ref().map(long))
        .optional("hashFunction", murmur.map(|function| Node::string("MURMUR_HASH_2", function.origin)))
        .optional("maximumRingSize", found.max_ring_size.as_ref().map(long))
}

fn maglev(found: &Maglev, balancer: &LoadBalancer) -> Message {
    Message::new(balancer.kind.origin).optional("tableSize", found.table_size.as_ref().map(long))
}

/// Protobuf writes long numbers as text.
fn long(number: &Traced<u32>) -> Traced<Text> {
    number.derive(|number| number.to_string().into())
}

/// Protobuf does not write empty text.
fn given(text: &Traced<Text>) -> Option<&Traced<Text>> {
    Some(text).filter(|text| !text.is_empty())
}

pub(super) fn hash_policy(policy: &HashPolicy) -> Node {
    let message = Message::new(policy.kind.origin);
    let message = match policy.kind.value {
        HashPolicyType::Header => message.optional(
            "header",
            policy
                .header
                .as_ref()
                .map(|found| Message::new(found.name.origin).optional("headerName", given(&found.name))),
        ),
        HashPolicyType::Cookie => message.optional(
            "cookie",
            policy.cookie.as_ref().map(|found| {
                Message::new(found.name.origin)
                    .optional("name", given(&found.name))
                    .optional("ttl", found.ttl.as_ref())
                    .optional("path", found.path.as_ref().and_then(given))
            }),
        ),
        HashPolicyType::Connection => message.optional(
            "connectionProperties",
            policy.connection.as_ref().map(|found| {
                let source = found.source_ip.filter(|source| source.value);
                Message::new(policy.kind.origin).optional("sourceIp", source)
            }),
        ),
        HashPolicyType::SourceIp => message,
        HashPolicyType::QueryParameter => message.optional(
            "queryParameter",
            policy
                .query_parameter
                .as_ref()
                .map(|found| Message::new(found.name.origin).optional("name", given(&found.name))),
        ),
        HashPolicyType::FilterState => message.optional(
            "filterState",
            policy
                .filter_state
                .as_ref()
                .map(|found| Message::new(found.key.origin).optional("key", given(&found.key))),
        ),
    };
    message.optional("terminal", policy.terminal.filter(|terminal| terminal.value)).into()
}
