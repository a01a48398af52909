//! What stands around the fields of every resource: type, mesh, name, labels.

use super::{
    Creation, Kind, Labels, Meta,
    kind::{Format, Scope},
    kubernetes,
    meta::label,
    registry::{Known, Registry, Support},
    schema::{Decoder, Dialect, Schema, code as schema_code},
    validate::Place,
};
use crate::{
    origin::Origin,
    report::{Code, Diagnostic, Fix, Report},
    tree::{Map, Node, Text, Value},
};

/// The codes of what can be wrong with type, mesh, name and labels.
pub mod code {
    use crate::report::Code;

    /// A document without a type.
    pub const MISSING_TYPE: Code = "missing-type";
    /// A type that Kuma does not have.
    pub const UNKNOWN_TYPE: Code = "unknown-type";
    /// A kind that Kuma has and that has no effect here.
    pub const KIND_NOT_SUPPORTED: Code = "kind-not-supported";
    /// A kind that the control plane writes by itself.
    pub const KIND_READ_ONLY: Code = "kind-read-only";
    /// A resource without a name.
    pub const MISSING_NAME: Code = "missing-name";
    /// A resource of a mesh that does not say which.
    pub const MISSING_MESH: Code = "missing-mesh";
    /// A Kubernetes object that says nothing about proxies.
    pub const FOREIGN_OBJECT: Code = "foreign-object";
    /// A mesh at a resource that belongs to none.
    pub const UNEXPECTED_MESH: Code = "unexpected-mesh";
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Notation {
    /// `type`, `mesh`, `name`.
    Universal,
    /// `apiVersion`, `kind`, `metadata`.
    Kubernetes,
}

/// A document taken apart.
pub(super) struct Envelope {
    pub(super) known: Known,
    pub(super) meta: Meta,
    /// The fields of the kind.
    pub(super) spec: Node,
    /// What the control plane said about it.
    pub(super) status: Option<Node>,
    pub(super) dialect: Dialect,
}

/// The members of a document that are no fields of its kind.
const UNIVERSAL: &[&str] =
    &["type", "mesh", "name", "labels", "creationTime", "modificationTime", "kri", "snis", "status"];
const KUBERNETES: &[&str] = &["apiVersion", "kind", "metadata", "status"];

impl Envelope {
    /// Takes a document apart. Nothing where it does not say what it is.
    pub(super) fn open(root: &Node, registry: &Registry, report: &mut Report) -> Option<Self> {
        let notation = notation(root);
        if notation == Notation::Kubernetes && kubernetes::is_foreign(root, report) {
            return None;
        }
        let known = known(root, notation, registry, report)?;
        let (info, dialect) = match known {
            Known::Policy(policy) => (&policy.info, Dialect::Struct),
            Known::Other(info, _) if info.format == Format::Spec => (info, Dialect::Struct),
            Known::Other(info, _) => (info, Dialect::Protobuf),
        };
        let kind = Kind(info);
        let name = name(root, notation, report);
        let labels = labels(root, notation, report);
        let mesh = mesh(root, kind, labels.as_ref(), report);
        let mut meta = Meta {
            kind,
            mesh: mesh?,
            name: name?,
            labels: labels?,
            origin: root.origin,
            kubernetes: None,
            creation: Creation::said(root),
        };
        if notation == Notation::Kubernetes {
            kubernetes::name(root, &mut meta);
        }
        let spec = spec(root, kind, notation, report)?;
        Some(Self { known, meta, spec, status: root.get("status").cloned(), dialect })
    }
}

/// The place of a kind's fields in a document.
pub(super) fn fields(root: &Node, kind: Kind) -> Place<'_> {
    match (kind.0.format, notation(root)) {
        (Format::Inline, Notation::Universal) => Place::root("", root),
        (Format::Inline, Notation::Kubernetes) => Place::root("", root).field("spec").called(""),
        (Format::Spec, _) => Place::root("", root).field("spec"),
    }
}

/// The place of name and labels in a document.
pub(super) fn names(root: &Node) -> Place<'_> {
    match notation(root) {
        Notation::Universal => Place::root("", root),
        Notation::Kubernetes => Place::root("", root).field("metadata").called(""),
    }
}

fn notation(root: &Node) -> Notation {
    if kubernetes::is_object(root) { Notation::Kubernetes } else { Notation::Universal }
}

fn known(root: &Node, notation: Notation, registry: &Registry, report: &mut Report) -> Option<Known> {
    let field = if notation == Notation::Universal { "type" } else { "kind" };
    let Some(node) = root.get(field).filter(|node| !node.is_null()) else {
        let diagnostic =
            Diagnostic::error(code::MISSING_TYPE, "this document does not say what it is", root.origin);
        report.push(diagnostic.help("begin with `type:` and the name of a kind, for example `type: Mesh`"));
        return None;
    };
    let Some(name) = kubernetes::secret_kind(root).or(node.as_str()) else {
        report.push(Diagnostic::error(schema_code::WRONG_TYPE, format!("{field} must be text"), node.origin));
        return None;
    };
    match registry.find(name) {
        None => {
            report.push(unknown_type(name, node.origin, registry));
            None
        }
        Some(Known::Other(info, Support::ReadOnly)) => {
            let message = format!("the control plane writes every {} by itself", info.name);
            report.push(
                Diagnostic::error(code::KIND_READ_ONLY, message, node.origin).help("leave this document out"),
            );
            None
        }
        Some(known @ Known::Other(info, Support::Missing)) => {
            let message = format!("{} is known to Kuma but not supported here: it has no effect", info.name);
            report.push(
                Diagnostic::warning(code::KIND_NOT_SUPPORTED, message, node.origin)
                    .help(instead_of(info.name)),
            );
            Some(known)
        }
        known => known,
    }
}

