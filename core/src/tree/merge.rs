//! RFC 7396 on trees: how a later conf overrides an earlier one.

use super::{Node, Value};

/// Merges `patch` over `target` as RFC 7396 says: members of maps one by one, `null` removes, everything else replaces.
/// What comes from `patch` keeps the patch's origins, what stays keeps its own: origins ride the nodes.
pub fn merge_patch(target: &mut Node, patch: &Node) {
    let Value::Map(members) = &patch.value else {
        *target = patch.clone();
        return;
    };
    if target.as_map().is_none() {
        *target = Node::empty(patch.origin);
    }
    let Some(map) = target.as_map_mut() else { return };
    for entry in members {
        if entry.value.is_null() {
            map.remove(&entry.key);
        } else if let Some(present) = map.get_mut(&entry.key) {
            merge_patch(present, &entry.value);
        } else {
            let mut value = Node::new(Value::Null, entry.value.origin);
            merge_patch(&mut value, &entry.value);
            map.set(entry.key.clone(), value);
        }
    }
}
