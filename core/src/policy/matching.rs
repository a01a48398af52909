//! From the policies of a mesh to the confs of one proxy.

use super::{
    Confs, Policy,
    confs::SingleConf,
    inbound,
    order::{self, Rank},
    outbound,
    select::{self, InboundKey, Selected},
};
use crate::{
    index::{Mesh, ProxyView},
    list::CollectVec as _,
    resource::{Kind, target_ref::TargetKind},
    sorted::{SortedMap, SortedSet},
    tree::Node,
    world::Shadow,
};

/// The confs of every policy for one proxy. Kinds of which no policy selects the proxy have empty confs.
pub fn confs<'a>(
    policies: &[Policy],
    mesh: &Mesh<'a>,
    proxy: &ProxyView<'a>,
    shadow: Shadow,
) -> SortedMap<Kind, Confs<'a>> {
    policies.iter().map(|policy| (Kind(&policy.kind.info), of_kind(policy, mesh, proxy, shadow))).collect()
}

fn of_kind<'a>(policy: &Policy, mesh: &Mesh<'a>, proxy: &ProxyView<'a>, shadow: Shadow) -> Confs<'a> {
    let mut selected = select::policies(mesh.of_kind(policy.kind.info.name), mesh, proxy, shadow);
    order::sort(&mut selected, |left, right| compare(left.rank, right.rank));
    let sections: SortedSet<InboundKey> =
        selected.iter().flat_map(|found| found.inbounds.iter().cloned()).collect();
    let inbounds = sections.into_iter().map(|key| {
        let reaching: Vec<&Selected<'a>> =
            selected.iter().filter(|found| found.inbounds.contains(&key)).collect_vec();
        let confs = inbound::confs(policy, &reaching, mesh.subset_grouping);
        (key, confs)
    });
    Confs {
        selected: selected.iter().map(|found| &found.resource.meta).collect_vec(),
        inbounds: inbounds.collect(),
        to_tags: outbound::by_tags(policy, &selected, mesh),
        to_resources: outbound::by_resource(policy, &selected, mesh),
        proxy: of_proxy(policy, &selected),
        single: selected.iter().filter_map(single).collect_vec(),
    }
}

pub(super) fn compare(left: Rank<'_>, right: Rank<'_>) -> std::cmp::Ordering {
    left.compare(right).then_with(|| left.compare_names(right))
}

fn single<'a>(found: &Selected<'a>) -> Option<SingleConf<'a>> {
    let target = found.spec.target_ref.as_ref().filter(|target| target.kind.value == TargetKind::Dataplane);
    let section = target.and_then(|target| target.section_name.as_ref()).map(|section| &section.value);
    Some(SingleConf {
        policy: &found.resource.meta,
        section: section.filter(|section| !section.is_empty()),
        conf: found.spec.default.as_ref()?,
    })
}

fn of_proxy(policy: &Policy, selected: &[Selected<'_>]) -> Vec<Node> {
    let confs: Vec<&Node> = selected.iter().filter_map(|found| found.spec.default.as_ref()).collect_vec();
    if confs.is_empty() { Vec::new() } else { (policy.merge)(&confs) }
}
