//! What policies say about destinations outside a mesh, at the proxy of a ZoneEgress.
//!
//! No policy selects such a proxy. Policies about clients (`from`) count where their own target is the destination.
//! Of policies about destinations (`to`), items count where their target is, for the clients that the policy's own target names.

use super::{
    Confs, InboundConfs, Policy,
    confs::{RuleItem, TagRule},
    inbound, matching,
    order::{self, kind},
    outbound,
    select::Selected,
    subset::{self, Negations},
    tags,
};
use crate::{
    index::{Mesh, SERVICE_TAG},
    list::CollectVec as _,
    resource::{TargetRef, meta::label, policy_spec::ToItem, target_ref::TargetKind},
    tree::Text,
    world::{Shadow, SubsetGrouping},
};

/// The policies of one kind in one mesh.
pub struct EgressPolicies<'a> {
    policy: &'a Policy,
    selected: Vec<Selected<'a>>,
    grouping: SubsetGrouping,
    /// What `to` says about service resources.
    pub to: Confs<'a>,
}

impl<'a> EgressPolicies<'a> {
    /// The policies of a kind in a mesh.
    pub fn of(policy: &'a Policy, mesh: &Mesh<'a>, shadow: Shadow) -> Self {
        let resources = mesh.of_kind(policy.kind.info.name).iter().copied();
        let visible = resources.filter(|resource| {
            shadow == Shadow::Include || resource.meta.labels.get(label::EFFECT) != Some("shadow")
        });
        let mut selected: Vec<Selected<'a>> = visible
            .filter_map(|resource| Some(Selected::new(resource, resource.spec.as_policy()?, Vec::new())))
            .collect_vec();
        order::sort(&mut selected, |left, right| matching::compare(left.rank, right.rank));
        let to_resources = outbound::by_resource(policy, &selected, mesh);
        Self {
            policy,
            selected,
            grouping: mesh.subset_grouping,
            to: Confs { to_resources, ..Confs::default() },
        }
    }

    /// Whether there are any.
    pub fn are_any(&self) -> bool {
        !self.selected.is_empty()
    }

    /// What they say about the clients of a service.
    pub fn for_service(&self, service: &Text) -> InboundConfs<'a> {
        let about_clients =
            |found: &Selected<'_>| !found.spec.from.is_empty() || !found.spec.rules.is_empty();
        if !self.selected.iter().any(about_clients) {
            return InboundConfs { from_tags: self.inverted(service), ..InboundConfs::default() };
        }
        let reaching = self.selected.iter().filter(|found| selects(found.spec.target_ref.as_ref(), service));
        inbound::confs(self.policy, &reaching.collect_vec(), self.grouping)
    }

    /// Items about the service, for the clients that the policy's own target names.
    fn inverted(&self, service: &Text) -> Vec<TagRule<'a>> {
        let mut items = Vec::new();
        for found in &self.selected {
            let about = |(_, item): &(usize, &ToItem)| selects(Some(&item.target_ref), service);
            for (index, item) in found.spec.to.iter().enumerate().filter(about) {
                let clients = match &found.spec.target_ref {
                    Some(target) => subset::of_target(target),
                    None => Some(Vec::new()),
                };
                let policy = &found.resource.meta;
                let item = RuleItem { policy, index, conf: &item.conf };
                items.extend(clients.map(|subset| tags::Item { subset, item }));
            }
        }
        tags::rules(&items, Negations::Without, self.grouping, self.policy.merge)
    }
}

/// Whether a target is that service. Nothing but its name counts as a tag of it.
fn selects(target: Option<&TargetRef>, service: &Text) -> bool {
    let mut tags = target.into_iter().flat_map(|target| target.tags.iter().flatten());
    let mut has_tags =
        || tags.all(|(key, value)| key == SERVICE_TAG && (value.value == "*" || value.value == *service));
    let is_named =
        || target.and_then(|target| target.name.as_ref()).is_some_and(|name| name.value == *service);
    match kind(target) {
        TargetKind::Mesh => true,
        TargetKind::MeshSubset => has_tags(),
        TargetKind::MeshService => is_named(),
        TargetKind::MeshServiceSubset => is_named() && has_tags(),
        _ => false,
    }
}
