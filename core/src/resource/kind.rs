//! The kinds of resources: their names, where they live and how they are written.

use std::{cmp::Ordering, fmt, hash};

/// A kind of resource: a reference to its row of facts. Two kinds are the same when their names are.
#[derive(Clone, Copy)]
pub struct Kind(pub &'static KindInfo);

/// What there is to know about a kind.
#[derive(Debug)]
pub struct KindInfo {
    /// The name in `type:` (Universal) and `kind:` (Kubernetes), for example `MeshTimeout`.
    pub name: &'static str,
    /// The short name in a [`Kri`](super::Kri), for example `mt`; empty for kinds that have no KRI.
    pub short_name: &'static str,
    /// The segment of the REST path, for example `meshtimeouts`.
    pub path: &'static str,
    /// Whether resources of this kind belong to a mesh.
    pub scope: Scope,
    /// Where the fields stand.
    pub format: Format,
    /// Whether a zone provides it: then origin, zone and environment are computed labels.
    pub provided_by_zone: bool,
}

/// Whether resources of a kind belong to a mesh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// They belong to a mesh.
    Mesh,
    /// They belong to the whole control plane.
    Global,
}

/// Where the fields of a kind stand in a Universal document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Beside `type`, `mesh` and `name`, as in protobuf-defined kinds.
    Inline,
    /// Below `spec` (and `status`).
    Spec,
}

impl Kind {
    /// Whether objects of the kind stand in namespaces on Kubernetes: the newer kinds do, and proxies.
    pub fn has_namespace(self) -> bool {
        self.0.format == Format::Spec || matches!(self.0.name, "Dataplane" | "ZoneIngress" | "ZoneEgress")
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Kind {}

impl PartialOrd for Kind {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Kind {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.name.cmp(other.0.name)
    }
}

impl hash::Hash for Kind {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.name)
    }
}

/// A kind of policy: what decoding and the engine need to know of it. Policies are rows in a table; see `policies`.
#[derive(Debug)]
pub struct PolicyKind {
    /// Its names.
    pub info: KindInfo,
    /// When it takes its turn: lower ones first.
    pub order: u16,
    /// What `from` means.
    pub from: FromRole,
    /// Where a `to` item has its conf.
    pub items: ItemForm,
    /// Reads a conf and writes it as it is stored; see [`normalize`](super::schema::normalize).
    pub normalize: Normalize,
    /// Finds what the control plane would refuse about the `spec`; see [`validate::nothing`](super::validate::nothing).
    pub validate: Validate,
}

/// Reads a conf and writes it as it is stored.
pub type Normalize = fn(&crate::tree::Node, &mut super::Decoder) -> Option<crate::tree::Node>;

/// Finds what the control plane would refuse about the `spec` of a policy.
pub type Validate = fn(&super::validate::Place<'_>, &super::Meta, &mut super::validate::Violations);

/// What the `from` items of a policy mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FromRole {
    /// Each is about the clients with certain tags.
    Tags,
    /// All are about all clients: they count as rules where there are no `rules`.
    Rules,
}

/// Where a `to` item has its conf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemForm {
    /// Below `default`.
    Default,
    /// Beside `targetRef`, as in routes: `hostnames`, `rules`.
    Flat,
}
