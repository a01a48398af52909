//! What the `from` of policies says to clients of a service that is known by its tags alone, whoever its proxies are.

use super::{
    Policy, TagRule, inbound, matching,
    order::{self, Role, kind, role},
    select::Selected,
};
use crate::{
    index::{Mesh, SERVICE_TAG},
    list::CollectVec as _,
    resource::{Resource, TargetRef, meta::label, target_ref::TargetKind},
    sorted::SortedMap,
    tree::Text,
};

/// A service as it is known to whoever decides about reaching it.
pub struct Service<'s> {
    /// Its tags.
    pub tags: SortedMap<Text, Text>,
    /// Which tags say something about it: a top-level target that asks for others asks in vain, and means it nevertheless.
    pub is_known: &'s dyn Fn(&str) -> bool,
}

/// The rules for clients of a service, in the order in which they are tried. Policies that select Dataplanes by anything but tags
/// have no part in it.
pub fn rules<'a>(policy: &Policy, mesh: &Mesh<'a>, service: &Service<'_>) -> Vec<TagRule<'a>> {
    let policies = mesh.of_kind(policy.kind.info.name).iter();
    let mut selected: Vec<Selected<'a>> =
        policies.filter_map(|resource| service.selected_by(resource)).collect_vec();
    order::sort(&mut selected, |left, right| matching::compare(left.rank, right.rank));
    let selected: Vec<&Selected<'a>> = selected.iter().collect_vec();
    inbound::from_tags(policy, &selected, mesh.subset_grouping)
}

impl Service<'_> {
    fn selected_by<'a>(&self, resource: &'a Resource) -> Option<Selected<'a>> {
        let spec = resource.spec.as_policy()?;
        let is_shadow = resource.meta.labels.get(label::EFFECT) == Some("shadow");
        let is_general = matches!(role(&resource.meta), Role::System | Role::Producer);
        let selects = !is_shadow && is_general && self.is_target(spec.target_ref.as_ref());
        selects.then(|| Selected::new(resource, spec, Vec::new()))
    }

    fn is_target(&self, target: Option<&TargetRef>) -> bool {
        let Some(reference) = target else { return true };
        match kind(target) {
            TargetKind::Mesh => includes_sidecars(reference),
            TargetKind::MeshSubset => includes_sidecars(reference) && self.has_tags(reference),
            TargetKind::MeshService | TargetKind::MeshServiceSubset => {
                let name = reference.name.as_ref().map_or("", |name| name.value.as_str());
                self.has(SERVICE_TAG, name) && self.has_tags(reference)
            }
            _ => false,
        }
    }

    fn has_tags(&self, reference: &TargetRef) -> bool {
        let mut known = reference.tags.iter().flatten().filter(|(key, _)| (self.is_known)(key));
        known.all(|(key, value)| self.has(key, &value.value))
    }

    fn has(&self, key: &str, value: &str) -> bool {
        self.tags.get(key).is_some_and(|own| value == "*" || own == value)
    }
}

fn includes_sidecars(reference: &TargetRef) -> bool {
    let types = reference.proxy_types.as_deref().unwrap_or_default();
    types.is_empty() || types.iter().any(|wanted| wanted.value == "Sidecar")
}
