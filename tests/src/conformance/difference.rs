//! What differs between a recording and an answer, address by address.

use std::fmt;

use kumascope_core::tree::{Map, Node, Pointer, Value};

/// One address where two trees differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The address.
    pub pointer: Pointer,
    /// What was recorded there; nothing where nothing was.
    pub recorded: Option<Node>,
    /// What was answered there; nothing where nothing was.
    pub answered: Option<Node>,
}

impl Difference {
    /// Everything in which `answered` differs from `recorded`: maps without order, lists with order.
    pub fn between(recorded: &Node, answered: &Node) -> Vec<Self> {
        let mut found = Vec::new();
        compare(&Pointer::default(), recorded, answered, &mut found);
        found
    }

    /// A difference of a whole document.
    pub fn whole(recorded: Option<Node>, answered: Option<Node>) -> Self {
        Self { pointer: Pointer::default(), recorded, answered }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let print =
            |node: &Option<Node>| node.as_ref().map_or("nothing".to_owned(), |node| short(&node.to_json()));
        write!(
            formatter,
            "{}: recorded {}, got {}",
            self.pointer,
            print(&self.recorded),
            print(&self.answered)
        )
    }
}

fn short(json: &str) -> String {
    const LONGEST: usize = 200;
    if json.chars().count() <= LONGEST {
        return json.to_owned();
    }
    json.chars().take(LONGEST).chain(['…']).collect()
}

fn compare(pointer: &Pointer, recorded: &Node, answered: &Node, found: &mut Vec<Difference>) {
    match (&recorded.value, &answered.value) {
        (Value::Map(left), Value::Map(right)) => compare_maps(pointer, left, right, found),
        (Value::List(left), Value::List(right)) => {
            for index in 0..left.len().max(right.len()) {
                let pointer = pointer.child(index.to_string());
                compare_present(&pointer, left.get(index), right.get(index), found);
            }
        }
        (left, right) if left == right => {}
        _ => found.push(Difference {
            pointer: pointer.clone(),
            recorded: Some(recorded.clone()),
            answered: Some(answered.clone()),
        }),
    }
}

fn compare_maps(pointer: &Pointer, left: &Map, right: &Map, found: &mut Vec<Difference>) {
    for entry in left {
        compare_present(&pointer.child(entry.key.clone()), Some(&entry.value), right.get(&entry.key), found);
    }
    for entry in right.iter().filter(|entry| left.get(&entry.key).is_none()) {
        compare_present(&pointer.child(entry.key.clone()), None, Some(&entry.value), found);
    }
}

fn compare_present(
    pointer: &Pointer,
    left: Option<&Node>,
    right: Option<&Node>,
    found: &mut Vec<Difference>,
) {
    match (left, right) {
        (Some(left), Some(right)) => compare(pointer, left, right, found),
        (None, None) => {}
        (left, right) => found.push(Difference {
            pointer: pointer.clone(),
            recorded: left.cloned(),
            answered: right.cloned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use kumascope_core::{
        text::{Sources, parse_values},
        tree::Node,
    };

    use super::Difference;

    fn node(text: &str) -> Node {
        let mut sources = Sources::default();
        let id = sources.add("test", text);
        parse_values(&sources, id).0.remove(0).root
    }

    fn check(recorded: &str, answered: &str, expected: &[&str]) {
        let found = Difference::between(&node(recorded), &node(answered));
        let pointers: Vec<String> = found.iter().map(|found| found.pointer.to_string()).collect();
        assert_eq!(pointers, expected);
    }

    #[test]
    fn the_order_of_members_does_not_matter() {
        check("{a: 1, b: 2}", "{b: 2, a: 1.0}", &[]);
    }

    #[test]
    fn the_order_of_items_matters() {
        check("{a: [1, 2]}", "{a: [2, 1]}", &["/a/0", "/a/1"]);
    }

    #[test]
    fn what_is_missing_or_more_differs() {
        check("{a: 1}", "{b: {}}", &["/a", "/b"]);
        check("[1]", "[1, 2]", &["/1"]);
        check("{a: ''}", "{a: null}", &["/a"]);
    }
}
