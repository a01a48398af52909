//! A zone, compiled for all of its proxies, and what is asked about the outcome.

use std::collections::{BTreeMap, BTreeSet};

use kumascope_core::{
    Compiler, Store,
    bootstrap::BootstrapRequest,
    load,
    message::MessageType,
    origin::Origin,
    output::explain,
    settle,
    text::Sources,
    tree::{Node, Pointer, Text},
    world::{Feature, Metadata, ProxyKey, ProxyType, Shadow, World},
};
use proptest::{prelude::*, test_runner::TestCaseError};

use crate::{mesh::Zone, surroundings::EGRESS_LISTENER};

type Holds = Result<(), TestCaseError>;

const CLUSTER: &str = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
const ENDPOINTS: &str = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
const LISTENER: &str = "type.googleapis.com/envoy.config.listener.v3.Listener";

/// What all proxies of a zone get.
pub(crate) struct Everything {
    sources: Sources,
    world: World,
    store: Store,
    proxies: BTreeMap<ProxyKey, Node>,
}

impl Everything {
    /// Settles what is written, and compiles it.
    pub(crate) fn of(zone: &Zone, shadow: Shadow) -> Self {
        let mut sources = Sources::default();
        sources.add("zone.yaml", zone.text());
        let mut world = World::default();
        let store = settle(&sources, &world);
        present(&mut world, &store, &zone.features);
        Self::compiled(sources, world, store, shadow)
    }

    /// The same, compiled from the text of what is stored.
    pub(crate) fn stored_and_loaded(&self) -> Self {
        let mut sources = Sources::default();
        for (index, document) in self.store.documents().iter().enumerate() {
            sources.add(format!("{index}.json"), document.to_json());
        }
        let store = load(&sources);
        Self::compiled(sources, self.world.clone(), store, Shadow::Exclude)
    }

    fn compiled(sources: Sources, world: World, store: Store, shadow: Shadow) -> Self {
        let compiler = Compiler::new(&store, &world);
        let compile = |key: ProxyKey| {
            let configuration = compiler.compile(&key, shadow).configuration.into_node();
            (key, configuration)
        };
        let proxies = store.proxies().into_iter().map(compile).collect();
        Self { sources, world, store, proxies }
    }

    /// The configurations as text.
    pub(crate) fn texts(&self) -> BTreeMap<String, String> {
        self.proxies.iter().map(|(key, node)| (key.to_string(), node.to_json())).collect()
    }

    /// The configurations of these types of proxies as text, without the tags of clients in headers: for the reference it is enough
    /// that there is a MeshFaultInjection in the mesh, whichever proxies it selects, and clients send their tags to all.
    pub(crate) fn texts_without_client_tags(&self, types: &[ProxyType]) -> BTreeMap<String, String> {
        let text = |node: &Node| {
            let mut json: serde_json::Value = serde_json::from_str(&node.to_json()).unwrap_or_default();
            without_client_tags(&mut json);
            json.to_string()
        };
        let proxies = self.proxies.iter().filter(|(key, _)| types.contains(&key.proxy_type));
        proxies.map(|(key, node)| (key.to_string(), text(node))).collect()
    }

