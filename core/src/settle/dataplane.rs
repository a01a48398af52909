//! What the control plane changes in a Dataplane that is written, and whether it may join its mesh.

use super::code;
use crate::{
    origin::{Origin, Traced},
    report::{Diagnostic, Report},
    resource::{
        Meta,
        dataplane::{Dataplane, Health, Inbound, InboundState},
        mesh::{ConstraintRules, Mesh, MeshServicesMode},
    },
    sorted::SortedMap,
    tree::Text,
};

type Tags = SortedMap<Text, Traced<Text>>;

const ZONE_TAG: Text = Text::new_static("kuma.io/zone");

/// Gives the tags their zone, and makes inbounds wait whose health is checked.
pub(super) fn complete(dataplane: &mut Dataplane, mesh: &Mesh, zone: &Text) {
    let zone = Traced::rule(zone.clone(), &"tag of the zone");
    let exclusive = super::mesh::mode(mesh) == MeshServicesMode::Exclusive;
    for inbound in &mut dataplane.networking.inbound {
        if !(inbound.tags.is_empty() && exclusive) {
            inbound.tags.insert(ZONE_TAG, zone.clone());
        }
        if inbound.service_probe.is_some() {
            inbound.state = Traced::rule(InboundState::NotReady, &"health discovery");
            inbound.health = Some(Health { ready: None });
        }
    }
    if let Some(gateway) = &mut dataplane.networking.gateway {
        gateway.tags.insert(ZONE_TAG, zone);
    }
}

/// Whether the constraints of a mesh let a Dataplane in; the reason is reported where they do not.
pub(super) fn may_join(meta: &Meta, dataplane: &Dataplane, mesh: &Mesh, report: &mut Report) -> bool {
    let constraints = mesh.constraints.as_ref().and_then(|constraints| constraints.dataplane_proxy.as_ref());
    let Some(constraints) = constraints else { return true };
    for tags in tag_sets(dataplane) {
        let required = &constraints.requirements;
        if !required.is_empty() && !required.iter().any(|rules| fulfils(tags, rules)) {
            let message = format!("the tags of this Dataplane meet no requirement of Mesh `{}`", meta.mesh);
            report.push(
                Diagnostic::error(code::MESH_CONSTRAINT, message, place(tags, meta))
                    .help("give the inbound the tags of `constraints.dataplaneProxy.requirements`"),
            );
            return false;
        }
        if constraints.restrictions.iter().any(|rules| fulfils(tags, rules)) {
            let message = format!("the tags of this Dataplane are restricted in Mesh `{}`", meta.mesh);
            report.push(
                Diagnostic::error(code::MESH_CONSTRAINT, message, place(tags, meta))
                    .help("see `constraints.dataplaneProxy.restrictions` of the Mesh"),
            );
            return false;
        }
    }
    true
}

/// Whether an inbound takes traffic.
pub(super) fn is_healthy(inbound: &Inbound) -> bool {
    let checked = inbound.health.as_ref();
    let passed = checked.is_none_or(|health| health.ready.as_ref().is_some_and(|ready| ready.value));
    inbound.state.value == InboundState::Ready && passed
}

fn tag_sets(dataplane: &Dataplane) -> impl Iterator<Item = &Tags> {
    let inbounds = dataplane.networking.inbound.iter().map(|inbound| &inbound.tags);
    inbounds.chain(dataplane.networking.gateway.iter().map(|gateway| &gateway.tags))
}

fn place(tags: &Tags, meta: &Meta) -> Origin {
    let written = tags.values().map(|value| value.origin).find(|origin| origin.location().is_some());
    written.unwrap_or(meta.origin)
}

/// Whether tags have all that the rules ask for; `*` is any value but none.
fn fulfils(tags: &Tags, rules: &ConstraintRules) -> bool {
    rules.tags.iter().all(|(key, wanted)| {
        let value = tags.get(key).map_or("", |value| value.value.as_str());
        wanted.value == value || wanted.value == "*" && !value.is_empty()
    })
}
