//! Who set what: the leaves below one place of a tree, each with its origin.

use crate::{
    origin::Origin,
    tree::{Node, Pointer, Value},
};

/// One place of a tree, and everything below it.
#[derive(Clone, Debug)]
pub struct Explanation<'a> {
    /// The address that was asked for.
    pub pointer: Pointer,
    /// What stands there.
    pub node: &'a Node,
    /// The values below it that hold no others, in the order in which they stand: texts, numbers, truth values, `null`,
    /// empty lists and empty maps.
    pub leaves: Vec<Leaf<'a>>,
}

/// A value that holds no others.
#[derive(Clone, Debug)]
pub struct Leaf<'a> {
    /// Its address from the root.
    pub pointer: Pointer,
    /// The value.
    pub node: &'a Node,
}

impl Leaf<'_> {
    /// Who set it.
    pub fn origin(&self) -> Origin {
        self.node.origin
    }
}

/// The place at `pointer` below `root`, with all leaves; nothing where there is no such place.
pub fn explain<'a>(root: &'a Node, pointer: &Pointer) -> Option<Explanation<'a>> {
    let node = pointer.find(root)?;
    let mut leaves = Vec::new();
    collect(node, pointer, &mut leaves);
    Some(Explanation { pointer: pointer.clone(), node, leaves })
}

fn collect<'a>(node: &'a Node, pointer: &Pointer, leaves: &mut Vec<Leaf<'a>>) {
    match &node.value {
        Value::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &pointer.child(index.to_string()), leaves);
            }
        }
        Value::Map(map) if !map.is_empty() => {
            for entry in map {
                collect(&entry.value, &pointer.child(entry.key.clone()), leaves);
            }
        }
        _ => leaves.push(Leaf { pointer: pointer.clone(), node }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Message;

    fn tree() -> Node {
        let inner = Message::rule(&"inner rule")
            .constant("port", 80_u32)
            .list("hosts", [Node::from(Message::rule(&"host"))]);
        Message::rule(&"outer rule").constant("name", "web").with("a/b", inner).into()
    }

    fn check(pointer: &str, expected: Option<&[(&str, &str)]>) {
        let tree = tree();
        let found = explain(&tree, &Pointer::parse(pointer).expect("a pointer"));
        let found = found.map(|explanation| {
            let described = explanation.leaves.iter().map(|leaf| match leaf.origin() {
                Origin::Rule(name) => (leaf.pointer.to_string(), (*name).to_owned()),
                other => panic!("{other:?}"),
            });
            described.collect::<Vec<_>>()
        });
        let owned = |leaves: &[(&str, &str)]| {
            leaves
                .iter()
                .map(|(pointer, rule)| ((*pointer).to_owned(), (*rule).to_owned()))
                .collect::<Vec<_>>()
        };
        assert_eq!(found, expected.map(owned), "{pointer}");
    }

    #[test]
    fn every_leaf_below_a_place_names_its_origin() {
        check("/name", Some(&[("/name", "outer rule")]));
        check("/a~1b", Some(&[("/a~1b/port", "inner rule"), ("/a~1b/hosts/0", "host")]));
        check("/nothing", None);
    }
}
