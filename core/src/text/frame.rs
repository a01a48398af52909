//! A list or a map that has begun and not yet ended.

use super::{code, scalar};
use crate::{
    origin::{Origin, Span},
    report::{Diagnostic, Report},
    sorted::SortedMap,
    tree::{Entry, Map, Node, Text, Value},
};

/// A list or a map under construction.
pub(super) struct Frame {
    /// What it holds so far.
    pub(super) items: Items,
    /// From its first character to the end of what it holds so far.
    pub(super) span: Span,
    /// The number of its anchor, or 0.
    pub(super) anchor: usize,
}

/// What a frame holds.
pub(super) enum Items {
    /// The items of a list.
    List(Vec<Node>),
    /// The members of a map.
    Map(Members),
}

/// A finished value on its way into a frame.
pub(super) struct Item {
    /// The value.
    pub(super) node: Node,
    /// Whether it is a plain `<<`, which as a key merges other maps.
    pub(super) is_merge: bool,
}

/// The members of a map under construction.
#[derive(Default)]
pub(super) struct Members {
    entries: Vec<Entry>,
    places: SortedMap<Text, usize>,
    pending: Option<Key>,
    merges: Vec<Node>,
}

enum Key {
    Name(Text, Origin),
    Merge(Origin),
    /// A key that cannot be one: its value is dropped.
    Unsupported(Origin),
}

impl Frame {
    /// A list that begins there.
    pub(super) fn list(span: Span, anchor: usize) -> Self {
        Self { items: Items::List(Vec::new()), span, anchor }
    }

    /// A map that begins there.
    pub(super) fn map(span: Span, anchor: usize) -> Self {
        Self { items: Items::Map(Members::default()), span, anchor }
    }

    /// Takes the next value: an item, a key or the value of the key before it.
    pub(super) fn add(&mut self, item: Item, report: &mut Report) {
        match &mut self.items {
            Items::List(items) => {
                self.span = covered(self.span, item.node.origin);
                items.push(item.node);
            }
            Items::Map(members) => {
                self.span = covered(self.span, item.node.origin);
                members.add(item, report);
            }
        }
    }

    /// The place of the key whose value comes next.
    pub(super) fn pending_key(&self) -> Option<Origin> {
        match &self.items {
            Items::Map(members) => members.pending.as_ref().map(Key::origin),
            Items::List(_) => None,
        }
    }

    /// Its span, when it ends there: a bracket belongs to it, in block style its last value is the end.
    pub(super) fn close(&self, end: Span) -> Span {
        if end.end > end.start { self.span.cover(end) } else { self.span }
    }
}

impl Members {
    /// The map, with what it merges from others.
    pub(super) fn into_map(mut self, report: &mut Report) -> Map {
        for merge in std::mem::take(&mut self.merges) {
            self.merge(merge, report);
        }
        let mut map = Map::with_capacity(self.entries.len());
        self.entries.into_iter().for_each(|entry| map.push(entry));
        map
    }

    fn add(&mut self, item: Item, report: &mut Report) {
        match self.pending.take() {
            None => self.pending = Some(Key::of(item, report)),
            Some(Key::Name(key, key_origin)) => self.set(Entry { key, key_origin, value: item.node }, report),
            Some(Key::Merge(_)) => self.merges.push(item.node),
            Some(Key::Unsupported(_)) => {}
        }
    }

    fn set(&mut self, entry: Entry, report: &mut Report) {
        match self.places.get(&entry.key).and_then(|place| self.entries.get_mut(*place)) {
            Some(first) => {
                let message = format!("`{}` stands twice in this map; the last one counts", entry.key);
                let diagnostic = Diagnostic::warning(code::DUPLICATE_KEY, message, entry.key_origin);
                report.push(diagnostic.related("first here", first.key_origin).help("remove one of the two"));
                *first = entry;
            }
            None => self.append(entry),
        }
    }

    fn append(&mut self, entry: Entry) {
        self.places.insert(entry.key.clone(), self.entries.len());
        self.entries.push(entry);
    }

    /// Members of merged maps stand where the map has none of that name; of several maps the first counts.
    fn merge(&mut self, merge: Node, report: &mut Report) {
        match merge.value {
            Value::Map(map) => {
                for entry in map {
                    if !self.places.contains_key(&entry.key) {
                        self.append(entry);
                    }
                }
            }
            Value::List(maps) if maps.iter().all(|map| map.as_map().is_some()) => {
                for map in maps {
                    self.merge(map, report);
                }
            }
            _ => report.push(
                Diagnostic::error(code::INVALID_MERGE, "`<<` merges a map or a list of maps", merge.origin)
                    .help("name the anchor of a map after `<<: `, for example `<<: *base`"),
            ),
        }
    }
}

impl Key {
    fn of(item: Item, report: &mut Report) -> Self {
        let origin = item.node.origin;
        if item.is_merge {
            return Self::Merge(origin);
        }
        if let Value::String(name) = item.node.value {
            return Self::Name(name, origin);
        }
        if let Some(name) = scalar::key(&item.node.value) {
            return Self::Name(name.into(), origin);
        }
        let message = "a key must be a text, a number or a truth value";
        report.push(
            Diagnostic::error(code::UNSUPPORTED_KEY, message, origin).help("write a name before the colon"),
        );
        Self::Unsupported(origin)
    }

    fn origin(&self) -> Origin {
        match self {
            Self::Name(_, origin) | Self::Merge(origin) | Self::Unsupported(origin) => *origin,
        }
    }
}

/// The span up to the end of a value; values that stand elsewhere, repeated by an alias, do not move it.
fn covered(span: Span, value: Origin) -> Span {
    match value.location() {
        Some(location) if location.span.start >= span.start => span.cover(location.span),
        _ => span,
    }
}
