#![doc = include_str!("envoy_dangling_reference.md")]

use crate::{
    check::{
        Find, Rule,
        messages::{Trail, text, walk},
    },
    message::{Configuration, ResourceType},
    report::{Diagnostic, Severity},
    sorted::SortedSet,
    tree::Node,
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "envoy-dangling-reference", severity: Severity::Warning, find: Find::Configuration(find) };

/// Clusters of the bootstrap.
const OF_BOOTSTRAP: [&str; 2] = ["ads_cluster", "access_log_sink"];

/// How the names of secrets begin that a control plane serves: what they hold is no part of what is compiled.
const SERVED: [&str; 4] = ["identity_cert:", "mesh_ca:", "kri_", "system_"];

fn find(configuration: &Configuration) -> Vec<Diagnostic> {
    let names = |resource_type| -> SortedSet<&str> {
        configuration.of_type(resource_type).map(|resource| resource.name.as_str()).collect()
    };
    let (clusters, secrets) = (names(ResourceType::Cluster), names(ResourceType::Secret));
    let mut found = Vec::new();
    walk(configuration, &mut |trail| {
        if takes_nothing(&trail.resource.message) {
            return;
        }
        // A listener without a cluster of its own name is meant to let nothing through.
        let is_other = |name: &&str| !name.is_empty() && trail.resource.name != *name;
        let Some(name) = trail.node().as_str().filter(is_other) else { return };
        let missing = match reference(trail) {
            Some(Reference::Cluster) if !clusters.contains(name) && !OF_BOOTSTRAP.contains(&name) => {
                "cluster"
            }
            Some(Reference::Secret) if !is_served(name) && !secrets.contains(name) => "secret",
            Some(Reference::Routes) => "route configuration",
            _ => return,
        };
        let message =
            format!("`{}` refers to the {missing} `{name}`, which is not there", trail.resource.name);
        found.push(RULE.broken(message, trail.origin()));
    });
    found
}

/// Whether a listener has port 0, which redirected connections never have: so the control plane leaves some behind.
fn takes_nothing(message: &Node) -> bool {
    let socket = message.get("address").and_then(|address| address.get("socketAddress"));
    socket.is_some_and(|socket| socket.get("portValue").and_then(Node::as_u64).unwrap_or_default() == 0)
}

fn is_served(secret: &str) -> bool {
    SERVED.iter().any(|start| secret.starts_with(start))
}

/// What a text is the name of.
enum Reference {
    Cluster,
    Secret,
    Routes,
}

/// What a text refers to, if it is the name of something else.
fn reference(trail: &Trail<'_>) -> Option<Reference> {
    let holder = trail.holder()?;
    match trail.field() {
        "cluster" if is_action(holder) => Some(Reference::Cluster),
        "clusterName" if holder.get("endpoints").is_none() && !is_load_assignment(trail) => {
            Some(Reference::Cluster)
        }
        "name" if holder.get("sdsConfig").is_some() => Some(Reference::Secret),
        "name" if trail.is_below("weightedClusters") => Some(Reference::Cluster),
        "routeConfigName" => Some(Reference::Routes),
        _ => None,
    }
}

/// Whether a `cluster` is one that calls go to, and not the text of something else.
fn is_action(holder: &Node) -> bool {
    text(holder, "id").is_empty()
}

fn is_load_assignment(trail: &Trail<'_>) -> bool {
    trail.resource.resource_type == ResourceType::Endpoint || trail.is_below("loadAssignment")
}
