//! Names and labels: what the address of a request says, what labels may say, and which letters both may have.

use super::{Admission, Deployment, NOT_PROCESSED, Refusal, go, refuse};
use crate::{
    origin::Traced,
    resource::{
        Creation, Format, Labels, Meta, Scope,
        meta::label,
        validate::{self, Place, Violations},
    },
    tree::Node,
};

/// How long the name of a resource may be once it has the name of its zone in front of it.
const MAX_SYNCHRONISED_NAME: usize = 253;

impl Admission<'_> {
    /// Checks names and labels; returns the labels.
    pub(super) fn check_names(&self, root: &Node) -> Result<Labels, Refusal> {
        let mut violations = Violations::default();
        let place = Place::root("", root);
        let found = |name| super::text(root, name);
        let mut refuse_field = |name: &str, reason: &str| violations.refuse(&place.field(name), reason);
        if found("name") != self.request.name {
            refuse_field("name", "name from the URL has to be the same as in body");
        }
        let length = self.world.zone.len() + 1 + self.request.name.len();
        if self.deployment == Deployment::FederatedZone && length >= MAX_SYNCHRONISED_NAME {
            refuse_field("name", "the length of the name must be shorter");
        }
        if found("type") != self.kind.0.name {
            refuse_field("type", "type from the URL has to be the same as in body");
        }
        if self.kind.0.scope == Scope::Mesh && found("mesh") != self.request.mesh {
            refuse_field("mesh", "mesh from the URL has to be the same as in body");
        }
        let meta = self.meta(root);
        self.check_labels(&meta, &place, &mut violations);
        validate::check_names(&meta, &place, &mut violations);
        refuse(NOT_PROCESSED, violations.refused)?;
        Ok(meta.labels)
    }

    /// Names and labels of a document.
    pub(super) fn meta(&self, root: &Node) -> Meta {
        let labels = root.get("labels").and_then(Node::as_map).into_iter().flatten();
        let labels = labels.map(|entry| {
            let text = entry.value.as_text().cloned().unwrap_or_default();
            (entry.key.clone(), Traced::new(text, entry.value.origin))
        });
        Meta {
            kind: self.kind,
            mesh: if self.kind.0.scope == Scope::Mesh { super::text(root, "mesh") } else { "".into() },
            name: super::text(root, "name"),
            labels: Labels(labels.collect()),
            origin: root.origin,
            kubernetes: None,
            creation: Creation::default(),
        }
    }

    fn check_labels(&self, meta: &Meta, root: &Place<'_>, violations: &mut Violations) {
        let labels = root.field("labels");
        let label = |key| labels.key(key);
        let origin = meta.labels.get(label::ORIGIN);
        if let Some(unknown) = origin.filter(|origin| !matches!(*origin, "zone" | "global")) {
            violations
                .refuse(&label(label::ORIGIN), format!("unknown resource origin {}", go::quote(unknown)));
        }
        self.check_origin(origin, &label(label::ORIGIN), violations);
        if self.deployment != Deployment::Global && origin != Some("global") {
            let zone = &self.world.zone;
            if meta.labels.get(label::ZONE).is_some_and(|own| own != zone) {
                let reason = format!("{} label should have {zone} value", label::ZONE);
                violations.refuse(&label(label::ZONE), reason);
            }
            if meta.labels.get(label::MESH).is_some_and(|mesh| mesh != meta.mesh) {
                let reason = format!("{} label must not differ from mesh set on resource", label::MESH);
                violations.refuse(&label(label::MESH), reason);
            }
        }
        validate::check_label_letters(root, violations);
    }

    /// Where a resource was made, as far as the control plane knows.
    fn check_origin(&self, origin: Option<&str>, place: &Place<'_>, violations: &mut Violations) {
        let mut expect = |expected| {
            violations.refuse(place, format!("the origin label must be set to '{expected}'"));
        };
        match self.deployment {
            Deployment::Global if origin.is_some_and(|origin| origin != "global") => expect("global"),
            Deployment::FederatedZone if self.kind.0.format == Format::Spec && origin != Some("zone") => {
                expect("zone");
            }
            _ => {}
        }
    }
}
