//! What a control plane holds: resources, read from text.

use crate::{
    bootstrap::{self, BootstrapRequest, Bootstrapped},
    policies::POLICIES,
    report::Report,
    resource::{Registry, Resource, accept, decode},
    text::{Sources, parse},
    tree::Node,
    world::{ProxyKey, ProxyType, World},
};

/// The resources that a control plane holds, and what there is to say about the text that they were read from.
#[derive(Clone, Debug, Default)]
pub struct Store {
    /// The resources.
    pub resources: Vec<Resource>,
    /// What there is to say.
    pub report: Report,
}

/// The policies that can be read.
pub fn registry() -> Registry {
    POLICIES.iter().map(|policy| policy.kind).collect()
}

/// Reads what a control plane has stored already. Nothing is added to it.
pub fn load(sources: &Sources) -> Store {
    read(sources, decode)
}

/// Reads what is written, and adds what a control plane adds: what it has stored once nothing changes any more.
pub fn settle(sources: &Sources, world: &World) -> Store {
    let Store { resources, mut report } = read(sources, accept);
    let (resources, settled) = crate::settle::settle(resources, world, &registry());
    report.extend(settled);
    Store { resources, report }
}

impl Store {
    /// The proxies of all Dataplanes, ZoneIngresses and ZoneEgresses, in order.
    pub fn proxies(&self) -> Vec<ProxyKey> {
        let mut keys: Vec<ProxyKey> = self.resources.iter().filter_map(proxy_of).collect();
        keys.sort();
        keys
    }

    /// What the control plane answers to a proxy that asks for its bootstrap.
    pub fn bootstrap(&self, world: &World, request: &BootstrapRequest) -> Bootstrapped {
        bootstrap::bootstrap(&self.resources, world, request)
    }

    /// The resources as the control plane answers them, in the order of kinds, meshes and names.
    pub fn documents(&self) -> Vec<Node> {
        let registry = registry();
        let mut resources: Vec<&Resource> = self.resources.iter().collect();
        resources.sort_by_key(|resource| {
            (resource.meta.kind, resource.meta.mesh.clone(), resource.meta.name.clone())
        });
        resources.into_iter().map(|resource| resource.encode(&registry)).collect()
    }
}

/// Reads resources by `decode`, or by `accept`, which refuses what a control plane refuses.
fn read(sources: &Sources, read: fn(&Node, &Registry, &mut Report) -> Option<Resource>) -> Store {
    let (documents, mut report) = parse(sources);
    let registry = registry();
    let resources =
        documents.iter().filter_map(|document| read(&document.root, &registry, &mut report)).collect();
    Store { resources, report }
}

fn proxy_of(resource: &Resource) -> Option<ProxyKey> {
    let meta = &resource.meta;
    let proxy_type = match meta.kind.0.name {
        "Dataplane" => ProxyType::Dataplane,
        "ZoneIngress" => ProxyType::Ingress,
        "ZoneEgress" => ProxyType::Egress,
        _ => return None,
    };
    Some(ProxyKey { proxy_type, mesh: meta.mesh.clone(), name: meta.name.clone() })
}
