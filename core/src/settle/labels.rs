//! Labels that the control plane computes for whatever is written.

use super::syntax::is_dns_1035_label;
use crate::{
    origin::{Name, Origin, Traced},
    report::{Diagnostic, Report},
    resource::{
        Labels, Resource, Scope, Spec,
        dataplane::{Dataplane, GatewayType, ListenerType},
        meta::label,
        validate,
    },
    tree::Text,
};

const RULE: Origin = Origin::Rule(&"computed label");
/// The label of zone proxies that belong to a mesh and let traffic in.
const LISTENER_ZONE_INGRESS: &str = "kuma.io/listener-zoneingress";
/// The label of zone proxies that belong to a mesh and let traffic out.
const LISTENER_ZONE_EGRESS: &str = "kuma.io/listener-zoneegress";

/// Adds the labels that a control plane of that zone computes, or a global one; those that are written stay, where they may.
pub fn compute(resource: &mut Resource, zone: Option<&Text>) {
    let kind = resource.meta.kind;
    let labels = &mut resource.meta.labels;
    if kind.0.scope == Scope::Mesh {
        set_if_absent(labels, label::MESH, &resource.meta.mesh);
    }
    if let Some(zone) = zone.filter(|_| kind.0.provided_by_zone) {
        set_if_absent(labels, label::ORIGIN, &Text::new_static("zone"));
        if labels.get(label::ORIGIN) != Some("global") {
            set_if_absent(labels, label::ZONE, zone);
            let environment = if resource.meta.kubernetes.is_some() { "kubernetes" } else { "universal" };
            set_if_absent(labels, label::ENVIRONMENT, &Text::new_static(environment));
        }
    }
    match &resource.spec {
        Spec::Dataplane(dataplane) => of_dataplane(labels, dataplane),
        Spec::ZoneIngress(_) => set(labels, label::PROXY_TYPE, "zoneingress"),
        Spec::ZoneEgress(_) => set(labels, label::PROXY_TYPE, "zoneegress"),
        _ => {}
    }
}

/// Whether a zone takes these labels: a resource that was made in a zone says no other zone, and the workload of a Dataplane is
/// a name that DNS takes.
pub(super) fn are_accepted(resource: &Resource, zone: &Text, report: &mut Report) -> bool {
    let labels = &resource.meta.labels;
    let before = report.diagnostics.len();
    let mut refuse = |key: &str, reason: &str| {
        let origin = labels.0.get(key).map_or(resource.meta.origin, |value| value.origin);
        report.push(Diagnostic::error(
            validate::code::INVALID,
            format!("labels[\"{key}\"]: {reason}"),
            origin,
        ));
    };
    let other_zone = labels.get(label::ZONE).is_some_and(|own| own != zone);
    if other_zone && labels.get(label::ORIGIN) != Some("global") {
        refuse(label::ZONE, &format!("{} label should have {zone} value", label::ZONE));
    }
    let workload = labels.get(label::WORKLOAD).filter(|_| matches!(resource.spec, Spec::Dataplane(_)));
    if workload.is_some_and(|workload| !is_dns_1035_label(workload)) {
        refuse(
            label::WORKLOAD,
            "must be a valid DNS-1035 label (at most 63 characters, matching regex [a-z]([-a-z0-9]*[a-z0-9])?)",
        );
    }
    report.diagnostics.len() == before
}

/// Labels of a generated resource.
pub(super) fn generated<const N: usize>(labels: [(&'static str, Text); N], rule: Name) -> Labels {
    Labels(
        labels.into_iter().map(|(key, value)| (Text::new_static(key), Traced::rule(value, rule))).collect(),
    )
}

fn of_dataplane(labels: &mut Labels, dataplane: &Dataplane) {
    let gateway = dataplane.networking.gateway.as_ref();
    let built_in = gateway.is_some_and(|gateway| gateway.gateway_type.value == GatewayType::Builtin);
    set(labels, label::PROXY_TYPE, if built_in { "gateway" } else { "sidecar" });
    for (key, listener_type) in
        [(LISTENER_ZONE_INGRESS, ListenerType::ZoneIngress), (LISTENER_ZONE_EGRESS, ListenerType::ZoneEgress)]
    {
        let mut listeners = dataplane.networking.listeners.iter();
        if listeners.any(|listener| listener.listener_type.value == listener_type) {
            set(labels, key, "enabled");
        } else {
            labels.0.remove(key);
        }
    }
}

fn set(labels: &mut Labels, key: &'static str, value: &'static str) {
    labels.0.insert(Text::new_static(key), Traced::new(Text::new_static(value), RULE));
}

fn set_if_absent(labels: &mut Labels, key: &'static str, value: &Text) {
    labels.0.entry(Text::new_static(key)).or_insert_with(|| Traced::new(value.clone(), RULE));
}
