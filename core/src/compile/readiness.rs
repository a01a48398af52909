//! Which delegated gateways have a certificate: planned again and again, until none of the others asks for one.

use super::{look_at, places};
use crate::{
    bootstrap,
    index::Mesh,
    model::{Proxy, SecretKind},
    report::Report,
    sorted::SortedSet,
    store::Store,
    tree::Text,
    world::{ProxyKey, Shadow, World},
};

/// Lets delegated gateways of a mesh count among those with a certificate, where their configurations ask for one.
pub(super) fn count_gateways(mesh: &mut Mesh<'_>, store: &Store, world: &World) {
    let mut undecided = mesh.gateways_that_may_ask(world);
    let mut asking = SortedSet::new();
    while !undecided.is_empty() {
        let (found, others): (Vec<_>, Vec<_>) =
            undecided.into_iter().partition(|gateway| asks(mesh, gateway, store, world));
        if found.is_empty() {
            break;
        }
        asking.extend(found);
        undecided = others;
        mesh.count_certificates(&asking, world);
    }
}

/// Whether the configuration of a gateway refers to a certificate of the mesh, as far as it is known what is ready.
fn asks(mesh: &Mesh<'_>, gateway: &Text, store: &Store, world: &World) -> bool {
    let key = ProxyKey::dataplane(mesh.meta.name.clone(), gateway.clone());
    let metadata = bootstrap::metadata(&store.resources, world, &key);
    let mut report = Report::default();
    let planned = look_at(mesh, world, &key, &metadata, Shadow::Exclude, |context, confs| {
        places(context, confs, &mut report)
    });
    planned.is_some_and(|places| has_certificate(&places)) && !report.withholds()
}

fn has_certificate(places: &Proxy) -> bool {
    places.secrets.iter().any(|secret| matches!(secret.kind, SecretKind::Certificate { .. }))
}
