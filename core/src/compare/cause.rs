//! Who is behind a value: the lines that it is owed to, and the resource that these lines belong to.

use crate::{
    list::CollectVec as _,
    origin::{Location, Origin},
    resource::Meta,
    sorted::{SortedSet, sort_by_key},
    store::Store,
    tree::{Node, Value},
};

/// Who set a value and everything below it: the fields of resources, each once, in the order of files and lines; where there are none,
/// who set the value itself.
pub fn origins(node: &Node) -> Vec<Origin> {
    let mut found = SortedSet::new();
    gather(node, &mut found);
    let fields: Vec<Origin> =
        found.iter().copied().filter(|origin| origin.location().is_some()).collect_vec();
    if fields.is_empty() { vec![node.origin] } else { fields }
}

fn gather(node: &Node, found: &mut SortedSet<Origin>) {
    match &node.value {
        Value::List(items) if !items.is_empty() => items.iter().for_each(|item| gather(item, found)),
        Value::Map(map) if !map.is_empty() => map.iter().for_each(|entry| gather(&entry.value, found)),
        _ => drop(found.insert(node.origin)),
    }
}

/// The resources of a store by the text that they were written in.
#[derive(Clone, Debug, Default)]
pub struct Owners<'a> {
    /// Texts that do not overlap, in order.
    documents: Vec<(Location, &'a Meta)>,
}

impl<'a> Owners<'a> {
    /// The resources of a store. What the control plane made out of others belongs to these.
    pub fn of(store: &'a Store) -> Self {
        let located = |meta: &'a Meta| Some((meta.origin.location()?, meta));
        let mut all: Vec<_> =
            store.resources.iter().filter_map(|resource| located(&resource.meta)).collect_vec();
        sort_by_key(&mut all, |(location, _)| {
            (location.source, location.span.start, std::cmp::Reverse(location.span.end))
        });
        let mut documents: Vec<(Location, &Meta)> = Vec::new();
        for (location, meta) in all {
            let within = documents.last().is_some_and(|(outer, _)| covers(*outer, location));
            documents.extend((!within).then_some((location, meta)));
        }
        Self { documents }
    }

    /// The resource that a place belongs to; nothing where it belongs to none.
    pub fn find(&self, place: Location) -> Option<&'a Meta> {
        let start = |location: &Location| (location.source, location.span.start);
        let after = self.documents.partition_point(|(location, _)| start(location) <= start(&place));
        let (location, meta) = self.documents.get(after.checked_sub(1)?)?;
        covers(*location, place).then_some(*meta)
    }
}

fn covers(outer: Location, inner: Location) -> bool {
    outer.source == inner.source && outer.span.start <= inner.span.start && inner.span.end <= outer.span.end
}
