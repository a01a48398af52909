//! Which resources a `to` item names.

use crate::{
    index::Mesh,
    list::CollectVec as _,
    resource::{
        Kri, Meta, Resource, TargetRef,
        meta::label::{DISPLAY_NAME, NAMESPACE},
        target_ref::TargetKind,
    },
    tree::Text,
};

/// A resource, or a section of it, that a `to` item names.
#[derive(Clone, Debug)]
pub(super) struct Target {
    kind: TargetKind,
    resource: Kri,
    section: Text,
}

impl Target {
    /// The identity by which confs are kept.
    pub(super) fn kri(&self) -> Kri {
        self.resource.with_section(self.section.clone())
    }

    /// Whether an item that names this also concerns `other`: the mesh concerns everything in it,
    /// a service its sections, everything itself.
    pub(super) fn concerns(&self, other: &Self) -> bool {
        match self.kind {
            TargetKind::Mesh => true,
            TargetKind::MeshService | TargetKind::MeshMultiZoneService => {
                self.resource == other.resource && (self.section == other.section || self.section.is_empty())
            }
            _ => self.resource == other.resource,
        }
    }
}

/// The resources that a reference of a policy names. Names are looked up in the policy's own mesh, zone and namespace.
pub(super) fn targets(reference: &TargetRef, policy: &Meta, mesh: &Mesh<'_>) -> Vec<Target> {
    let target_kind = reference.kind.value;
    if target_kind == TargetKind::Mesh {
        return vec![Target { kind: target_kind, resource: mesh.meta.kri(), section: Text::default() }];
    }
    let Some(kind) = kind_name(target_kind) else { return Vec::new() };
    let candidates = mesh.of_kind(kind);
    let (found, wanted) = match kubernetes_service(reference) {
        Some(service) => (service.find(candidates), service.port.map_or(Wanted::Everything, Wanted::Number)),
        None => (named(reference, policy, candidates), Wanted::of(reference)),
    };
    found.into_iter().filter_map(|resource| section(target_kind, resource, &wanted)).collect_vec()
}

/// What a reference of a `to` item leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// A resource, or a section of it.
    Found,
    /// A resource that has no such section.
    NoSection,
    /// Nothing.
    Nothing,
}

/// What a reference of a policy leads to among resources; services by tags are none.
pub fn resolution(reference: &TargetRef, policy: &Meta, mesh: &Mesh<'_>) -> Resolution {
    let whole = TargetRef { section_name: None, ..reference.clone() };
    if !targets(reference, policy, mesh).is_empty() {
        Resolution::Found
    } else if targets(&whole, policy, mesh).is_empty() {
        Resolution::Nothing
    } else {
        Resolution::NoSection
    }
}

/// The part of a resource that is wanted.
enum Wanted {
    Everything,
    Name(Text),
    Number(u32),
}

impl Wanted {
    fn of(reference: &TargetRef) -> Self {
        match &reference.section_name {
            Some(name) if !name.is_empty() => Self::Name(name.value.clone()),
            _ => Self::Everything,
        }
    }
}

fn kind_name(kind: TargetKind) -> Option<&'static str> {
    match kind {
        TargetKind::MeshService => Some("MeshService"),
        TargetKind::MeshExternalService => Some("MeshExternalService"),
        TargetKind::MeshMultiZoneService => Some("MeshMultiZoneService"),
        TargetKind::MeshHTTPRoute => Some("MeshHTTPRoute"),
        _ => None,
    }
}

fn named<'a>(reference: &TargetRef, policy: &Meta, candidates: &[&'a Resource]) -> Vec<&'a Resource> {
    if let Some(labels) = reference.labels.as_ref().filter(|labels| !labels.is_empty()) {
        let wanted = || labels.iter().map(|(key, value)| (key, &value.value));
        return candidates.iter().copied().filter(|found| found.meta.labels.contain(wanted())).collect_vec();
    }
    let name = reference.name.as_deref().map(Text::as_str).unwrap_or_default();
    let namespace = match &reference.namespace {
        Some(namespace) if !namespace.is_empty() => namespace.value.as_str(),
        _ => policy.namespace(),
    };
    let is_meant = |Resource { meta, .. }: &&Resource| {
        meta.display_name() == name && meta.zone() == policy.zone() && meta.namespace() == namespace
    };
    candidates.iter().copied().filter(is_meant).take(1).collect_vec()
}

fn section(kind: TargetKind, resource: &Resource, wanted: &Wanted) -> Option<Target> {
    let target = |section| Target { kind, resource: resource.meta.kri(), section };
    let ports = resource.spec.ports();
    if ports.is_empty() {
        return (kind == TargetKind::MeshHTTPRoute || matches!(wanted, Wanted::Everything))
            .then(|| target(Text::default()));
    }
    let port = match wanted {
        Wanted::Everything => return Some(target(Text::default())),
        Wanted::Name(name) => ports.into_iter().find(|port| port.name == *name),
        Wanted::Number(number) => ports.into_iter().find(|port| port.number == *number),
    };
    port.map(|port| target(port.name))
}

/// A service as Kubernetes names it in `kuma.io/service`: `name_namespace_svc` or `name_namespace_svc_port`.
struct KubernetesService<'a> {
    name: &'a str,
    namespace: &'a str,
    port: Option<u32>,
}

fn kubernetes_service(reference: &TargetRef) -> Option<KubernetesService<'_>> {
    let has_section = reference.section_name.as_ref().is_some_and(|name| !name.is_empty());
    if reference.kind.value != TargetKind::MeshService || has_section {
        return None;
    }
    let parts: Vec<&str> = reference.name.as_ref()?.split('_').collect_vec();
    match parts.as_slice() {
        [name, namespace, _] => Some(KubernetesService { name, namespace, port: None }),
        [name, namespace, _, port] => {
            let port: u32 = port.parse().ok()?;
            Some(KubernetesService { name, namespace, port: (port != 0).then_some(port) })
        }
        _ => None,
    }
}

impl KubernetesService<'_> {
    fn find<'a>(&self, candidates: &[&'a Resource]) -> Vec<&'a Resource> {
        let is_meant = |found: &&Resource| {
            let labels = &found.meta.labels;
            labels.get(DISPLAY_NAME) == Some(self.name) && labels.get(NAMESPACE) == Some(self.namespace)
        };
        candidates.iter().copied().filter(is_meant).collect_vec()
    }
}