/// What to do in place of writing a kind that has no effect.
fn instead_of(kind: &str) -> &'static str {
    match kind {
        "ProxyTemplate" => {
            "write a MeshProxyPatch, which edits the configuration of proxies in the same ways"
        }
        _ => "built-in gateways are not compiled: only Dataplanes of other proxies are as with Kuma",
    }
}

fn unknown_type(name: &str, origin: Origin, registry: &Registry) -> Diagnostic {
    let diagnostic = Diagnostic::error(code::UNKNOWN_TYPE, format!("Kuma has no kind `{name}`"), origin);
    match registry.closest(name) {
        Some(closest) => {
            let fix = origin.location().map(|at| Fix::word(format!("write `{closest}`"), at, closest));
            diagnostic.help(format!("did you mean `{closest}`?")).fix(fix)
        }
        None => diagnostic.help("kinds are written as in `Mesh`, `Dataplane`, `MeshTimeout`"),
    }
}

fn name(root: &Node, notation: Notation, report: &mut Report) -> Option<Text> {
    let node = match notation {
        Notation::Universal => root.get("name"),
        Notation::Kubernetes => root.get("metadata").and_then(|metadata| metadata.get("name")),
    };
    let path = if notation == Notation::Universal { "name" } else { "metadata.name" };
    text(node, path, root.origin, code::MISSING_NAME, report)
}

/// The text of a field that must be given.
fn text(node: Option<&Node>, path: &str, holder: Origin, missing: Code, report: &mut Report) -> Option<Text> {
    match node {
        Some(Node { value: Value::String(text), .. }) if !text.is_empty() => return Some(text.clone()),
        Some(node) if !node.is_null() && node.as_str().is_none() => {
            report.push(Diagnostic::error(
                schema_code::WRONG_TYPE,
                format!("{path} must be text"),
                node.origin,
            ));
        }
        other => {
            let origin = other.map_or(holder, |node| node.origin);
            report.push(Diagnostic::error(missing, format!("{path} must be given"), origin));
        }
    }
    None
}

fn labels(root: &Node, notation: Notation, report: &mut Report) -> Option<Labels> {
    let node = match notation {
        Notation::Universal => root.get("labels"),
        Notation::Kubernetes => root.get("metadata").and_then(|metadata| metadata.get("labels")),
    };
    let Some(node) = node.filter(|node| !node.is_null()) else { return Some(Labels::default()) };
    let mut decoder = Decoder::new(Dialect::Struct, "labels");
    let labels = Schema::decode(node, &mut decoder);
    report.extend(decoder.report);
    labels.map(Labels)
}

/// The mesh of a resource. Kinds with a `spec` are in the mesh `default` where they do not say it; others must say it.
fn mesh(root: &Node, kind: Kind, labels: Option<&Labels>, report: &mut Report) -> Option<Text> {
    let node = root.get("mesh").filter(|node| !node.is_null());
    if kind.0.scope == Scope::Global {
        if let Some(node) = node.filter(|node| node.as_str() != Some("")) {
            let message = format!("a {kind} belongs to no mesh");
            report.push(
                Diagnostic::warning(code::UNEXPECTED_MESH, message, node.origin).help("leave `mesh` out"),
            );
        }
        return Some(Text::default());
    }
    if notation(root) == Notation::Kubernetes {
        let written = || text(node, "mesh", root.origin, code::MISSING_MESH, report);
        return kubernetes::mesh(root, kind, labels).or_else(written);
    }
    let label = labels.and_then(|labels| labels.get(label::MESH));
    match (node, label) {
        (None, Some(mesh)) => Some(mesh.into()),
        (None, None) if kind.0.format == Format::Spec => Some(Text::new_static("default")),
        (node, _) => text(node, "mesh", root.origin, code::MISSING_MESH, report),
    }
}

/// The fields of the kind: below `spec`, or beside the type.
fn spec(root: &Node, kind: Kind, notation: Notation, report: &mut Report) -> Option<Node> {
    if notation == Notation::Universal && kind.0.format == Format::Inline {
        return Some(without(root, UNIVERSAL));
    }
    if notation == Notation::Kubernetes && kubernetes::secret_kind(root).is_some() {
        return Some(kubernetes::secret_fields(root));
    }
    let envelope = if notation == Notation::Universal { UNIVERSAL } else { KUBERNETES };
    for entry in root.as_map().into_iter().flatten() {
        let is_mesh = entry.key == "mesh" && kubernetes::has_mesh_field(kind);
        if entry.key != "spec" && !is_mesh && !envelope.contains(&entry.key.as_str()) {
            let message = format!("a {kind} has no field `{}` beside its `spec`", entry.key);
            let diagnostic = Diagnostic::mistake(schema_code::UNKNOWN_FIELD, message, entry.key_origin);
            report.push(diagnostic.help(match entry.key.as_str() {
                "mesh" => "name the mesh by the label `kuma.io/mesh`",
                _ => "move it below `spec`, or leave it out",
            }));
        }
    }
    match root.get("spec") {
        Some(spec) => Some(spec.clone()),
        None if kind.0.format == Format::Inline => Some(Node::empty(root.origin)),
        None => {
            report.push(Diagnostic::error(schema_code::MISSING_FIELD, "spec must be given", root.origin));
            None
        }
    }
}

fn without(root: &Node, names: &[&str]) -> Node {
    let mut members = Map::default();
    for entry in root.as_map().into_iter().flatten() {
        if !names.contains(&entry.key.as_str()) {
            members.push(entry.clone());
        }
    }
    Node::new(Value::Map(members), root.origin)
}
