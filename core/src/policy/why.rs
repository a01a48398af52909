//! Why policies select a proxy or not: the answers that selection gave, kept.

use super::{
    decision::{Decision, Question, Trail},
    resolve,
    select::{self, InboundKey},
    written::{List, Written},
};
use crate::{
    index::{Mesh, ProxyView},
    list::CollectVec as _,
    resource::{Resource, TargetRef, target_ref::TargetKind},
    world::Shadow,
};

/// How the selection of a proxy by a policy went.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// What was asked, in order; where the policy does not select the proxy, the last answer is why.
    pub decisions: Vec<Decision>,
    /// The inbounds and zone listeners that the policy selects; nothing where it does not select the proxy.
    pub inbounds: Option<Vec<InboundKey>>,
}

/// How the selection of a proxy by a policy goes.
pub fn selection<'a>(
    policy: &'a Resource,
    mesh: &Mesh<'a>,
    proxy: &ProxyView<'a>,
    shadow: Shadow,
) -> Selection {
    let mut decisions = Vec::new();
    let selected = select::select(policy, mesh, proxy, shadow, &mut Trail::kept(&mut decisions));
    Selection { decisions, inbounds: selected.map(|selected| selected.inbounds) }
}

/// Whether the target of a `to` item names service resources or a route that are there. Targets that mean services by tags need
/// nothing to be there.
pub fn item_target(written: &Written<'_>, mesh: &Mesh<'_>) -> Option<Decision> {
    let item = written.spec.to.get(written.index).filter(|_| written.list == List::To)?;
    let found = resolve::targets(&item.target_ref, written.policy, mesh);
    let names: Vec<String> = found.iter().map(|target| target.kri().to_string()).collect_vec();
    let by_tags = matches!(
        item.target_ref.kind.value,
        TargetKind::Mesh | TargetKind::MeshSubset | TargetKind::MeshService | TargetKind::MeshServiceSubset
    );
    let actual = match (names.is_empty(), by_tags) {
        (false, _) => names.join(", "),
        (true, true) => "no such resource; a service by tags".to_owned(),
        (true, false) => "no such resource".to_owned(),
    };
    Some(Decision {
        question: Question::ItemTarget,
        expected: reference(&item.target_ref),
        actual,
        holds: !names.is_empty() || by_tags,
        origin: item.target_ref.origin,
    })
}

/// A target in a few words.
pub fn reference(target: &TargetRef) -> String {
    let mut text = target.kind.value.name().to_owned();
    let parts = [(" ", &target.name), (" in ", &target.namespace), (" section ", &target.section_name)];
    for (word, part) in parts {
        if let Some(part) = part.as_ref().filter(|part| !part.is_empty()) {
            text.push_str(word);
            text.push_str(part);
        }
    }
    for (key, value) in target.labels.iter().chain(&target.tags).flatten() {
        text.extend([" ", key.as_str(), "=", value.as_str()]);
    }
    text
}
