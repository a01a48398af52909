//! Which addresses count as internal.

use crate::{
    list::CollectVec as _,
    model::InternalAddress,
    origin::{Origin, Traced},
    policy::Context,
    tree::Text,
    world::{Metadata, World},
};

/// The addresses that the control plane knows as internal; those of IPv6 only for proxies that have it.
pub fn addresses(context: &Context<'_>) -> Vec<InternalAddress> {
    addresses_of(context.world, context.proxy.metadata)
}

/// The addresses that the control plane knows as internal, for any kind of proxy; loopback where it knows none.
pub(super) fn addresses_of(world: &World, metadata: &Metadata) -> Vec<InternalAddress> {
    let ranges = &world.control_plane.internal_ranges;
    if ranges.is_empty() {
        return loopback(metadata);
    }
    ranges.iter().filter_map(|range| parse(range, metadata)).collect_vec()
}

/// Loopback; of IPv6 only for proxies that have it.
pub(crate) fn loopback(metadata: &Metadata) -> Vec<InternalAddress> {
    ["127.0.0.1/32", "::1/128"].into_iter().filter_map(|range| parse(range, metadata)).collect_vec()
}

fn parse(range: &str, metadata: &Metadata) -> Option<InternalAddress> {
    let (prefix, length) = range.split_once('/')?;
    if prefix.contains(':') && !metadata.ipv6_enabled {
        return None;
    }
    let origin = Origin::Default("internal addresses (KUMA_IPAM_KNOWN_INTERNAL_CIDRS)");
    Some(InternalAddress {
        prefix: Traced::new(Text::new(prefix), origin),
        length: Traced::new(length.parse().ok()?, origin),
    })
}
