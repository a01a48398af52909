//! What a MeshProxyPatch can say.

use kumascope_derive::Schema;

use crate::{
    message::json_patch::{Op, Operation},
    origin::{Origin, Traced},
    sorted::SortedMap,
    tree::{Node, Text},
};

/// Edits of the finished messages of a proxy.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// The edits, in order. Those of several policies are joined, the wider policy's first.
    pub(super) append_modifications: Option<Vec<Modification>>,
}

/// One edit: exactly one field is given.
#[derive(Clone, Debug, Schema)]
pub(super) struct Modification {
    /// Where the edit was written.
    #[schema(origin)]
    pub(super) origin: Origin,
    /// Of clusters.
    pub(super) cluster: Option<ClusterModification>,
    /// Of listeners.
    pub(super) listener: Option<ListenerModification>,
    /// Of filters in the filter chains of listeners.
    pub(super) network_filter: Option<FilterModification>,
    /// Of filters in the HTTP connection managers of listeners.
    pub(super) http_filter: Option<FilterModification>,
    /// Of virtual hosts in the route configurations of listeners.
    pub(super) virtual_host: Option<VirtualHostModification>,
}

/// An edit of clusters.
#[derive(Clone, Debug, Schema)]
pub(super) struct ClusterModification {
    /// Which clusters; all of them where it is not given.
    #[schema(name = "match")]
    pub(super) selection: Option<ClusterMatch>,
    /// What is done.
    pub(super) operation: ResourceOperation,
    /// A cluster to add or to merge, YAML as text.
    pub(super) value: Option<Traced<Text>>,
    /// JSON patches (RFC 6902) of the cluster.
    pub(super) json_patches: Option<Vec<JsonPatch>>,
}

/// Which clusters.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct ClusterMatch {
    /// Those that this part of the control plane made, for example `inbound` or `outbound`.
    pub(super) origin: Option<Traced<Text>>,
    /// The one of that name.
    pub(super) name: Option<Traced<Text>>,
}

/// An edit of listeners.
#[derive(Clone, Debug, Schema)]
pub(super) struct ListenerModification {
    /// Which listeners; all of them where it is not given.
    #[schema(name = "match")]
    pub(super) selection: Option<ListenerMatch>,
    /// What is done.
    pub(super) operation: ResourceOperation,
    /// A listener to add or to merge, YAML as text.
    pub(super) value: Option<Traced<Text>>,
    /// JSON patches (RFC 6902) of the listener.
    pub(super) json_patches: Option<Vec<JsonPatch>>,
}

/// Which listeners.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct ListenerMatch {
    /// Those that this part of the control plane made, for example `inbound` or `outbound`.
    pub(super) origin: Option<Traced<Text>>,
    /// The one of that name.
    pub(super) name: Option<Traced<Text>>,
    /// Those with these `io.kuma.tags` in their metadata; `*` is any value.
    pub(super) tags: Option<SortedMap<Text, Traced<Text>>>,
}

/// An edit of filters.
#[derive(Clone, Debug, Schema)]
pub(super) struct FilterModification {
    /// Which filters, of which listeners; all of them where it is not given.
    #[schema(name = "match")]
    pub(super) selection: Option<FilterMatch>,
    /// What is done.
    pub(super) operation: FilterOperation,
    /// A filter to add or to merge, YAML as text. Of a filter to merge only `typedConfig` counts.
    pub(super) value: Option<Traced<Text>>,
    /// JSON patches (RFC 6902) of the filter's `typedConfig`.
    pub(super) json_patches: Option<Vec<JsonPatch>>,
}

/// Which filters, of which listeners.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct FilterMatch {
    /// Of listeners that this part of the control plane made, for example `inbound` or `outbound`.
    pub(super) origin: Option<Traced<Text>>,
    /// The filter of that name.
    pub(super) name: Option<Traced<Text>>,
    /// Of the listener of that name.
    pub(super) listener_name: Option<Traced<Text>>,
    /// Of listeners with these `io.kuma.tags` in their metadata; `*` is any value.
    pub(super) listener_tags: Option<SortedMap<Text, Traced<Text>>>,
}

/// An edit of virtual hosts.
#[derive(Clone, Debug, Schema)]
pub(super) struct VirtualHostModification {
    /// Which virtual hosts.
    #[schema(name = "match", required)]
    pub(super) selection: Option<VirtualHostMatch>,
    /// What is done.
    pub(super) operation: ResourceOperation,
    /// A virtual host to add or to merge, YAML as text.
    pub(super) value: Option<Traced<Text>>,
    /// JSON patches (RFC 6902) of the virtual host.
    pub(super) json_patches: Option<Vec<JsonPatch>>,
}

/// Which virtual hosts.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct VirtualHostMatch {
    /// Of listeners that this part of the control plane made, for example `inbound` or `outbound`.
    pub(super) origin: Option<Traced<Text>>,
    /// The one of that name.
    pub(super) name: Option<Traced<Text>>,
    /// Those of the route configuration of that name.
    pub(super) route_configuration_name: Option<Traced<Text>>,
}

/// What is done to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum ResourceOperation {
    /// The value is added; one of the same name is replaced.
    Add,
    /// What matches is removed.
    Remove,
    /// What matches is merged with the value, or patched.
    Patch,
}

/// What is done to a list of filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum FilterOperation {
    /// What matches is removed.
    Remove,
    /// What matches is merged with the value, or patched.
    Patch,
    /// The value becomes the first.
    AddFirst,
    /// The value is put before the first filter of the name, if there is one.
    AddBefore,
    /// The value is put behind the first filter of the name, if there is one.
    AddAfter,
    /// The value becomes the last.
    AddLast,
}

/// An operation of a JSON patch.
#[derive(Clone, Debug, Schema)]
pub(super) struct JsonPatch {
    /// What to do.
    pub(super) op: JsonPatchOperation,
    /// Where: a JSON pointer. `add` creates what it leads through; negative positions count from the end.
    #[schema(required, keep)]
    pub(super) path: Traced<Text>,
    /// Any value, for `add` and `replace`.
    pub(super) value: Option<Node>,
    /// A JSON pointer, for `move` and `copy`.
    pub(super) from: Option<Traced<Text>>,
}

/// What a JSON patch does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum JsonPatchOperation {
    /// Adds a member or an item.
    #[schema(name = "add")]
    Add,
    /// Removes one; none is fine.
    #[schema(name = "remove")]
    Remove,
    /// Replaces one that must be there.
    #[schema(name = "replace")]
    Replace,
    /// Removes one and adds it elsewhere.
    #[schema(name = "move")]
    Move,
    /// Adds one that is elsewhere, too.
    #[schema(name = "copy")]
    Copy,
}

impl JsonPatch {
    /// The operation on trees.
    pub(super) fn operation(&self) -> Operation {
        let op = match self.op {
            JsonPatchOperation::Add => Op::Add,
            JsonPatchOperation::Remove => Op::Remove,
            JsonPatchOperation::Replace => Op::Replace,
            JsonPatchOperation::Move => Op::Move,
            JsonPatchOperation::Copy => Op::Copy,
        };
        Operation { op, path: self.path.clone(), value: self.value.clone(), from: self.from.clone() }
    }
}
