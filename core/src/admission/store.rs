//! The last steps: labels that are computed, what the managers of some kinds look at, and what is stored.

use super::{
    Admission, Answer, Deployment, Refusal, deprecations::dns_1035_faults, empty, odd, ports::server_names,
    refuse, shapes,
};
use crate::{
    list::CollectVec as _,
    origin::Origin,
    report::Report,
    resource::{
        Format, Labels, Mesh, Meta, Resource, Scope, Shared, Spec, decode,
        meta::label,
        validate::{self, Violation},
    },
    settle,
    tree::{Node, Text},
};

const WORKLOAD: &str = "bad request: labels[\"kuma.io/workload\"]: must be a valid DNS-1035 label (at most 63 characters, matching \
    regex [a-z]([-a-z0-9]*[a-z0-9])?): ";

impl Admission<'_> {
    /// The resource that is there already.
    pub(super) fn present(&self) -> Option<&Resource> {
        let is_it = |meta: &Meta| {
            meta.kind == self.kind
                && meta.name == self.request.name
                && (self.kind.0.scope == Scope::Global || meta.mesh == self.request.mesh)
        };
        self.store.iter().find(|resource| is_it(&resource.meta))
    }

    /// The mesh of the request.
    pub(super) fn mesh(&self) -> Option<&Mesh> {
        self.store.iter().find_map(|resource| match &resource.spec {
            Spec::Mesh(mesh) if resource.meta.name == self.request.mesh => Some(mesh.as_ref()),
            _ => None,
        })
    }

    /// Stores the resource, where nothing speaks against it.
    pub(super) fn put(&self, root: &Node, read: &Node, labels: Labels) -> Result<Answer, Refusal> {
        let present = self.present();
        if present.is_none() {
            self.check_workload(&labels)?;
        }
        let meta = Meta { labels, ..self.meta(root) };
        let mut resource = self.typed(root, meta);
        let (title, status) = match present {
            Some(_) => ("Failed to update a resource", 200),
            None => ("Failed to create a resource", 201),
        };
        let zone = (self.deployment != Deployment::Global).then_some(&self.world.zone);
        settle::compute_labels(&mut resource, zone);
        if let Some(present) = present {
            let mut current = present.clone();
            settle::compute_labels(&mut current, zone);
            refuse(
                "Could not update a resource",
                changed_labels(&current.meta.labels, &resource.meta.labels),
            )?;
        }
        // What is there already is judged by the labels that it has.
        let judged = present.map_or(&resource.meta, |present| &present.meta);
        let checked = validate::check_fields(judged, read, self.registry);
        refuse(title, checked.refused)?;
        refuse(title, self.check_by_manager(read, judged))?;
        let written = resource.spec.clone();
        let mut report = Report::default();
        if !settle::complete(&mut resource, self.mesh(), &self.world.zone, &mut report) {
            return Err(Answer::refusal(500, title, "Internal Server Error"));
        }
        if present.is_some() {
            keep_health(&mut resource.spec, &written);
        }
        let deprecated = checked.deprecated.into_iter().map(|found| found.reason);
        let warnings = deprecated.chain(self.deprecations(&resource, root)).map(Text::from).collect_vec();
        Ok(Answer { status, warnings, stored: Some(self.stored(&resource, root)), ..Answer::default() })
    }

    fn check_workload(&self, labels: &Labels) -> Result<(), Refusal> {
        let workload = labels.get(label::WORKLOAD).filter(|workload| !workload.is_empty());
        let Some(workload) = workload.filter(|_| self.kind.0.name == "Dataplane") else { return Ok(()) };
        let faults: Vec<&str> = dns_1035_faults(workload).collect_vec();
        if faults.is_empty() {
            return Ok(());
        }
        Err(Answer::refusal(400, "Bad Request", format!("{WORKLOAD}{}", faults.join("; "))))
    }

    /// The resource as a struct; what no struct reads is kept as it is.
    fn typed(&self, root: &Node, meta: Meta) -> Resource {
        let read = |root: &Node| decode(root, self.registry, &mut Report::default());
        let decoded = match self.kind.0.format {
            Format::Spec => read(root),
            Format::Inline => read(&self.without_oddities(root)),
        };
        let spec = decoded.map(|resource| resource.spec);
        Resource { meta, spec: spec.unwrap_or_else(|| Spec::Other(Shared::new(self.fields_alone(root)))) }
    }

    /// A message as structs read it.
    fn without_oddities(&self, root: &Node) -> Node {
        let shapes = shapes::messages();
        match shapes.get(shapes::message_of(self.kind.0.name)) {
            Some(shape) => odd::take_out(root, shape, &shapes),
            None => root.clone(),
        }
    }

    /// The fields of a document.
    fn fields_alone(&self, root: &Node) -> Node {
        let mut fields = match self.kind.0.format {
            Format::Spec => root.get("spec").cloned().unwrap_or_else(|| Node::empty(root.origin)),
            Format::Inline => root.clone(),
        };
        if let Some(members) = fields.as_map_mut() {
            if self.kind.0.format == Format::Inline {
                ["type", "mesh", "name", "labels"].iter().for_each(|name| drop(members.remove(name)));
            } else if self.kind.0.name == "MeshService" && members.get("selector").is_none() {
                // The only struct that is stored even where nothing of it is written.
                members.set("selector", Node::empty(root.origin));
            }
        }
        fields
    }

    fn stored(&self, resource: &Resource, root: &Node) -> Node {
        let mut stored = resource.encode(self.registry);
        if let Some(members) = stored.as_map_mut() {
            if let (Some(spec), Some(written)) = (members.get_mut("spec"), root.get("spec")) {
                empty::restore(spec, written);
            }
            members.remove("status");
        }
        if self.kind.0.format == Format::Inline {
            odd::put_back(&mut stored, root);
        }
        if let Some(members) = stored.as_map_mut() {
            let names = server_names(resource, root);
            if !names.is_empty() {
                members.set("snis", Node::list(names, Origin::Rule(&"server names of ports")));
            }
        }
        stored
    }
}

/// Labels that can be neither changed nor removed, and were.
fn changed_labels(current: &Labels, new: &Labels) -> Vec<Violation> {
    let mut found = Vec::new();
    for key in [label::ORIGIN, label::ZONE, label::DISPLAY_NAME] {
        let Some(was) = current.get(key) else { continue };
        let reason = match new.get(key) {
            None => format!("is immutable, cannot be removed (was \"{was}\")"),
            Some(now) if now != was => format!("is immutable, cannot be changed from \"{was}\" to \"{now}\""),
            Some(_) => continue,
        };
        let origin = new.0.get(key).map_or(Origin::Rule(&"label"), |value| value.origin);
        found.push(Violation {
            field: format!("labels[\"{key}\"]"),
            reason,
            code: validate::code::INVALID,
            origin,
        });
    }
    found
}

/// Only new Dataplanes wait for their health to be checked.
fn keep_health(spec: &mut Spec, written: &Spec) {
    if let (Spec::Dataplane(stored), Spec::Dataplane(written)) = (spec, written) {
        for (inbound, source) in stored.networking.inbound.iter_mut().zip(&written.networking.inbound) {
            inbound.state = source.state.clone();
            inbound.health.clone_from(&source.health);
        }
    }
}
