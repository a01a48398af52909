//! Which delegated gateways have a certificate: each is planned, and planned once more when a service that it calls has become ready.

use super::{look_at, places};
use crate::{
    bootstrap,
    index::Mesh,
    list::CollectVec as _,
    model::{Cluster, ClusterPlace, Proxy, SecretKind},
    report::Report,
    sorted::SortedSet,
    store::Store,
    tree::Text,
    world::{ProxyKey, Shadow, World},
};

/// A gateway that asks for no certificate, as far as it is known what is ready.
struct Undecided {
    name: Text,
    /// The services that it calls and that are not ready yet; nothing where it has not been planned.
    calls: Option<Vec<Text>>,
}

/// Lets delegated gateways of a mesh count among those with a certificate, where their configurations ask for one.
pub(super) fn count_gateways(mesh: &mut Mesh<'_>, store: &Store, world: &World) {
    let names = mesh.gateways_that_may_ask(world).into_iter();
    let mut undecided = names.map(|name| Undecided { name, calls: None }).collect_vec();
    let mut asking = SortedSet::new();
    loop {
        let (due, mut others): (Vec<_>, Vec<_>) = undecided.into_iter().partition(|found| found.is_due(mesh));
        if due.is_empty() {
            return;
        }
        for Undecided { name, .. } in due {
            let planned = plan(mesh, &name, store, world);
            if planned.as_ref().is_some_and(asks) {
                asking.insert(name);
            } else {
                let calls = planned.map(|places| missing(&places, mesh)).unwrap_or_default();
                others.push(Undecided { name, calls: Some(calls) });
            }
        }
        undecided = others;
        mesh.count_certificates(&asking, world);
    }
}

impl Undecided {
    fn is_due(&self, mesh: &Mesh<'_>) -> bool {
        self.calls.as_ref().is_none_or(|calls| calls.iter().any(|service| mesh.is_tls_ready(service)))
    }
}

/// What a gateway gets, as far as it is known what is ready; nothing where the control plane makes no configuration.
fn plan(mesh: &Mesh<'_>, gateway: &Text, store: &Store, world: &World) -> Option<Proxy> {
    let key = ProxyKey::dataplane(mesh.meta.name.clone(), gateway.clone());
    let metadata = bootstrap::metadata(&store.resources, world, &key);
    let mut report = Report::default();
    let planned = look_at(mesh, world, &key, &metadata, Shadow::Exclude, |context, confs| {
        places(context, confs, &mut report)
    });
    planned.filter(|_| !report.withholds())
}

/// Whether a configuration refers to a certificate of the mesh.
fn asks(places: &Proxy) -> bool {
    places.secrets.iter().any(|secret| matches!(secret.kind, SecretKind::Certificate { .. }))
}

/// The services by tags that a gateway calls and that are not ready.
fn missing(places: &Proxy, mesh: &Mesh<'_>) -> Vec<Text> {
    let service = |cluster: &Cluster| match &cluster.place {
        ClusterPlace::Outbound(destination) => destination.tags().map(|tags| Text::from(tags.service())),
        _ => None,
    };
    places.clusters.iter().filter_map(service).filter(|service| !mesh.is_tls_ready(service)).collect_vec()
}
