//! What to say of a key that a struct does not have: what was meant, and where it would stand.

use super::{Field, suggest::closest};
use crate::{
    list::CollectVec as _,
    origin::{Location, Span},
    report::{Diagnostic, Edit, Fix},
    tree::{Entry, Map, Value},
};

/// How deep below a struct a key is looked for.
const DEPTH: usize = 3;

/// What there is to do about the key of an entry, in words and, where it is mechanical, as a fix.
pub(super) fn advise(
    diagnostic: Diagnostic,
    entry: &Entry,
    map: &Map,
    fields: &'static [Field],
) -> Diagnostic {
    let key = entry.key.as_str();
    let names = || fields.iter().map(|field| field.name);
    if let Some(below) = place_below(key, fields, DEPTH) {
        let path = below.join(".");
        return diagnostic
            .help(format!("it stands below `{path}`"))
            .fix(moved(entry, map, &below).filter(|_| below.len() == 1));
    }
    if let Some(instead) = successor(key).filter(|instead| names().any(|name| name == *instead)) {
        return diagnostic.help(format!("this kind has `{instead}` in its place"));
    }
    match closest(key, names()) {
        Some(name) => {
            let location = entry.key_origin.location().filter(|_| map.get(name).is_none());
            let fix = location.map(|location| Fix::word(format!("write `{name}`"), location, name));
            diagnostic.help(format!("did you mean `{name}`?")).fix(fix)
        }
        None if fields.is_empty() => diagnostic.help("it has no fields"),
        None => diagnostic.help(format!("it has {}", names().collect_vec().join(", "))),
    }
}

/// What newer versions have in place of a field that some kinds no longer have.
fn successor(key: &str) -> Option<&'static str> {
    match key {
        "from" => Some("rules"),
        "rules" => Some("from"),
        _ => None,
    }
}

/// The fields that lead to one of that very name below some of these, the nearest first.
fn place_below(key: &str, fields: &'static [Field], depth: usize) -> Option<Vec<&'static str>> {
    if depth == 0 {
        return None;
    }
    let children = |field: &Field| (field.children)();
    let near = fields.iter().find(|field| children(field).iter().any(|child| child.name == key));
    if let Some(field) = near {
        return Some(vec![field.name]);
    }
    fields.iter().find_map(|field| {
        let mut path = place_below(key, children(field), depth - 1)?;
        path.insert(0, field.name);
        Some(path)
    })
}

/// Puts an entry with a plain value below a field that is not there yet: `key: value` becomes `field: {key: value}`.
fn moved(entry: &Entry, map: &Map, below: &[&'static str]) -> Option<Fix> {
    let field = below.first().filter(|field| map.get(field).is_none())?;
    let (key, value) = (entry.key_origin.location()?, entry.value.origin.location()?);
    let is_plain = match &entry.value.value {
        Value::String(text) => !text.contains(['{', '}', '[', ']', ',', ':', '#', '\n']),
        Value::Bool(_) | Value::Number(_) => true,
        _ => false,
    };
    let at = |byte| Location { span: Span { start: byte, end: byte }, ..key };
    let opening = Edit { location: at(key.span.start), text: format!("{field}: {{") };
    let closing = Edit { location: at(value.span.end), text: "}".into() };
    (is_plain && key.source == value.source && key.span.end < value.span.start)
        .then(|| Fix { title: format!("move it below `{field}`"), edits: vec![opening, closing] })
}
