//! What a line of the input does: the fields that it sets, proxy by proxy, or why it sets none.

use super::{Why, why};
use crate::{
    compile::Compiler,
    inspect::AppliedPlace,
    list::CollectVec as _,
    origin::{Location, Origin, SourceId, Span},
    output::explain,
    policy::{Criterion, Decision, Written, contains},
    resource::Resource,
    store::Store,
    text::Source,
    tree::{Node, Pointer, Text, Value},
    world::{ProxyKey, Shadow, World},
};

/// What a line does.
#[derive(Clone, Debug)]
pub struct LineEffect {
    /// The kind and name of the resource in which it stands.
    pub resource: Option<(&'static str, Text)>,
    /// The values that it set.
    pub fields: Vec<SetField>,
    /// Why it set none; nothing where it did.
    pub reason: Option<NoEffect>,
}

/// A value that a line set.
#[derive(Clone, Debug)]
pub struct SetField {
    /// Whose configuration it is in.
    pub proxy: ProxyKey,
    /// Its place there.
    pub pointer: Pointer,
    /// The value.
    pub value: Node,
}

/// Why a line set nothing.
#[derive(Clone, Debug)]
pub enum NoEffect {
    /// It is in no resource that the control plane stores: between documents, or in one that it refuses.
    NoResource,
    /// It says whom a policy selects, or what the policy is called, and is no value itself.
    NoValue,
    /// Nobody asks for this resource, or for this field of it.
    Unused,
    /// The policy selects no proxy; this is the nearest one, and the first demand that it does not meet.
    SelectsNothing {
        /// The proxy that meets most demands; nothing where there is none.
        nearest: Option<ProxyKey>,
        /// The demand that it does not meet.
        decision: Option<Decision>,
    },
    /// The item reaches no place of any proxy that the policy selects.
    ReachesNothing(Decision),
    /// Another line says otherwise, and wins.
    Overridden {
        /// The line that wins.
        by: Origin,
        /// Why it wins.
        reason: Criterion,
    },
    /// The item holds somewhere, but nothing there has this field, or has it by default: what is spoken there may not know it.
    NoDifference(Vec<(ProxyKey, AppliedPlace)>),
}

/// What a line (from 1) of a source does to the proxies of a store.
pub fn line(
    store: &Store,
    world: &World,
    (id, source): (SourceId, &Source),
    number: usize,
    shadow: Shadow,
) -> LineEffect {
    let lines = Lines::new(id, source.text(), number);
    let fields = fields(store, world, &lines, shadow);
    let holds = |resource: &&Resource| {
        let whole = resource.meta.origin.location();
        whole.is_some_and(|whole| {
            lines.span.is_some_and(|span| contains(whole, Location { source: id, span }))
        })
    };
    let resource = store.resources.iter().find(holds);
    let reason = fields.is_empty().then(|| match resource {
        Some(resource) => reason(store, world, resource, &lines, shadow),
        None => NoEffect::NoResource,
    });
    let name = |resource: &Resource| (resource.meta.kind.0.name, Text::new(resource.meta.display_name()));
    LineEffect { resource: resource.map(name), fields, reason }
}

/// A line and, where it only opens a block, the lines of the block.
struct Lines {
    source: SourceId,
    /// From the first letter of the line to the end of its block; nothing where the line is blank or does not exist.
    span: Option<Span>,
}

impl Lines {
    fn new(source: SourceId, text: &str, number: usize) -> Self {
        let mut offset = 0;
        let mut found: Option<(usize, usize, usize)> = None;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let trimmed = line.trim_start_matches([' ', '-']);
            let depth = line.len() - trimmed.len();
            let is_blank = trimmed.trim().is_empty() || trimmed.starts_with('#');
            if index + 1 == number && !is_blank {
                found = Some((offset + depth, depth, offset + line.trim_end().len()));
            } else if let Some((_, own, end)) = &mut found {
                if !is_blank && depth <= *own {
                    break;
                }
                *end = if is_blank { *end } else { offset + line.trim_end().len() };
            }
            offset += line.len();
        }
        let number = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        Self { source, span: found.map(|(start, _, end)| Span { start: number(start), end: number(end) }) }
    }

    /// Whether something was written here.
    fn have(&self, origin: Origin) -> bool {
        let (Some(found), Some(own)) = (origin.location(), self.span) else { return false };
        found.source == self.source && own.start <= found.span.start && found.span.start < own.end
    }
}

