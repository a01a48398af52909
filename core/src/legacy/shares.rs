//! The shares of a TrafficRoute, with the outbound's own tags in place of `*`.

use crate::{
    index::{Mesh, Protocol},
    list::CollectVec as _,
    model::{Destination, ServiceTags},
    origin::Traced,
    plan::services::Backend,
    resource::legacy::Split,
    sorted::SortedMap,
    tree::Text,
};

/// The backends of these shares for an outbound with these tags. Those without any weight are left out.
pub(super) fn backends(shares: &[Split], outbound: &ServiceTags) -> Vec<Backend> {
    let weighted = shares.iter().filter_map(|share| Some((share, share.weight?)));
    weighted
        .filter(|(_, weight)| weight.value > 0)
        .map(|(share, weight)| Backend {
            destination: Destination::Tags(resolve(&share.destination, outbound)),
            origin: weight.origin,
            weight,
        })
        .collect_vec()
}

/// What all services of these backends speak.
pub(super) fn common_protocol<'b>(
    backends: impl Iterator<Item = &'b Backend>,
    mesh: &Mesh<'_>,
) -> Option<Protocol> {
    let tags = backends.filter_map(|backend| backend.destination.tags());
    tags.map(|tags| mesh.protocol(tags.service())).reduce(Protocol::common)
}

/// Tags with any value are those of the outbound, as are tags that are not named.
pub(super) fn resolve(tags: &SortedMap<Text, Traced<Text>>, outbound: &ServiceTags) -> ServiceTags {
    let mut resolved = outbound.0.clone();
    let named = tags.iter().filter(|(_, value)| value.value != "*");
    resolved.extend(named.map(|(key, value)| (key.clone(), value.clone())));
    ServiceTags(resolved)
}
