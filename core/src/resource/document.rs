//! From a document to a resource and back to what the control plane stores.

use super::{
    Meta, PolicySpec, Shared, Spec,
    envelope::Envelope,
    kind::{Format, Scope},
    registry::{Known, Registry, Support},
    schema::{Decoder, Dialect},
    validate::validate,
};
use crate::{
    origin::Origin,
    report::Report,
    tree::{Entry, Map, Node, Text, Value},
};

/// A resource: its names and labels, and what it says.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its kind, names and labels.
    pub meta: Meta,
    /// What it says.
    pub spec: Spec,
}

/// Reads a document, Universal or Kubernetes. Nothing where the control plane would refuse its form; the report says why.
///
/// A kind that Kuma has and that is not supported here is kept as it is, with a warning. What a resource says is not
/// judged here; see [`accept`].
pub fn decode(root: &Node, registry: &Registry, report: &mut Report) -> Option<Resource> {
    let Envelope { known, meta, spec, status, dialect } = Envelope::open(root, registry, report)?;
    let start = if dialect == Dialect::Struct { "spec" } else { "" };
    let mut decoder = Decoder::new(dialect, start);
    let spec = match known {
        Known::Policy(kind) => PolicySpec::decode(&spec, kind, &mut decoder)
            .map(|spec| Spec::Policy(Shared::new(PolicySpec { status, ..spec }))),
        Known::Other(_, Support::Missing) => Some(Spec::Other(Shared::new(spec))),
        Known::Other(info, _) => Spec::decode(info.name, &spec, status.as_ref(), &mut decoder),
    };
    report.extend(decoder.report);
    Some(Resource { meta, spec: spec? })
}

/// Reads a document as the control plane takes one in: nothing where it would refuse it, for its form or for what it says.
pub fn accept(root: &Node, registry: &Registry, report: &mut Report) -> Option<Resource> {
    let resource = decode(root, registry, report)?;
    let violations = validate(&resource, root, registry);
    let is_refused = !violations.refused.is_empty();
    violations.report(report);
    (!is_refused).then_some(resource)
}

impl Resource {
    /// Writes the resource as the control plane answers it: names, labels, the fields, the status, and the KRI of kinds that
    /// have one. `registry` must know the policy, where this is one.
    pub fn encode(&self, registry: &Registry) -> Node {
        let Meta { kind, mesh, name, labels, origin, .. } = &self.meta;
        let mut members = Map::default();
        let mut set = |key: &str, value: Node| {
            members.push(Entry { key: Text::new(key), key_origin: value.origin, value });
        };
        set("type", Node::string(Text::new_static(kind.0.name), *origin));
        if kind.0.scope == Scope::Mesh {
            set("mesh", Node::string(mesh.clone(), *origin));
        }
        set("name", Node::string(name.clone(), *origin));
        if !kind.0.short_name.is_empty() {
            set("kri", Node::string(self.meta.kri().to_string(), Origin::Rule(&"KRI")));
        }
        if !labels.0.is_empty() {
            let labels = labels.0.iter().map(|(key, value)| (key.clone(), Node::from(value)));
            set("labels", Node::new(Value::Map(labels.collect()), *origin));
        }
        let (spec, status) = self.spec.encode(registry.policy(kind.0.name), *origin);
        match (kind.0.format, spec.value) {
            (Format::Inline, Value::Map(fields)) => fields.into_iter().for_each(|entry| members.push(entry)),
            (_, value) => {
                let value = Node::new(value, spec.origin);
                members.push(Entry { key: Text::new_static("spec"), key_origin: value.origin, value });
            }
        }
        if let Some(status) = status {
            members.push(Entry { key: Text::new_static("status"), key_origin: status.origin, value: status });
        }
        Node::new(Value::Map(members), *origin)
    }
}
