//! The compiler, as a case asks it.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use kumascope_core::{
    Store,
    bootstrap::BootstrapRequest,
    compile,
    inspect::Unanswered,
    load,
    origin::Origin,
    resource::{Creation, Meta},
    settle,
    text::Sources,
    tree::{Message, Node},
    world::{Metadata, ProxyKey, Shadow, World},
};

use super::Case;

/// The variables under which every case was recorded.
const DEFAULTS: [(&str, &str); 6] = [
    ("KUMA_DEFAULTS_SKIP_MESH_CREATION", "true"),
    ("KUMA_BOOTSTRAP_SERVER_PARAMS_XDS_HOST", "localhost"),
    ("KUMA_BOOTSTRAP_SERVER_PARAMS_XDS_PORT", "5678"),
    ("KUMA_MESH_SERVICE_LABEL_PROPAGATION_ENABLED", "true"),
    ("KUMA_DP_SERVER_AUTHN_DP_PROXY_TYPE", "none"),
    ("KUMA_DP_SERVER_AUTHN_ZONE_PROXY_TYPE", "none"),
];

/// The world of a case: its variables, and how its proxies presented themselves.
pub fn world(case: &Case) -> Result<World> {
    let mut world = World::default();
    let own = case.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    for (name, value) in DEFAULTS.into_iter().chain(own) {
        world
            .set(name, value)
            .map_err(|error| anyhow::anyhow!("{error:?}"))
            .with_context(|| name.to_owned())?;
    }
    // The endpoints that recordings come from answer as if everybody reached everything.
    world.control_plane.auto_reachable_services = false;
    for (key, proxy) in &case.proxies {
        let metadata =
            proxy.bootstrap.as_ref().and_then(|found| at(found, &["bootstrap", "node", "metadata"]));
        if let Some(metadata) = metadata {
            world.presentations.insert(key.clone(), Metadata::read(metadata));
        }
    }
    world.disconnected = recorded_store(case)
        .proxies()
        .into_iter()
        .filter(|key| case.proxies.get(key).is_none_or(|proxy| proxy.xds.is_none()))
        .collect();
    world.certificate_authority =
        case.proxies.values().find_map(|proxy| authority(proxy.bootstrap.as_ref()?));
    Ok(world)
}

/// What the control plane would store for the case's input, by kind, mesh and name.
pub(super) fn settled(case: &Case, world: &World) -> BTreeMap<String, Node> {
    let mut sources = Sources::default();
    for (index, document) in written(&case.input).enumerate() {
        sources.add(format!("input-{index}.yaml"), document);
    }
    by_key(settle(&sources, world).documents())
}

/// The store that was recorded, with the Secrets of the input: they were not recorded. When resources were created was not recorded
/// either, and comes from the input.
pub fn recorded_store(case: &Case) -> Store {
    let mut sources = Sources::default();
    sources.add("settled.yaml", case.settled.as_str());
    let is_secret = |document: &&str| document.lines().any(|line| line == "type: Secret");
    for (index, document) in written(&case.input).filter(is_secret).enumerate() {
        sources.add(format!("secret-{index}.yaml"), document);
    }
    let mut store = load(&sources);
    date(&mut store, &case.input);
    store
}

/// Takes the order of creation from the input. MeshServices and Workloads that are not in it were made later, the rest before.
fn date(store: &mut Store, input: &str) {
    let mut sources = Sources::default();
    for (index, document) in written(input).enumerate() {
        sources.add(format!("input-{index}.yaml"), document);
    }
    let key = |meta: &Meta| (meta.kind, meta.mesh.clone(), meta.name.clone());
    let mut ages = BTreeMap::new();
    for resource in load(&sources).resources {
        ages.entry(key(&resource.meta)).or_insert(resource.meta.creation);
    }
    for meta in store.resources.iter_mut().map(|resource| &mut resource.meta) {
        let position = if matches!(meta.kind.0.name, "MeshService" | "Workload") { usize::MAX } else { 0 };
        meta.creation = ages.get(&key(meta)).copied().unwrap_or(Creation::of_position(position));
    }
}

/// What a proxy gets from a store, as the endpoint answers that recordings come from: it passes over that proxies are called by their
/// workloads where services by tags are off, which Envoys see.
pub fn xds(store: &Store, world: &World, key: &ProxyKey, shadow: Shadow) -> Node {
    let mut world = world.clone();
    world.control_plane.inbound_tags_disabled = false;
    compile(store, &world, key, shadow).configuration.to_node()
}

/// Documents by kind, mesh and name.
pub(super) fn by_key(documents: Vec<Node>) -> BTreeMap<String, Node> {
    let text = |node: &Node, field| node.get(field).and_then(Node::as_str).unwrap_or_default().to_owned();
    documents
        .into_iter()
        .map(|node| {
            (format!("{} {}/{}", text(&node, "type"), text(&node, "mesh"), text(&node, "name")), node)
        })
        .collect()
}

/// The node at a path of members.
pub(super) fn at<'a>(node: &'a Node, path: &[&str]) -> Option<&'a Node> {
    path.iter().try_fold(node, |node, member| node.get(member))
}

/// The documents of an input after the first, which describes it: without the line break before the next one, as they were sent.
/// A block of text at the end of a document lost its last line break that way.
pub(super) fn written(input: &str) -> impl Iterator<Item = &str> {
    input.split("\n---\n").skip(1)
}

/// The certificate that the recording control plane put into a bootstrap whose request brought none.
fn authority(recorded: &Node) -> Option<kumascope_core::tree::Text> {
    let brought = at(recorded, &["request", "caCert"]).and_then(Node::as_str).unwrap_or_default();
    if !brought.is_empty() {
        return None;
    }
    let secrets = at(recorded, &["bootstrap", "staticResources", "secrets"])?.as_list()?;
    let bytes = at(secrets.first()?, &["validationContext", "trustedCa", "inlineBytes"])?.as_str()?;
    Some(String::from_utf8(super::equality::decode_base64(bytes)?).ok()?.into())
}

/// What a proxy starts with that sends the recorded request, in the form of the recording.
pub(super) fn bootstrap(case: &Case, world: &World, key: &ProxyKey, recorded: &Node) -> Node {
    let empty = Node::empty(Origin::Rule(&"conformance harness"));
    let request = BootstrapRequest::read(key, recorded.get("request").unwrap_or(&empty));
    let text = |text: String| Node::string(text, Origin::Rule(&"conformance harness"));
    let answer = match request {
        Ok(request) => recorded_store(case).bootstrap(world, &request).answer,
        Err(invalid) => return text(format!("{} {}", invalid.name, invalid.reason)),
    };
    match answer {
        Ok(answer) => Message::rule(&"conformance harness")
            .with("bootstrap", answer.bootstrap)
            .with("kumaSidecarConfiguration", answer.sidecar)
            .optional("request", recorded.get("request").cloned())
            .into(),
        Err(refusal) => text(format!("{} {}", refusal.status(), refusal.text())),
    }
}

/// What the compiler answers, or why it does not.
pub(super) fn answer(answer: Result<Node, Unanswered>) -> Node {
    answer.unwrap_or_else(|why| Node::string(why.to_string(), Origin::Rule(&"conformance harness")))
}
