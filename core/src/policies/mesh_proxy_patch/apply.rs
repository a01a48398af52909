//! What a MeshProxyPatch does to the finished messages of a proxy.

use super::{
    filter, order, resource,
    schema::{Conf, Modification},
    virtual_host,
};
use crate::{
    message::{Configuration, Fault, UnknownField},
    policy::{Confs, Context, Effects, typed},
    report::{Diagnostic, Report},
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
}

/// Does all edits in order, up to the first that cannot be done.
pub(super) fn patch(
    configuration: &mut Configuration,
    confs: &Confs<'_>,
    _: &Context<'_>,
    effects: &mut Effects,
) {
    let Some(conf) = confs.proxy.first().and_then(typed::<Conf>) else { return };
    let mut was_refused = order::refused(configuration).is_some();
    for edit in conf.append_modifications.iter().flatten() {
        let mut unknown = Vec::new();
        let done = apply(edit, configuration, &mut unknown);
        effects.report.diagnostics.extend(unknown.iter().map(unknown_field));
        if let Err(fault) = done {
            effects.report.push(failed(fault, edit));
            return;
        }
        if !was_refused {
            was_refused = check_order(configuration, edit, &mut effects.report);
        }
    }
}

fn apply(
    edit: &Modification,
    configuration: &mut Configuration,
    unknown: &mut Vec<UnknownField>,
) -> Result<(), Fault> {
    if let Some(edit) = &edit.cluster {
        resource::clusters(edit, configuration, unknown)
    } else if let Some(edit) = &edit.listener {
        resource::listeners(edit, configuration, unknown)
    } else if let Some(edit) = &edit.network_filter {
        filter::network_filters(edit, configuration, unknown)
    } else if let Some(edit) = &edit.http_filter {
        filter::http_filters(edit, configuration, unknown)
    } else if let Some(edit) = &edit.virtual_host {
        virtual_host::virtual_hosts(edit, configuration, unknown)
    } else {
        Err(Fault { reason: "invalid modification".into(), origin: edit.origin })
    }
}

fn check_order(configuration: &Configuration, edit: &Modification, report: &mut Report) -> bool {
    let refused = order::refused(configuration);
    if let Some(reason) = &refused {
        report.push(Diagnostic::warning(code::ENVOY_REFUSES, reason.clone(), edit.origin));
    }
    refused.is_some()
}

/// A fault within a message that no user wrote is shown at the edit.
fn failed(fault: Fault, edit: &Modification) -> Diagnostic {
    let origin = if fault.origin.location().is_some() { fault.origin } else { edit.origin };
    Diagnostic::error(code::PATCH_FAILS, format!("this edit cannot be done: {}", fault.reason), origin)
        .help("the control plane then gives the proxy no new configuration at all")
}

fn unknown_field(field: &UnknownField) -> Diagnostic {
    let message = format!("{} has no field `{}`; the control plane drops it", field.message_type, field.name);
    Diagnostic::warning(code::UNKNOWN_ENVOY_FIELD, message, field.origin)
}
