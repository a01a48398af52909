//! What a control plane holds: resources, read from text.

use crate::{
    bootstrap::{self, BootstrapRequest, Bootstrapped},
    inspect::{self, Unanswered},
    list::CollectVec as _,
    origin::{Origin, SourceId},
    policies::POLICIES,
    report::Report,
    resource::{Registry, Resource, accept, decode},
    sorted::{sort_by, sort_by_key},
    text::{Document, Sources, parse, parse_one},
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
    read(parse(sources), decode)
}

/// Reads what one source says that a control plane has stored already; added one after the other with [`Store::extend`], sources make what
/// [`load`] makes.
pub fn load_one(sources: &Sources, id: SourceId) -> Store {
    read(parse_one(sources, id), decode)
}

/// Reads what one source says, and leaves out what the control plane would refuse: the first half of [`settle`].
pub fn accept_one(sources: &Sources, id: SourceId) -> Store {
    read(parse_one(sources, id), accept)
}

/// Reads what is written, leaves out what the control plane would refuse, and adds what it adds: what it has stored once
/// nothing changes any more. Proxies that bring their resource along ([`Metadata::resource`](crate::world::Metadata)) have
/// stored it, too.
pub fn settle(sources: &Sources, world: &World) -> Store {
    settle_accepted(read(parse(sources), accept), world)
}

/// Adds what the control plane adds to what it has accepted: the second half of [`settle`].
pub fn settle_accepted(accepted: Store, world: &World) -> Store {
    let Store { mut resources, mut report } = accepted;
    let registry = registry();
    resources.extend(brought_along(world, &registry, &mut report));
    let (resources, settled) = crate::settle::settle(resources, world, &registry);
    report.extend(settled);
    Store { resources, report }
}

/// What proxies bring along. Its text is no source, so its fields are owed to the proxy.
fn brought_along(world: &World, registry: &Registry, report: &mut Report) -> Vec<Resource> {
    let texts = world.presentations.values().filter_map(|metadata| metadata.resource.as_ref());
    let documents = texts.flat_map(|text| {
        let mut sources = Sources::default();
        sources.add("dataplane.resource", text.as_str());
        parse(&sources).0
    });
    let origin = Origin::Rule(&"resource that the proxy brought along");
    documents
        .filter_map(|document| accept(&document.root.with_origin(origin), registry, report))
        .collect_vec()
}

impl Store {
    /// Adds what was read from another source: all of it was created after what is here.
    pub fn extend(&mut self, other: &Self) {
        other.resources.iter().for_each(|resource| self.push(resource.clone()));
        self.report.extend(other.report.clone());
    }

    /// Adds a resource, created after those that are here unless both say when.
    fn push(&mut self, mut resource: Resource) {
        resource.meta.creation = resource.meta.creation.at_position(self.resources.len());
        self.resources.push(resource);
    }

    /// The proxies of all Dataplanes, ZoneIngresses and ZoneEgresses, in order.
    pub fn proxies(&self) -> Vec<ProxyKey> {
        let mut keys: Vec<ProxyKey> = self.resources.iter().filter_map(proxy_of).collect_vec();
        sort_by(&mut keys, ProxyKey::cmp);
        keys
    }

    /// What the control plane answers to a proxy that asks for its bootstrap.
    pub fn bootstrap(&self, world: &World, request: &BootstrapRequest) -> Bootstrapped {
        bootstrap::bootstrap(&self.resources, world, request)
    }

    /// Which items of which policies hold for a Dataplane, and where: what Kuma's `_rules` endpoint answers.
    ///
    /// # Errors
    /// Where there is no such Dataplane.
    pub fn rules(&self, world: &World, dataplane: &ProxyKey) -> Result<Node, Unanswered> {
        inspect::rules(&self.resources, world, dataplane)
    }

    /// What a Dataplane listens to and calls, and the names of all that in Envoy: what Kuma's `_layout` endpoint answers.
    ///
    /// # Errors
    /// Where there is no such Dataplane, or its mesh is not one of service resources only.
    pub fn layout(&self, world: &World, dataplane: &ProxyKey) -> Result<Node, Unanswered> {
        inspect::layout(&self.resources, world, dataplane)
    }

    /// The resources as the control plane answers them, in the order of their creation: read again, they are as old as they are here.
    pub fn documents(&self) -> Vec<Node> {
        let registry = registry();
        let mut resources: Vec<&Resource> = self.resources.iter().collect_vec();
        sort_by_key(&mut resources, |resource| resource.meta.creation);
        resources.into_iter().map(|resource| resource.encode(&registry)).collect_vec()
    }
}

/// Reads resources by `decode`, or by `accept`, which refuses what a control plane refuses.
fn read(
    (documents, mut report): (Vec<Document>, Report),
    read: fn(&Node, &Registry, &mut Report) -> Option<Resource>,
) -> Store {
    let (registry, mut store) = (registry(), Store::default());
    for document in &documents {
        if let Some(resource) = read(&document.root, &registry, &mut report) {
            store.push(resource);
        }
    }
    Store { report, ..store }
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

#[cfg(test)]
mod tests {
    use super::{Sources, load, load_one, settle};
    use crate::{Store, output::to_yaml, resource::Creation, sorted::sort_by_key, world::World};

    fn creations(store: &Store) -> Vec<(String, Creation)> {
        store.resources.iter().map(|found| (found.meta.name.to_string(), found.meta.creation)).collect()
    }

    #[test]
    fn what_is_written_and_read_again_is_as_old_as_before() {
        let mut sources = Sources::default();
        sources.add(
            "mesh.yaml",
            "{type: Mesh, name: b}\n---\n{type: Mesh, name: c}\n---\n{type: Mesh, name: a}\n",
        );
        let settled = settle(&sources, &World::default());
        let mut written = Sources::default();
        written.add("store.yaml", settled.documents().iter().map(to_yaml).collect::<Vec<_>>().join("---\n"));
        let names = |store: &Store| {
            let mut found = creations(store);
            sort_by_key(&mut found, |(_, creation)| *creation);
            found.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(names(&load(&written)), names(&settled));
        let meshes = names(&settled).into_iter().filter(|name| name.len() == 1).collect::<String>();
        assert_eq!(meshes, "bca");
    }

    #[test]
    fn sources_that_are_read_one_by_one_were_created_one_after_the_other() {
        let mut sources = Sources::default();
        sources.add("old.yaml", "{type: Mesh, name: west}\n---\n{type: Mesh, name: south}\n");
        sources.add("new.yaml", "{type: Mesh, name: east}\n---\n{type: Mesh, name: north}\n");
        let mut store = Store::default();
        sources.ids().for_each(|id| store.extend(&load_one(&sources, id)));
        assert_eq!(creations(&store), creations(&load(&sources)));
    }
}
