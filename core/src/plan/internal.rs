//! Which addresses count as internal.

use std::sync::Arc;

use crate::{
    list::CollectVec as _,
    model::InternalAddress,
    origin::{Origin, Traced},
    tree::Text,
    world::{Metadata, World},
};

/// The addresses that the control plane knows as internal, loopback where it knows none; those of IPv6 only for proxies that have it.
pub fn addresses(world: &World, metadata: &Metadata) -> Arc<[InternalAddress]> {
    let ranges = &world.control_plane.internal_ranges;
    if ranges.is_empty() {
        return loopback(metadata);
    }
    ranges.iter().filter_map(|range| parse(range, metadata)).collect_vec().into()
}

/// Loopback; of IPv6 only for proxies that have it.
pub(crate) fn loopback(metadata: &Metadata) -> Arc<[InternalAddress]> {
    ["127.0.0.1/32", "::1/128"].into_iter().filter_map(|range| parse(range, metadata)).collect_vec().into()
}

fn parse(range: &str, metadata: &Metadata) -> Option<InternalAddress> {
    let (prefix, length) = range.split_once('/')?;
    if prefix.contains(':') && !metadata.ipv6_enabled {
        return None;
    }
    let origin = Origin::Default(&"internal addresses (KUMA_IPAM_KNOWN_INTERNAL_CIDRS)");
    Some(InternalAddress {
        prefix: Traced::new(Text::new(prefix), origin),
        length: Traced::new(length.parse().ok()?, origin),
    })
}
