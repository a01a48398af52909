//! Which addresses count as internal.

use crate::{model::InternalAddress, origin::{Origin, Traced}, policy::Context, tree::Text};

/// The addresses that the control plane knows as internal; those of IPv6 only for proxies that have it.
pub(super) fn addresses(context: &Context<'_>) -> Vec<InternalAddress> {
    let ranges = context.world.control_plane.internal_ranges.iter();
    ranges.filter_map(|range| parse(range, context)).collect()
}

/// Loopback; of IPv6 only for proxies that have it.
pub(crate) fn loopback(context: &Context<'_>) -> Vec<InternalAddress> {
    ["127.0.0.1/32", "::1/128"].into_iter().filter_map(|range| parse(range, context)).collect()
}

fn parse(range: &str, context: &Context<'_>) -> Option<InternalAddress> {
    let (prefix, length) = range.split_once('/')?;
    if prefix.contains(':') && !context.proxy.metadata.ipv6_enabled {
        return None;
    }
    let origin = Origin::Default("internal addresses (KUMA_IPAM_KNOWN_INTERNAL_CIDRS)");
    Some(InternalAddress {
        prefix: Traced::new(Text::new(prefix), origin),
        length: Traced::new(length.parse().ok()?, origin),
    })
}
