//! Which messages an edit is about.

use super::schema::{ClusterMatch, FilterMatch, ListenerMatch, VirtualHostMatch};
use crate::{
    message::Resource,
    origin::Traced,
    sorted::SortedMap,
    tree::{Node, Text},
};

/// Listeners of the transparent proxy, by the names that they have without and with unified naming: either means both.
const TWO_NAMES: [(&str, &str); 4] = [
    ("outbound:passthrough:ipv4", "self_transparentproxy_passthrough_outbound_ipv4"),
    ("outbound:passthrough:ipv6", "self_transparentproxy_passthrough_outbound_ipv6"),
    ("inbound:passthrough:ipv4", "self_transparentproxy_passthrough_inbound_ipv4"),
    ("inbound:passthrough:ipv6", "self_transparentproxy_passthrough_inbound_ipv6"),
];

const TAGS: &str = "io.kuma.tags";

type Wanted<'a> = Option<&'a Traced<Text>>;

impl ClusterMatch {
    /// Whether it is about that cluster.
    pub(super) fn includes(&self, cluster: &Resource) -> bool {
        is_wanted(self.name.as_ref(), &cluster.name) && is_wanted(self.origin.as_ref(), cluster.generator)
    }
}

impl ListenerMatch {
    /// Whether it is about that listener.
    pub(super) fn includes(&self, listener: &Resource) -> bool {
        includes_listener(listener, self.name.as_ref(), self.origin.as_ref(), self.tags.as_ref())
    }
}

impl FilterMatch {
    /// Whether it is about filters of that listener.
    pub(super) fn includes_listener(&self, listener: &Resource) -> bool {
        includes_listener(
            listener,
            self.listener_name.as_ref(),
            self.origin.as_ref(),
            self.listener_tags.as_ref(),
        )
    }
}

impl VirtualHostMatch {
    /// Whether it is about virtual hosts of that listener.
    pub(super) fn includes_listener(&self, listener: &Resource) -> bool {
        is_wanted(self.origin.as_ref(), listener.generator)
    }
}

/// Whether a message (a filter, a route configuration) has the name that is wanted, if any is.
pub(super) fn has_name(message: &Node, wanted: Wanted<'_>) -> bool {
    is_wanted(wanted, message.get("name").and_then(Node::as_str).unwrap_or_default())
}

fn is_wanted(wanted: Wanted<'_>, own: &str) -> bool {
    wanted.is_none_or(|wanted| wanted.as_str() == own)
}

fn includes_listener(
    listener: &Resource,
    name: Wanted<'_>,
    origin: Wanted<'_>,
    tags: Option<&SortedMap<Text, Traced<Text>>>,
) -> bool {
    name.is_none_or(|name| is_name_of(name, &listener.name))
        && is_wanted(origin, listener.generator)
        && tags.is_none_or(|tags| has_tags(&listener.message, tags))
}

fn is_name_of(wanted: &str, own: &str) -> bool {
    wanted == own
        || TWO_NAMES.iter().any(|(old, new)| (wanted, own) == (*old, *new) || (wanted, own) == (*new, *old))
}

fn has_tags(listener: &Node, wanted: &SortedMap<Text, Traced<Text>>) -> bool {
    let tags = listener.get("metadata").and_then(|metadata| metadata.get("filterMetadata")?.get(TAGS));
    let own = |key: &str| tags.and_then(|tags| tags.get(key)?.as_str());
    wanted
        .iter()
        .all(|(key, value)| own(key).is_some_and(|own| own == value.as_str() || value.as_str() == "*"))
}
