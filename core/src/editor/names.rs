//! The names that files define, with the places where they are defined.

use crate::{
    origin::Origin,
    sorted::SortedSet,
    text::{Document, Sources, parse},
    tree::{Node, Text, Value},
};

/// The resources of all files, as far as they can be read.
pub(super) struct Names {
    documents: Vec<Document>,
}

impl Names {
    /// Those of files.
    pub(super) fn of(sources: &Sources) -> Self {
        Self { documents: parse(sources).0 }
    }

    /// The names of resources of a kind, in order.
    pub(super) fn of_kind(&self, kind: &str) -> SortedSet<Text> {
        self.resources(kind).filter_map(|root| name(root)?.as_text().cloned()).collect()
    }

    /// Where a resource has its name.
    pub(super) fn find(&self, kind: &str, wanted: &str) -> Option<Origin> {
        let found = self.resources(kind).filter_map(name).find(|name| name.as_str() == Some(wanted));
        found.map(|name| name.origin)
    }

    /// The services that the tags of Dataplanes name, and where.
    pub(super) fn services(&self) -> Vec<(&Text, Origin)> {
        self.below("Dataplane", "kuma.io/service")
    }

    /// The sections of services and Dataplanes: names of ports and inbounds.
    pub(super) fn sections(&self) -> SortedSet<Text> {
        let kinds = ["Dataplane", "MeshService", "MeshExternalService", "MeshMultiZoneService"];
        let mut found = SortedSet::new();
        for root in kinds.iter().flat_map(|kind| self.resources(kind)) {
            let fields = root.get("spec").unwrap_or(root);
            let inbounds = fields.get("networking").and_then(|networking| networking.get("inbound"));
            let ports = [inbounds, fields.get("ports")].into_iter().flatten().filter_map(Node::as_list);
            for port in ports.flatten() {
                if let Some(name) = port.get("name").and_then(Node::as_text) {
                    found.insert(name.clone());
                }
            }
        }
        found
    }

    fn resources<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Node> {
        let is_own = move |root: &&Node| kind_of(root) == Some(kind);
        self.documents.iter().map(|document| &document.root).filter(is_own)
    }

    /// The texts of a key at any depth of a kind.
    fn below<'a>(&'a self, kind: &'a str, key: &str) -> Vec<(&'a Text, Origin)> {
        let mut found = Vec::new();
        self.resources(kind).for_each(|root| gather(root, key, &mut found));
        found
    }
}

fn gather<'a>(node: &'a Node, key: &str, found: &mut Vec<(&'a Text, Origin)>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| gather(item, key, found)),
        Value::Map(map) => {
            for entry in map {
                match entry.value.as_text() {
                    Some(text) if entry.key == key => found.push((text, entry.value.origin)),
                    _ => gather(&entry.value, key, found),
                }
            }
        }
        _ => {}
    }
}

/// What a document says its kind is.
pub(super) fn kind_of(root: &Node) -> Option<&str> {
    let is_kubernetes = root.get("apiVersion").is_some();
    root.get(if is_kubernetes { "kind" } else { "type" })?.as_str()
}

fn name(root: &Node) -> Option<&Node> {
    root.get("name").or_else(|| root.get("metadata")?.get("name"))
}
