//! What messages hold that structs do not: values of choices that have a number and no name, and maps of nothing while they are
//! validated.

use super::shape::{Shape, Shapes};
use crate::{
    list::CollectVec as _,
    tree::{Map, Node, Value},
};

/// A message without numbers where names are expected, and without maps of nothing: what structs read.
pub(super) fn take_out(node: &Node, shape: &Shape<'_>, shapes: &Shapes<'_>) -> Node {
    let value = match (shapes.resolve(shape), &node.value) {
        (Shape::Object(members), Value::Map(map)) => {
            let mut kept = Map::default();
            for entry in map {
                let member =
                    members.iter().find(|member| super::message::camel_case(member.name) == entry.key);
                let value = member.map_or_else(
                    || entry.value.clone(),
                    |member| take_out(&entry.value, &member.shape, shapes),
                );
                let is_odd = member.is_some_and(|member| is_odd(&value, shapes.resolve(&member.shape)));
                if !is_odd {
                    kept.set(entry.key.clone(), value);
                }
            }
            Value::Map(kept)
        }
        (Shape::List(items, _), Value::List(list)) => {
            Value::List(list.iter().map(|item| take_out_of_list(item, items, shapes)).collect_vec())
        }
        (Shape::Map(values), Value::Map(map)) => Value::Map(
            map.iter().map(|entry| (entry.key.clone(), take_out(&entry.value, values, shapes))).collect(),
        ),
        (_, value) => value.clone(),
    };
    Node::new(value, node.origin)
}

/// Puts numbers back that were taken out.
pub(super) fn put_back(stored: &mut Node, written: &Node) {
    match (&mut stored.value, &written.value) {
        (Value::List(items), Value::List(sources)) => {
            items.iter_mut().zip(sources).for_each(|(item, source)| put_back(item, source));
        }
        (Value::Map(map), Value::Map(sources)) => {
            for source in sources {
                match map.get_mut(&source.key) {
                    Some(value) => put_back(value, &source.value),
                    None if matches!(source.value.value, Value::Number(_)) => {
                        map.set(source.key.clone(), source.value.clone());
                    }
                    None => {}
                }
            }
        }
        (Value::String(_), Value::Number(_)) => *stored = written.clone(),
        _ => {}
    }
}

fn take_out_of_list(item: &Node, shape: &Shape<'_>, shapes: &Shapes<'_>) -> Node {
    match (shapes.resolve(shape), &item.value) {
        // A list keeps its length: some name stands for the number.
        (Shape::Choice(names), Value::Number(_)) => {
            Node::string(names.first().copied().unwrap_or_default(), item.origin)
        }
        _ => take_out(item, shape, shapes),
    }
}

fn is_odd(node: &Node, shape: &Shape<'_>) -> bool {
    match (shape, &node.value) {
        (Shape::Choice(_), Value::Number(_)) => true,
        (Shape::Map(_), Value::Map(map)) => map.is_empty(),
        _ => false,
    }
}
