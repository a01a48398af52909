//! Merging confs: later ones override earlier ones, lists named `append…` grow.

use crate::tree::{Entry, Node, Value, merge_patch};

/// How the confs of one kind of policy become one conf, or one for each host name.
/// The confs come least specific first, and there is at least one.
pub type Merge = fn(&[&Node]) -> Vec<Node>;

/// The usual way: RFC 7396 in order, but lists whose name begins with `append` are joined, not replaced.
pub fn overlay(confs: &[&Node]) -> Vec<Node> {
    let Some((first, rest)) = confs.split_first() else { return Vec::new() };
    let mut merged = (*first).clone();
    for conf in rest {
        let mut patch = (*conf).clone();
        join_lists(&merged, &mut patch);
        merge_patch(&mut merged, &patch);
    }
    vec![merged]
}

/// Puts the items that `earlier` has in lists named `append…` before those of `later`.
fn join_lists(earlier: &Node, later: &mut Node) {
    let (Some(earlier), Some(later)) = (earlier.as_map(), later.as_map_mut()) else { return };
    for Entry { key, value, .. } in later.iter_mut() {
        let Some(present) = earlier.get(key) else { continue };
        match (&present.value, &mut value.value) {
            (Value::List(first), Value::List(second)) if key.starts_with("append") => {
                let mut joined = first.clone();
                joined.append(second);
                *second = joined;
            }
            (Value::Map(_), Value::Map(_)) => join_lists(present, value),
            _ => {}
        }
    }
}
