//! A mesh as a graph: which Dataplane calls which service, and which Dataplanes stand behind it.

use super::overview::destination_name;
use crate::{
    bootstrap,
    index::{Mesh, ProxyView},
    list::CollectVec as _,
    policies::{POLICIES, mesh_traffic_permission::reach},
    policy,
    resource::{Kind, Resource},
    sorted::{SortedMap, SortedSet},
    tree::Text,
    world::{ProxyKey, ProxyType, Shadow, World},
};

/// A mesh as a graph.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The Dataplanes, by name.
    pub dataplanes: Vec<DataplaneNode>,
    /// The services that somebody calls, by name.
    pub services: Vec<Text>,
    /// Which Dataplane calls which service, by their positions.
    pub calls: Vec<(usize, usize)>,
    /// Which service leads to which Dataplane, by their positions.
    pub leads: Vec<(usize, usize)>,
}

/// A Dataplane of the graph.
#[derive(Clone, Debug)]
pub struct DataplaneNode {
    /// Its proxy.
    pub proxy: ProxyKey,
    /// The kinds of the policies that hold somewhere at it.
    pub policies: Vec<Kind>,
}

/// The graph of one mesh; empty where there is no such mesh. Shadow policies take part where they are asked for.
pub(super) fn graph(resources: &[Resource], world: &World, mesh: &str, shadow: Shadow) -> Graph {
    let (Some(mut mesh), _) = Mesh::build(resources, world, mesh) else { return Graph::default() };
    reach::limit(&mut mesh, world);
    let mut builder = Builder::default();
    for dataplane in mesh.dataplanes() {
        let (mesh_name, name) = (mesh.meta.name.clone(), dataplane.meta.name.clone());
        let proxy = ProxyKey { proxy_type: ProxyType::Dataplane, mesh: mesh_name, name };
        let metadata = bootstrap::metadata(resources, world, &proxy);
        if let Some(view) = ProxyView::build(&mesh, &proxy.name, &metadata) {
            builder.add(&mesh, &view, proxy, shadow);
        }
    }
    builder.finish(&mesh)
}

/// Gathers Dataplanes one by one.
#[derive(Default)]
struct Builder {
    dataplanes: Vec<DataplaneNode>,
    /// Which Dataplanes have an address.
    addresses: SortedMap<Text, usize>,
    /// The services by their keys in the index: their names, and who calls them.
    services: SortedMap<Text, (Text, SortedSet<usize>)>,
}

impl Builder {
    fn add(&mut self, mesh: &Mesh<'_>, view: &ProxyView<'_>, proxy: ProxyKey, shadow: Shadow) {
        let own = self.dataplanes.len();
        self.addresses.insert(view.address.value.clone(), own);
        for service in view.services(mesh) {
            let named = || (destination_name(&service.outbound.destination), SortedSet::new());
            self.services.entry(service.service.clone()).or_insert_with(named).1.insert(own);
        }
        let confs = policy::confs(POLICIES, mesh, view, shadow);
        let holds = |confs: &policy::Confs<'_>| {
            let inbound =
                confs.inbounds.values().any(|said| !(said.rules.is_empty() && said.from_tags.is_empty()));
            inbound || !(confs.to_tags.is_empty() && confs.to_resources.is_empty() && confs.single.is_empty())
        };
        let policies = confs.iter().filter(|(_, confs)| holds(confs)).map(|(kind, _)| *kind).collect_vec();
        self.dataplanes.push(DataplaneNode { proxy, policies });
    }

    fn finish(self, mesh: &Mesh<'_>) -> Graph {
        let mut graph = Graph { dataplanes: self.dataplanes, ..Graph::default() };
        for (key, (name, callers)) in self.services.iter() {
            let own = graph.services.len();
            graph.services.push(name.clone());
            graph.calls.extend(callers.iter().map(|caller| (*caller, own)));
            let addresses = mesh.endpoints(key).iter().map(|endpoint| &endpoint.address.value);
            let behind: SortedSet<usize> =
                addresses.filter_map(|address| self.addresses.get(address).copied()).collect();
            graph.leads.extend(behind.iter().map(|dataplane| (own, *dataplane)));
        }
        graph
    }
}
