//! What comes to light while edits are done.

use crate::{
    list::CollectVec as _,
    message::{Configuration, MessageType, Resource, ResourceType, UnknownField},
    origin::Origin,
    sorted::{SortedMap, SortedSet},
    tree::{Node, Text},
};

/// What came to light while edits were done.
#[derive(Debug)]
pub(super) struct Findings {
    /// Fields that Envoy's messages do not have.
    pub(super) unknown: Vec<UnknownField>,
    /// The edit that is being done.
    pub(super) edit: Origin,
    changed: SortedMap<(ResourceType, Text), Origin>,
}

/// Something that can be wrong with a whole configuration, and the edit since which it is.
#[derive(Debug)]
pub(super) struct Watch {
    check: fn(&Configuration) -> Option<String>,
    was_wrong: bool,
    since: Option<(String, Origin)>,
}

impl Findings {
    /// Nothing so far.
    pub(super) fn new() -> Self {
        Self {
            unknown: Vec::new(),
            edit: Origin::Rule(&"message that a MeshProxyPatch begins"),
            changed: SortedMap::new(),
        }
    }

    /// Notes fields that Envoy's messages do not have, each place once.
    pub(super) fn add_unknown(&mut self, fields: Vec<UnknownField>) {
        for field in fields {
            if !self.unknown.contains(&field) {
                self.unknown.push(field);
            }
        }
    }

    /// Notes that a message was changed or added.
    pub(super) fn change(&mut self, resource: &Resource) {
        self.changed.insert((resource.resource_type, resource.name.clone()), self.edit);
    }

    /// The rules of Envoy's API that changed messages break, one for each edit that changed one last: the control plane looks
    /// before it sends anything.
    pub(super) fn broken_rules(&self, configuration: &Configuration) -> Vec<(String, Origin)> {
        let broken = self.changed.iter().filter_map(|((resource_type, name), edit)| {
            let message = &configuration.get(*resource_type, name)?.message;
            let reason = MessageType::named(resource_type.message_name())?.broken_rule(message)?;
            Some((*edit, format!("invalid resource {name:?}: {reason}")))
        });
        let by_edit: SortedMap<Origin, String> = broken.collect();
        by_edit.into_iter().map(|(edit, reason)| (reason, edit)).collect_vec()
    }
}

impl Watch {
    /// Watches a configuration before any edit. What is wrong already is nothing that an edit did.
    pub(super) fn new(check: fn(&Configuration) -> Option<String>, configuration: &Configuration) -> Self {
        Self { check, was_wrong: check(configuration).is_some(), since: None }
    }

    /// Looks after an edit.
    pub(super) fn look(&mut self, configuration: &Configuration, edit: Origin) {
        if !self.was_wrong {
            let found = (self.check)(configuration);
            let since = self.since.take().map_or(edit, |(_, since)| since);
            self.since = found.map(|reason| (reason, since));
        }
    }

    /// What is wrong in the end, and the edit since which it is.
    pub(super) fn found(self) -> Option<(String, Origin)> {
        self.since
    }
}

/// What of a configuration does not belong together: the control plane sends endpoints only when they are exactly those that
/// clusters ask for.
pub(super) fn inconsistency(configuration: &Configuration) -> Option<String> {
    let asked: SortedSet<&str> =
        configuration.of_type(ResourceType::Cluster).filter_map(endpoints_of).collect();
    let given: SortedSet<&str> =
        configuration.of_type(ResourceType::Endpoint).map(|found| found.name.as_str()).collect();
    let unasked =
        given.difference(&asked).next().map(|name| format!("no cluster asks for the endpoints `{name}`"));
    unasked.or_else(|| {
        asked
            .difference(&given)
            .next()
            .map(|name| format!("a cluster asks for the endpoints `{name}`, which do not exist"))
    })
}

/// The name of the endpoints that a cluster asks for.
fn endpoints_of(cluster: &Resource) -> Option<&str> {
    let message = &cluster.message;
    if message.get("type").and_then(Node::as_str) != Some("EDS") {
        return None;
    }
    let service = message.get("edsClusterConfig").and_then(|config| config.get("serviceName")?.as_str());
    service.or_else(|| message.get("name")?.as_str())
}
