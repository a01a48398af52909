//! The place in a configuration that somebody means.

use kumascope_core::tree::{Node, Pointer, Text, Value};

use crate::{commands::Only, misuse::Misuse, nearest};

/// The pointer to an existing place below `{"xds": …}`. It may be written without the `/xds`, and with `clusters`, `listeners`,
/// `endpoints`, `routes` or `secrets` in place of a type URL.
pub(crate) fn resolve(text: &str, configuration: &Node) -> Result<Pointer, Misuse> {
    if let Some(named) = named(text, configuration) {
        return Ok(named);
    }
    let pointer = Pointer::parse(text).ok_or_else(|| {
        Misuse::new(format!("`{text}` is not a JSON pointer"))
            .help("write `/` before each step, and `~1` for a `/` in a name: /clusters/NAME/connectTimeout")
    })?;
    let full = complete(pointer);
    match full.find(configuration) {
        Some(_) => Ok(full),
        None => Err(missing(&full, configuration)),
    }
}

/// The resource of that name, or the route of that name within one: the first in the order in which they stand.
fn named(name: &str, configuration: &Node) -> Option<Pointer> {
    let xds = Pointer::default().child("xds");
    let types = xds.find(configuration)?.as_map()?;
    let resource = types.iter().find_map(|found| {
        found.value.get(name)?;
        Some(xds.child(found.key.clone()).child(name))
    });
    resource.or_else(|| route(name, configuration, &Pointer::default()))
}

/// The message below a list of `routes` that has this name.
fn route(name: &str, node: &Node, at: &Pointer) -> Option<Pointer> {
    match &node.value {
        Value::Map(members) => {
            members.iter().find_map(|entry| route(name, &entry.value, &at.child(entry.key.clone())))
        }
        Value::List(items) => items.iter().enumerate().find_map(|(index, item)| {
            let place = at.child(index.to_string());
            let is_route = at.steps.last().is_some_and(|step| step == "routes");
            if is_route && item.get("name").and_then(Node::as_str) == Some(name) {
                return Some(place);
            }
            route(name, item, &place)
        }),
        _ => None,
    }
}

/// The pointer from the root, with the type URL.
fn complete(pointer: Pointer) -> Pointer {
    const XDS: Text = Text::new_static("xds");
    let mut steps = pointer.steps;
    if steps.first() != Some(&XDS) {
        steps.insert(0, XDS);
    }
    if let Some(step) = steps.get_mut(1) {
        let meant = Only::ALL.into_iter().find(|only| only.word() == step.as_str());
        if let Some(only) = meant {
            *step = format!("type.googleapis.com/{}", only.message_name()).into();
        }
    }
    Pointer { steps }
}

/// The pointer without `/xds`, and with a short word in place of a type URL: as [`resolve`] reads it too.
pub(crate) fn shortened(pointer: &Pointer) -> Pointer {
    let mut steps = pointer.steps.get(1..).unwrap_or_default().to_vec();
    if let Some(url) = steps.first_mut() {
        let meant = Only::ALL.into_iter().find(|only| url.ends_with(only.message_name()));
        if let Some(only) = meant {
            *url = Text::new_static(only.word());
        }
    }
    Pointer { steps }
}

/// How far the pointer leads, and what there is.
fn missing(pointer: &Pointer, configuration: &Node) -> Misuse {
    let mut found = (Pointer::default(), configuration);
    for step in &pointer.steps {
        let next = found.0.child(step.clone());
        let Some(node) = next.find(configuration) else {
            return Misuse::new(format!("there is no `{step}` at {}", place(&found.0)))
                .help(children(step, found.1));
        };
        found = (next, node);
    }
    Misuse::new("there is no such place")
}

fn place(pointer: &Pointer) -> String {
    if pointer.steps.is_empty() { "the root".into() } else { format!("`{pointer}`") }
}

fn children(wanted: &str, node: &Node) -> String {
    match &node.value {
        Value::Map(map) if !map.is_empty() => {
            nearest::suggestion(wanted, map.iter().map(|entry| entry.key.as_str()))
        }
        Value::List(items) if !items.is_empty() => {
            format!("there is a list of {}, counted from 0", items.len())
        }
        _ => "there is nothing below".into(),
    }
}

#[cfg(test)]
mod tests {
    use kumascope_core::tree::Pointer;

    use super::complete;

    fn check(text: &str, expected: &str) {
        assert_eq!(complete(Pointer::parse(text).expect("a pointer")).to_string(), expected);
    }

    #[test]
    fn pointers_may_be_short() {
        let full = "/xds/type.googleapis.com~1envoy.config.cluster.v3.Cluster/web";
        check(full, full);
        check("/type.googleapis.com~1envoy.config.cluster.v3.Cluster/web", full);
        check("/clusters/web", full);
        check("", "/xds");
        let pointer = Pointer::parse(full).expect("a pointer");
        assert_eq!(super::shortened(&pointer).to_string(), "/clusters/web");
    }
}