    /// Every route, proxy of connections and log names a cluster that is served or stands in the bootstrap. The reference itself
    /// breaks that in three places. A MeshTLS adds the listeners of redirected traffic where none is redirected, without their clusters;
    /// a mesh that lets nothing through takes the clusters of unknown destinations away, and leaves the listeners that name them;
    /// and proxies with an identity get no clusters of MeshExternalServices where only egresses without one lead to them.
    pub(crate) fn clusters_are_found(&self) -> Holds {
        for (key, configuration) in &self.proxies {
            let mut known: BTreeSet<&str> = of_type(configuration, CLUSTER).map(|(name, _)| name).collect();
            let bootstrap = self.store.bootstrap(&self.world, &BootstrapRequest::new(key)).answer;
            let clusters = bootstrap
                .as_ref()
                .ok()
                .and_then(|answer| answer.bootstrap.get("staticResources")?.get("clusters"));
            known.extend(
                clusters
                    .and_then(Node::as_list)
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|found| text(found, "name")),
            );
            let mut named = BTreeSet::new();
            of_type(configuration, LISTENER)
                .for_each(|(_, listener)| names_of_clusters(listener, &mut named));
            named.retain(|name| !name.contains("bound:passthrough:"));
            if self.egresses_are_not_trusted() {
                named.retain(|name| !name.contains("_extsvc_"));
            }
            let missing: Vec<_> = named.difference(&known).collect();
            prop_assert!(missing.is_empty(), "{} names {:?}, which it does not get", key, missing);
        }
        Ok(())
    }

    fn egresses_are_not_trusted(&self) -> bool {
        let resources = || self.store.resources.iter().map(|resource| &resource.meta);
        let identities = resources().any(|meta| meta.kind.0.name == "MeshIdentity");
        identities && !resources().any(|meta| meta.name == EGRESS_LISTENER)
    }

    /// Every cluster of the type EDS has endpoints under its name.
    pub(crate) fn endpoints_are_served(&self) -> Holds {
        for (key, configuration) in &self.proxies {
            let served: BTreeSet<&str> = of_type(configuration, ENDPOINTS).map(|(name, _)| name).collect();
            let waits = |cluster: &Node| text(cluster, "type") == Some("EDS");
            for (name, _) in of_type(configuration, CLUSTER).filter(|(_, cluster)| waits(cluster)) {
                prop_assert!(served.contains(name), "{} waits for the endpoints of {}", key, name);
            }
        }
        Ok(())
    }

    /// Every leaf is owed to a field that stands in the text, to a default or to a rule, and explains itself.
    pub(crate) fn leaves_have_origins(&self) -> Holds {
        for (key, configuration) in &self.proxies {
            let all = explain(configuration, &Pointer::default());
            for leaf in all.map(|found| found.leaves).unwrap_or_default() {
                prop_assert!(self.is_one(leaf.origin()), "{} {}: {:?}", key, leaf.pointer, leaf.origin());
                let pointer = Pointer::parse(&leaf.pointer.to_string());
                let asked = pointer.and_then(|pointer| explain(configuration, &pointer));
                let asked: Vec<_> = asked.map(|found| found.leaves).unwrap_or_default();
                prop_assert!(
                    asked.len() == 1 && asked[0].node == leaf.node,
                    "{} {} cannot be asked for",
                    key,
                    leaf.pointer
                );
            }
        }
        Ok(())
    }

    fn is_one(&self, origin: Origin) -> bool {
        match origin {
            Origin::Field(location) => {
                let source = self.sources.get(location.source);
                source.is_some_and(|source| !source.slice(location.span).is_empty())
            }
            Origin::Default(name) | Origin::Rule(name) => !name.is_empty(),
        }
    }

    /// Messages bear the names under which they are served; listeners have addresses, chains names, and hosts domains of their own.
    pub(crate) fn names_are_unique(&self) -> Holds {
        for (key, configuration) in &self.proxies {
            for (name, message) in of_type(configuration, CLUSTER).chain(of_type(configuration, LISTENER)) {
                prop_assert_eq!(text(message, "name"), Some(name), "{}", key);
            }
            let mut addresses = BTreeSet::new();
            for (name, listener) in of_type(configuration, LISTENER) {
                let address = listener.get("address").map(Node::to_json).unwrap_or_default();
                prop_assert!(
                    addresses.insert(address),
                    "{} has two listeners at the address of {}",
                    key,
                    name
                );
                unique(listener, "filterChains", "name").map_err(|twice| fail(key, name, &twice))?;
                unique_domains(listener).map_err(|twice| fail(key, name, &twice))?;
            }
        }
        Ok(())
    }

    /// Every message can be read by the schema of Envoy, says nothing that is not in it, and keeps its rules.
    pub(crate) fn messages_are_known(&self) -> Holds {
        for (key, configuration) in &self.proxies {
            let types = configuration.get("xds").and_then(Node::as_map).into_iter().flatten();
            for (url, messages) in types.map(|entry| (entry.key.as_str(), &entry.value)) {
                let message_type = MessageType::named(url.trim_start_matches("type.googleapis.com/"));
                let message_type = message_type.ok_or_else(|| fail(key, url, "no such type"))?;
                for entry in messages.as_map().into_iter().flatten() {
                    let read = message_type
                        .read(&entry.value)
                        .map_err(|fault| fail(key, &entry.key, &fault.reason))?;
                    prop_assert!(read.unknown.is_empty(), "{} {}: {:?}", key, entry.key, read.unknown);
                    let broken = message_type.broken_rule(&read.message);
                    prop_assert!(broken.is_none(), "{} {}: {:?}", key, entry.key, broken);
                }
            }
        }
        Ok(())
    }
}

