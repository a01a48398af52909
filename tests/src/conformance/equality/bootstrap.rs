//! Bootstraps: the features of the node are a set.

use kumascope_core::tree::{Node, Value};

/// The same recording with the features of the node in order.
pub(in super::super) fn comparable_bootstrap(mut recording: Node) -> Node {
    let path = ["bootstrap", "node", "metadata", "features"];
    let features = path.iter().try_fold(&mut recording, |node, member| node.as_map_mut()?.get_mut(member));
    if let Some(Value::List(features)) = features.map(|features| &mut features.value) {
        features.sort_by_key(Node::to_json);
    }
    recording
}
