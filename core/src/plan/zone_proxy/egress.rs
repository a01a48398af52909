//! The proxy of a ZoneEgress: the way to other zones, and out of meshes.

use super::ZoneProxy;
use crate::{model::Proxy, report::Report};

/// The places of the proxy of a ZoneEgress.
pub(super) fn plan(zone_proxy: &ZoneProxy<'_>, report: &mut Report) -> Proxy {
    zone_proxy.begin(report)
}