fn fields(store: &Store, world: &World, lines: &Lines, shadow: Shadow) -> Vec<SetField> {
    let compiler = Compiler::new(store, world);
    let mut fields = Vec::new();
    for proxy in store.proxies() {
        let configuration = compiler.compile(&proxy, shadow).configuration.into_node();
        let all = explain(&configuration, &Pointer::default()).map(|found| found.leaves).unwrap_or_default();
        let set = all.into_iter().filter(|leaf| lines.have(leaf.origin()));
        fields.extend(set.map(|leaf| SetField {
            proxy: proxy.clone(),
            pointer: leaf.pointer.clone(),
            value: leaf.node.clone(),
        }));
    }
    fields
}

fn reason(store: &Store, world: &World, resource: &Resource, lines: &Lines, shadow: Shadow) -> NoEffect {
    if resource.spec.as_policy().is_none() {
        return NoEffect::Unused;
    }
    let answers: Vec<(ProxyKey, Why)> = store
        .proxies()
        .into_iter()
        .filter_map(|proxy| {
            let why = why(&store.resources, world, resource, &proxy, shadow).ok()?;
            Some((proxy, why))
        })
        .collect_vec();
    if answers.iter().all(|(_, why)| why.selected.is_none()) {
        return selects_nothing(answers);
    }
    let all = Written::all(resource);
    let own = all.iter().find_map(|written| Some((written, path(written.conf()?, lines)?)));
    match own {
        Some((written, path)) => within_item(resource, &answers, written, &path, store),
        None => NoEffect::NoValue,
    }
}

/// The proxy that meets most demands.
fn selects_nothing(answers: Vec<(ProxyKey, Why)>) -> NoEffect {
    let met = |why: &Why| why.decisions.iter().filter(|decision| decision.holds).count();
    let nearest = answers.into_iter().max_by_key(|(_, why)| met(why));
    let decision = nearest.as_ref().and_then(|(_, why)| why.first_failed().cloned());
    NoEffect::SelectsNothing { nearest: nearest.map(|(proxy, _)| proxy), decision }
}

fn within_item(
    resource: &Resource,
    answers: &[(ProxyKey, Why)],
    written: &Written<'_>,
    path: &[Text],
    store: &Store,
) -> NoEffect {
    let kind = resource.meta.kind;
    let others = || store.resources.iter().filter(|other| other.meta.kind == kind).flat_map(Written::all);
    let mut places = Vec::new();
    let mut missing = None;
    for (proxy, why) in answers {
        let items = why.items.iter().filter(|item| item.list == written.list && item.index == written.index);
        for item in items {
            missing = missing.or_else(|| item.decisions.iter().find(|decision| !decision.holds));
            for place in &item.places {
                let winner = place.under.iter().rev().find_map(|other| {
                    let found = others().find(|found| found.origin() == other.origin)?;
                    Some((follow(found.conf()?, path)?.origin, other.reason))
                });
                if let Some((by, reason)) = winner {
                    return NoEffect::Overridden { by, reason };
                }
                places.push((proxy.clone(), place.place.clone()));
            }
        }
    }
    match missing {
        Some(decision) if places.is_empty() => NoEffect::ReachesNothing(decision.clone()),
        _ => NoEffect::NoDifference(places),
    }
}

/// The names on the way to what is written in the lines.
fn path(node: &Node, lines: &Lines) -> Option<Vec<Text>> {
    let members: Vec<(Text, &Node, Origin)> = match &node.value {
        Value::Map(map) => {
            map.iter().map(|entry| (entry.key.clone(), &entry.value, entry.key_origin)).collect_vec()
        }
        Value::List(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (Text::new(index.to_string()), item, item.origin))
            .collect_vec(),
        _ => Vec::new(),
    };
    for (step, child, key) in members {
        if lines.have(key)
            || (child.as_map().is_none() && child.as_list().is_none() && lines.have(child.origin))
        {
            return Some(vec![step]);
        }
        if let Some(mut path) = path(child, lines) {
            path.insert(0, step);
            return Some(path);
        }
    }
    None
}

fn follow<'n>(node: &'n Node, path: &[Text]) -> Option<&'n Node> {
    path.iter().try_fold(node, |node, step| node.child(step))
}
