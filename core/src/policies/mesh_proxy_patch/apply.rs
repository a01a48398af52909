//! What a MeshProxyPatch does to the finished messages of a proxy.

use super::{
    filter,
    findings::{Findings, Watch, inconsistency},
    order, resource,
    schema::{Conf, Modification},
    virtual_host,
};
use crate::{
    message::{Configuration, Fault, ResourceType, UnknownField},
    origin::Origin,
    policy::{Confs, Context, Effects, typed},
    report::{Code, Diagnostic, Report},
};

/// The codes of what can be said of edits.
mod code {
    use crate::report::Code;

    /// An edit cannot be done: the control plane gives the proxy no configuration.
    pub(super) const PATCH_FAILS: Code = "patch-fails";
    /// A field that Envoy's message does not have; the control plane drops it.
    pub(super) const UNKNOWN_ENVOY_FIELD: Code = "unknown-envoy-field";
    /// The control plane takes an edit that Envoy will not.
    pub(super) const ENVOY_REFUSES: Code = "envoy-refuses";
    /// The endpoints are not those that clusters ask for: the control plane does not send such a configuration.
    pub(super) const INCONSISTENT_ENDPOINTS: Code = "inconsistent-endpoints";
}

/// Does all edits in order, up to the first that cannot be done.
pub(super) fn patch(
    configuration: &mut Configuration,
    confs: &Confs<'_>,
    _: &Context<'_>,
    effects: &mut Effects,
) {
    let Some(conf) = confs.proxy.first().and_then(typed::<Conf>) else { return };
    let mut order = Watch::new(order::refused, configuration);
    let mut endpoints = Watch::new(inconsistency, configuration);
    let mut findings = Findings::new();
    let mut done = Ok(());
    for edit in conf.append_modifications.iter().flatten() {
        findings.edit = edit.origin;
        done = apply(edit, configuration, &mut findings);
        if done.is_err() {
            break;
        }
        order.look(configuration, edit.origin);
        endpoints.look(configuration, edit.origin);
    }
    report(&findings, done, configuration, &mut effects.report);
    configuration.serve_as_named(&[ResourceType::Cluster, ResourceType::Listener]);
    point_out(code::ENVOY_REFUSES, order.found(), &mut effects.report);
    point_out(code::INCONSISTENT_ENDPOINTS, endpoints.found(), &mut effects.report);
}

fn apply(
    edit: &Modification,
    configuration: &mut Configuration,
    findings: &mut Findings,
) -> Result<(), Fault> {
    if let Some(edit) = &edit.cluster {
        resource::clusters(edit, configuration, findings)
    } else if let Some(edit) = &edit.listener {
        resource::listeners(edit, configuration, findings)
    } else if let Some(edit) = &edit.network_filter {
        filter::network_filters(edit, configuration, findings)
    } else if let Some(edit) = &edit.http_filter {
        filter::http_filters(edit, configuration, findings)
    } else if let Some(edit) = &edit.virtual_host {
        virtual_host::virtual_hosts(edit, configuration, findings)
    } else {
        Err(Fault { reason: "invalid modification".into(), origin: edit.origin })
    }
}

fn report(findings: &Findings, done: Result<(), Fault>, configuration: &Configuration, report: &mut Report) {
    report.diagnostics.extend(findings.unknown.iter().map(unknown_field));
    match done {
        Ok(()) => {
            let broken = findings.broken_rules(configuration).into_iter();
            report.diagnostics.extend(broken.map(|(reason, edit)| failed(&reason, edit)));
        }
        // A fault within a message that no user wrote is shown at the edit.
        Err(Fault { reason, origin }) => {
            let is_written = origin.location().is_some();
            report.push(failed(&reason, if is_written { origin } else { findings.edit }).withholding());
        }
    }
}

fn failed(reason: &str, origin: Origin) -> Diagnostic {
    Diagnostic::error(code::PATCH_FAILS, format!("this edit cannot be done: {reason}"), origin)
        .help("the control plane then gives the proxy no new configuration at all")
}

fn point_out(code: Code, found: Option<(String, Origin)>, report: &mut Report) {
    if let Some((reason, edit)) = found {
        report.push(Diagnostic::mistake(code, reason, edit));
    }
}

fn unknown_field(field: &UnknownField) -> Diagnostic {
    let message = format!("{} has no field `{}`; the control plane drops it", field.message_type, field.name);
    Diagnostic::mistake(code::UNKNOWN_ENVOY_FIELD, message, field.origin)
}
