//! Which names the certificates of proxies have. Certificates themselves are the control plane's secret; their names follow from
//! the store.

use super::{Source, walk::Walk};
use crate::{
    index::{Mesh, SERVICE_TAG, name},
    list::CollectVec as _,
    resource::{Dataplane, Meta, Spec, meta::label},
    sorted::{SortedMap, SortedSet},
    tree::Text,
    world::{ProxyKey, ProxyType},
};

/// The service that all ZoneEgresses are to clients.
const ZONE_EGRESS: &str = "zone-egress";
/// What the secrets begin with that hold the certificate of a proxy in a mesh with mTLS.
const SECRETS: [&str; 2] = ["identity_cert:secret:", "system_mtls_identity_"];

/// The URI names in the certificate of a secret, in the order in which they stand there; none where it is no certificate of a
/// mesh.
pub(super) fn names(walk: &Walk<'_>, proxy: &ProxyKey, secret: &str) -> Vec<Text> {
    if secret.is_empty() {
        return Vec::new();
    }
    if walk.request.source == Source::Workload(proxy.clone())
        && let Some(said) = &walk.request.identity
    {
        return vec![said.clone()];
    }
    let of_mesh = SECRETS.iter().find_map(|prefix| secret.strip_prefix(prefix));
    match proxy.proxy_type {
        ProxyType::Egress => {
            of_mesh.map(|mesh| of_services(mesh, &services([ZONE_EGRESS]))).unwrap_or_default()
        }
        ProxyType::Ingress => Vec::new(),
        ProxyType::Dataplane => {
            let found =
                walk.compiler.mesh(&proxy.mesh).and_then(|mesh| of_dataplane(walk, mesh, proxy, of_mesh));
            found.unwrap_or_default()
        }
    }
}

fn of_dataplane(
    walk: &Walk<'_>,
    mesh: &Mesh<'_>,
    proxy: &ProxyKey,
    of_mesh: Option<&str>,
) -> Option<Vec<Text>> {
    let resources = &walk.compiler.store().resources;
    let found = resources.iter().find_map(|resource| match &resource.spec {
        Spec::Dataplane(spec) if resource.meta.mesh == proxy.mesh && resource.meta.name == proxy.name => {
            Some((&resource.meta, spec))
        }
        _ => None,
    });
    let (meta, spec) = found?;
    match of_mesh {
        None => mesh.spiffe_id(meta).map(|id| vec![id]),
        Some(_) => Some(of_services(&proxy.mesh, &tags(meta, spec))),
    }
}

/// The values of every tag of a Dataplane; its workload stands for a service that it has not.
fn tags(meta: &Meta, dataplane: &Dataplane) -> SortedMap<Text, SortedSet<Text>> {
    let mut tags: SortedMap<Text, SortedSet<Text>> = SortedMap::new();
    let networking = &dataplane.networking;
    let of_inbounds = networking.inbound.iter().flat_map(|inbound| &inbound.tags);
    let of_gateway = networking.gateway.iter().flat_map(|gateway| &gateway.tags);
    for (key, value) in of_inbounds.chain(of_gateway) {
        tags.entry(key.clone()).or_default().insert(value.value.clone());
    }
    match meta.labels.get(label::WORKLOAD) {
        Some(workload) if !tags.contains_key(SERVICE_TAG) => services([workload]),
        _ => tags,
    }
}

fn services<'s>(names: impl IntoIterator<Item = &'s str>) -> SortedMap<Text, SortedSet<Text>> {
    let names = names.into_iter().map(Text::new).collect();
    [(Text::new_static(SERVICE_TAG), names)].into()
}

/// A SPIFFE ID for every service, and then a name for every tag.
fn of_services(mesh: &str, tags: &SortedMap<Text, SortedSet<Text>>) -> Vec<Text> {
    let services = tags.get(SERVICE_TAG).into_iter().flat_map(SortedSet::iter);
    let ids = services.map(|service| name::service_spiffe_id(mesh, service));
    let pairs = tags.iter().flat_map(|(key, values)| values.iter().map(move |value| (key, value)));
    ids.chain(pairs.map(|(key, value)| format!("kuma://{key}/{value}").into())).collect_vec()
}
