//! Whether a value is what an example says of it.

use kumascope_core::{
    output::to_yaml,
    tree::{Map, Node, Value},
};

/// The first place at which `actual` is not what `expected` says, in words. Members that are not mentioned may be anything.
pub(super) fn difference(expected: &Node, actual: Option<&Node>) -> Option<String> {
    compare(expected, actual, "")
}

fn compare(expected: &Node, actual: Option<&Node>, path: &str) -> Option<String> {
    match (&expected.value, actual.map(|actual| &actual.value)) {
        (Value::Null, None) => None,
        (Value::Map(members), Some(Value::Map(found))) if !members.is_empty() => members
            .iter()
            .find_map(|entry| compare(&entry.value, found.get(&entry.key), &format!("{path}/{}", entry.key))),
        (Value::List(items), Some(Value::List(found))) if items.len() == found.len() => items
            .iter()
            .zip(found)
            .enumerate()
            .find_map(|(index, (item, found))| compare(item, Some(found), &format!("{path}/{index}"))),
        (_, Some(_)) if actual == Some(expected) => None,
        _ => {
            let place = if path.is_empty() { String::new() } else { format!("{path}: ") };
            let found = actual.map_or("is not there".to_owned(), |actual| format!("is {}", short(actual)));
            Some(format!("{place}expected {}, {found}", short(expected)))
        }
    }
}

/// `actual` without what `expected` does not mention: how the example would have to be written.
pub(super) fn like(expected: &Node, actual: &Node) -> Node {
    match (&expected.value, &actual.value) {
        (Value::Map(members), Value::Map(found)) if !members.is_empty() => {
            let kept: Map = members
                .iter()
                .map(|entry| {
                    let value = found.get(&entry.key).map(|found| like(&entry.value, found));
                    (entry.key.clone(), value.unwrap_or_else(|| Node::new(Value::Null, actual.origin)))
                })
                .collect();
            Node::new(Value::Map(kept), actual.origin)
        }
        (Value::List(items), Value::List(found)) if !items.is_empty() => {
            let kept =
                found.iter().enumerate().map(|(index, found)| match items.get(index).or(items.last()) {
                    Some(item) => like(item, found),
                    None => found.clone(),
                });
            Node::list(kept.collect(), actual.origin)
        }
        _ => actual.clone(),
    }
}

/// A value as YAML, for a block.
pub(super) fn yaml(node: Option<&Node>) -> String {
    node.map_or_else(|| "null\n".to_owned(), to_yaml)
}

fn short(node: &Node) -> String {
    const LIMIT: usize = 80;
    let text = node.to_json();
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use crate::conformance::documents;

    fn check(expected: &str, actual: &str, difference: Option<&str>) {
        let node = |text| documents(text).into_iter().next().expect("a document");
        assert_eq!(super::difference(&node(expected), Some(&node(actual))).as_deref(), difference);
    }

    #[test]
    fn members_that_are_not_mentioned_may_be_anything() {
        check("{a: 1}", "{a: 1, b: 2}", None);
        check("{a: {b: 2}}", "{a: {b: 1}}", Some("/a/b: expected 2, is 1"));
    }

    #[test]
    fn null_says_that_something_is_not_there() {
        check("{a: null}", "{b: 2}", None);
        check("{a: null}", "{a: 2}", Some("/a: expected null, is 2"));
    }

    #[test]
    fn lists_have_the_same_number_of_items() {
        check("[{a: 1}]", "[{a: 1, b: 2}]", None);
        check("[1]", "[1, 2]", Some("expected [1], is [1,2]"));
        check("{}", "{a: 1}", Some("expected {}, is {\"a\":1}"));
    }
}
