//! The difference between two trees, as a JSON patch (RFC 6902).

use crate::{
    origin::Origin,
    tree::{Map, Message, Node, Pointer, Value},
};

/// The operations that make `to` out of `from`, as the list of maps that RFC 6902 describes: `add`, `remove` and `replace` with
/// `path` and `value`. Values keep their origins; what is removed names the origin that it had. Equal trees give an empty list.
///
/// Members are compared by name. Of lists, what is equal at both ends is left alone; between these, items are compared in order, and
/// what one list has more of is added or removed.
pub fn difference(from: &Node, to: &Node) -> Node {
    let mut operations = Vec::new();
    compare(&Pointer::default(), from, to, &mut operations);
    Node::list(operations, Origin::Rule(&"JSON patch"))
}

fn compare(at: &Pointer, from: &Node, to: &Node, operations: &mut Vec<Node>) {
    match (&from.value, &to.value) {
        _ if from == to => {}
        (Value::Map(from), Value::Map(to)) => members(at, from, to, operations),
        (Value::List(from), Value::List(to)) => items(at, from, to, operations),
        _ => operations.push(operation("replace", at, to.origin, Some(to))),
    }
}

fn members(at: &Pointer, from: &Map, to: &Map, operations: &mut Vec<Node>) {
    for entry in from {
        let at = at.child(entry.key.clone());
        match to.get(&entry.key) {
            Some(value) => compare(&at, &entry.value, value, operations),
            None => operations.push(operation("remove", &at, entry.value.origin, None)),
        }
    }
    for entry in to.iter().filter(|entry| from.get(&entry.key).is_none()) {
        operations.push(operation(
            "add",
            &at.child(entry.key.clone()),
            entry.value.origin,
            Some(&entry.value),
        ));
    }
}

fn items(at: &Pointer, from: &[Node], to: &[Node], operations: &mut Vec<Node>) {
    let first = equal(from.iter().zip(to));
    let (from, to) = (from.get(first..).unwrap_or_default(), to.get(first..).unwrap_or_default());
    let last = equal(from.iter().rev().zip(to.iter().rev()));
    let from = from.get(..from.len() - last).unwrap_or_default();
    let to = to.get(..to.len() - last).unwrap_or_default();
    let place = |index: usize| at.child((first + index).to_string());
    for (index, (from, to)) in from.iter().zip(to).enumerate() {
        compare(&place(index), from, to, operations);
    }
    for removed in from.get(to.len()..).unwrap_or_default() {
        operations.push(operation("remove", &place(to.len()), removed.origin, None));
    }
    for (index, added) in to.iter().enumerate().skip(from.len()) {
        operations.push(operation("add", &place(index), added.origin, Some(added)));
    }
}

/// How many pairs are equal before the first that is not.
fn equal<'a>(pairs: impl Iterator<Item = (&'a Node, &'a Node)>) -> usize {
    pairs.take_while(|(from, to)| from == to).count()
}

fn operation(op: &'static str, path: &Pointer, origin: Origin, value: Option<&Node>) -> Node {
    Message::new(origin)
        .constant("op", op)
        .constant("path", path.to_string())
        .optional("value", value.cloned())
        .into()
}

#[cfg(test)]
mod tests {
    use crate::{
        message::json_patch::{self, Op, Operation},
        origin::{Origin, Traced},
        text::{Sources, parse_values},
        tree::Node,
    };

    /// The difference is this patch, and the patch makes the one tree out of the other.
    fn check(from: &str, to: &str, patch: &str) {
        let read = |text: &str| {
            let mut sources = Sources::default();
            let id = sources.add("tree.yaml", text);
            parse_values(&sources, id).0.remove(0).root
        };
        let (mut from, to) = (read(from), read(to));
        let found = super::difference(&from, &to);
        assert_eq!(found.to_json(), patch);
        let operations: Vec<Operation> = found.as_list().unwrap().iter().map(operation).collect();
        assert!(json_patch::apply(&mut from, &operations).is_ok());
        assert_eq!(from, to);
    }

    fn operation(node: &Node) -> Operation {
        let text = |key: &str| node.get(key).and_then(Node::as_str).unwrap();
        let op = match text("op") {
            "add" => Op::Add,
            "remove" => Op::Remove,
            _ => Op::Replace,
        };
        let path = Traced::new(text("path").into(), Origin::Rule(&"test"));
        Operation { op, path, value: node.get("value").cloned(), from: None }
    }

    #[test]
    fn members_are_compared_by_name() {
        check(
            "{a: 1, b: 2, c: 3}",
            "{c: 3, a: 4, d/e: 5}",
            concat!(
                r#"[{"op":"replace","path":"/a","value":4},{"op":"remove","path":"/b"},"#,
                r#"{"op":"add","path":"/d~1e","value":5}]"#,
            ),
        );
    }

    #[test]
    fn what_is_equal_at_both_ends_of_a_list_is_left_alone() {
        check(
            "[1, 2, 5]",
            "[1, 2, 3, 4, 5]",
            r#"[{"op":"add","path":"/2","value":3},{"op":"add","path":"/3","value":4}]"#,
        );
        check("[1, 2, 3, 4]", "[1, 4]", r#"[{"op":"remove","path":"/1"},{"op":"remove","path":"/1"}]"#);
        check("[{a: 1}, 2]", "[{a: 3}, 2]", r#"[{"op":"replace","path":"/0/a","value":3}]"#);
    }

    #[test]
    fn changes_at_every_depth_come_together() {
        check(
            "{a: [{b: 1, c: [1, 2]}, x], d: {e: {}}}",
            "{a: [{b: [1], c: [2]}, z, x], d: {e: {f: null}}}",
            concat!(
                r#"[{"op":"replace","path":"/a/0/b","value":[1]},{"op":"remove","path":"/a/0/c/0"},"#,
                r#"{"op":"add","path":"/a/1","value":"z"},{"op":"add","path":"/d/e/f","value":null}]"#,
            ),
        );
    }

    #[test]
    fn equal_trees_differ_in_nothing() {
        check("{a: [1, {b: 2}]}", "{a: [1, {b: 2}]}", "[]");
    }
}
