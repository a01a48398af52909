//! Who is behind a value, in words and as JSON.

use kumascope_core::{
    compare::{Owners, origins},
    origin::{Location, Origin},
    resource::Meta,
    text::{Source, Sources},
    tree::{Message, Node},
};

use crate::findings;

/// How many places are named before they are counted.
const NAMED: usize = 3;

/// Knows the texts and resources of one side.
pub(crate) struct Speaker<'a> {
    /// The texts.
    pub(crate) sources: &'a Sources,
    /// The resources by their texts.
    pub(crate) owners: Owners<'a>,
}

impl Speaker<'_> {
    /// Who set a value: resources with file and line, a default, or a rule; the first of many.
    pub(crate) fn words(&self, node: &Node) -> String {
        let mut names: Vec<String> = Vec::new();
        for origin in origins(node) {
            let name = self.name(origin);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        let shown = names.join("; ");
        if more == 0 { shown } else { format!("{shown}; and {more} more") }
    }

    /// The same as a list of maps.
    pub(crate) fn nodes(&self, node: &Node) -> Vec<Node> {
        origins(node).into_iter().map(|origin| self.node(origin)).collect()
    }

    fn name(&self, origin: Origin) -> String {
        match origin {
            Origin::Field(location) => match self.owners.find(location) {
                Some(meta) => format!("{}, {}", resource(meta), line(location, self.sources)),
                None => line(location, self.sources),
            },
            Origin::Default(name) => format!("default: {name}"),
            Origin::Rule(name) => format!("rule: {name}"),
        }
    }

    fn node(&self, origin: Origin) -> Node {
        let message = Message::rule(&"cause");
        match origin {
            Origin::Field(location) => message
                .constant("kind", "field")
                .with("at", findings::place(location, self.sources))
                .optional("resource", self.owners.find(location).map(named))
                .into(),
            Origin::Default(name) => message.constant("kind", "default").constant("name", *name).into(),
            Origin::Rule(name) => message.constant("kind", "rule").constant("name", *name).into(),
        }
    }
}

/// `Kind mesh/name`, or `Kind name` for what belongs to no mesh.
fn resource(meta: &Meta) -> String {
    let kind = meta.kind.0.name;
    if meta.mesh.is_empty() {
        format!("{kind} {}", meta.name)
    } else {
        format!("{kind} {}/{}", meta.mesh, meta.name)
    }
}

fn named(meta: &Meta) -> Message {
    Message::rule(&"resource")
        .constant("type", meta.kind.0.name)
        .text("mesh", meta.mesh.clone())
        .constant("name", meta.name.clone())
}

/// `path:line` of a place.
pub(crate) fn line(location: Location, sources: &Sources) -> String {
    let path = sources.get(location.source).map_or("<unknown>", Source::path);
    match sources.position(location) {
        Some(position) => format!("{path}:{}", position.line),
        None => path.to_owned(),
    }
}
