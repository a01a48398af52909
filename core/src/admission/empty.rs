//! Lists and maps of nothing: those that are written are stored, for the structs of the reference point to them.

use crate::tree::{Node, Value};

/// Puts lists and maps of nothing back that reading into structs left out.
pub(super) fn restore(stored: &mut Node, written: &Node) {
    match (&mut stored.value, &written.value) {
        (Value::List(items), Value::List(sources)) => {
            items.iter_mut().zip(sources).for_each(|(item, source)| restore(item, source));
        }
        (Value::Map(_), Value::Map(sources)) => {
            for source in sources {
                match stored.as_map_mut().and_then(|map| map.get_mut(&source.key)) {
                    Some(value) => restore(value, &source.value),
                    None if is_kept(&source.key, &source.value, written) => {
                        if let Some(map) = stored.as_map_mut() {
                            map.set(source.key.clone(), source.value.clone());
                        }
                    }
                    None => {}
                }
            }
        }
        _ => {}
    }
}

/// Whether a value of nothing is kept: two fields are no pointers.
fn is_kept(key: &str, value: &Node, holder: &Node) -> bool {
    let of_backend = holder.get("kind").and_then(Node::as_str) == Some("MeshOpenTelemetryBackend");
    let of_service = key == "ports" && holder.get("selector").is_some();
    match &value.value {
        Value::Map(map) => map.is_empty() && !(key == "labels" && of_backend),
        Value::List(items) => items.is_empty() && !of_service,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::restore;
    use crate::admission::json::parse;

    #[test]
    fn written_lists_and_maps_of_nothing_come_back() {
        let mut stored = parse(r#"{"a": [{"b": 1}]}"#).expect("JSON");
        let written = parse(r#"{"a": [{"b": 1, "tags": {}}], "c": [], "d": 5}"#).expect("JSON");
        restore(&mut stored, &written);
        assert_eq!(stored.to_json(), r#"{"a":[{"b":1,"tags":{}}],"c":[]}"#);
    }
}