fn without_client_tags(json: &mut serde_json::Value) {
    match json {
        serde_json::Value::Object(members) => {
            members.retain(|_, member| member[0]["header"]["key"] != "x-kuma-tags");
            members.values_mut().for_each(without_client_tags);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_client_tags),
        _ => {}
    }
}

/// Lets the proxies of Dataplanes say that they have these features, too.
pub(crate) fn present(world: &mut World, store: &Store, features: &[Feature]) {
    for key in store.proxies().into_iter().filter(|key| key.proxy_type == ProxyType::Dataplane) {
        let mut request = BootstrapRequest::new(&key);
        request.features.extend(features.iter().map(|feature| Text::new_static(feature.name())));
        let answer = store.bootstrap(world, &request).answer;
        let metadata = answer.as_ref().ok().and_then(|answer| answer.bootstrap.get("node")?.get("metadata"));
        if let Some(metadata) = metadata.map(Metadata::read) {
            world.presentations.insert(key, metadata);
        }
    }
}

fn fail(key: &ProxyKey, name: &str, what: &str) -> TestCaseError {
    TestCaseError::fail(format!("{key} {name}: {what}"))
}

fn of_type<'a>(configuration: &'a Node, url: &str) -> impl Iterator<Item = (&'a str, &'a Node)> {
    let messages = configuration.get("xds").and_then(|types| types.get(url)).and_then(Node::as_map);
    messages.into_iter().flatten().map(|entry| (entry.key.as_str(), &entry.value))
}

fn text<'a>(node: &'a Node, field: &str) -> Option<&'a str> {
    node.get(field).and_then(Node::as_str)
}

/// The names of clusters in routes, proxies of connections, logs and the like, wherever they stand.
fn names_of_clusters<'a>(node: &'a Node, names: &mut BTreeSet<&'a str>) {
    names.extend(["cluster", "clusterName", "collectorCluster"].iter().filter_map(|field| text(node, field)));
    let weighted =
        node.get("weightedClusters").and_then(|found| found.get("clusters")).and_then(Node::as_list);
    names.extend(weighted.unwrap_or_default().iter().filter_map(|found| text(found, "name")));
    below(node).for_each(|inner| names_of_clusters(inner, names));
}

fn below(node: &Node) -> impl Iterator<Item = &Node> {
    let members = node.as_map().into_iter().flatten().map(|entry| &entry.value);
    members.chain(node.as_list().unwrap_or_default())
}

fn unique(node: &Node, list: &str, field: &str) -> Result<(), String> {
    let mut found = BTreeSet::new();
    let mut names = node
        .get(list)
        .and_then(Node::as_list)
        .unwrap_or_default()
        .iter()
        .filter_map(|item| text(item, field));
    names.try_for_each(|name| if found.insert(name) { Ok(()) } else { Err(format!("{list} twice: {name}")) })
}

fn unique_domains(node: &Node) -> Result<(), String> {
    if let Some(hosts) = node.get("virtualHosts").and_then(Node::as_list) {
        unique(node, "virtualHosts", "name")?;
        let mut found = BTreeSet::new();
        let domains =
            hosts.iter().filter_map(|host| host.get("domains")?.as_list()).flatten().filter_map(Node::as_str);
        for domain in domains {
            if !found.insert(domain) {
                return Err(format!("two hosts answer for {domain}"));
            }
        }
    }
    below(node).try_for_each(unique_domains)
}
