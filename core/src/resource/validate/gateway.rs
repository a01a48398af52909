//! MeshGateway: listeners that can share ports, and TLS where it is asked for.

use super::{
    Place, Violations, code,
    tags::{Selectors, ServiceTag, TagRules},
};
use crate::{list::CollectVec as _, sorted::SortedSet};

/// Tags that Dataplanes have by themselves.
const RESERVED: &[&str] =
    &["kuma.io/external-service-name", "kuma.io/protocol", "kuma.io/service", "kuma.io/zone"];
const FREE: TagRules<'static> =
    TagRules { at_least_one: false, service: ServiceTag::Optional, only_service: false, forbidden: RESERVED };
/// Tags that select Dataplanes of a gateway.
pub(super) const SELECTED: TagRules<'static> =
    TagRules { at_least_one: true, service: ServiceTag::Required, only_service: false, forbidden: &[] };
const EMPTY: &str = "cannot be empty";

/// Checks the fields of a MeshGateway.
pub(super) fn check(fields: &Place<'_>, violations: &mut Violations) {
    let conf = fields.field("conf");
    let listeners = conf.field("listeners");
    let is_cross_mesh = listeners.items().any(|listener| listener.field("crossMesh").is_true());
    let count = Selectors { at_least_one: true, at_most_one: is_cross_mesh };
    violations.check_selectors(&fields.field("selectors"), count, SELECTED);
    violations.check_selected(&fields.field("tags"), FREE);
    if !conf.is_defined() {
        return violations.refuse_as(code::REQUIRED, &conf, EMPTY);
    }
    if listeners.is_empty() {
        violations.refuse_as(code::REQUIRED, &listeners, EMPTY);
    }
    listeners.items().for_each(|listener| check_listener(&listener, violations));
    check_conflicts(&listeners.items().collect_vec(), violations);
}

fn check_listener(listener: &Place<'_>, violations: &mut Violations) {
    let hostname = listener.field("hostname");
    if !hostname.is_empty() {
        violations.check_hostname(&hostname);
    }
    violations.check_port(&listener.field("port"));
    check_tls(listener, violations);
    violations.check_selected(&listener.field("tags"), FREE);
}

fn check_tls(listener: &Place<'_>, violations: &mut Violations) {
    let (protocol, tls) = (listener.field("protocol"), listener.field("tls"));
    let (mode, certificates) = (tls.field("mode"), tls.field("certificates"));
    let is_cross_mesh = listener.field("crossMesh").is_true();
    match protocol.text() {
        "" | "NONE" if protocol.number() == 0 => violations.refuse_as(code::REQUIRED, &protocol, EMPTY),
        "HTTPS" if is_cross_mesh => violations.refuse_as(
            code::NOT_ALLOWED_HERE,
            &protocol,
            "protocol is not supported with crossMesh",
        ),
        "HTTPS" if !tls.is_defined() => violations.refuse_as(code::REQUIRED, &tls, EMPTY),
        "HTTPS" if mode.text() == "PASSTHROUGH" => {
            violations.refuse_as(code::NOT_ALLOWED_HERE, &mode, "mode is not supported on HTTPS listeners");
        }
        _ => {}
    }
    if !tls.is_defined() {
        return;
    }
    let has_no_mode = matches!(mode.text(), "" | "NONE") && mode.number() == 0;
    if is_cross_mesh {
        if !has_no_mode || !certificates.is_empty() {
            violations.refuse_as(code::NOT_ALLOWED_HERE, &tls, "must be empty with crossMesh");
        }
        return;
    }
    match (has_no_mode, mode.text(), certificates.len()) {
        (true, _, _) => violations.refuse_as(code::REQUIRED, &mode, EMPTY),
        (_, "TERMINATE", 0) => {
            violations.refuse_as(code::REQUIRED, &certificates, "cannot be empty in TLS termination mode");
        }
        (_, "TERMINATE", 3..) => {
            violations.refuse_as(code::CHOOSE_ONE, &certificates, "cannot have more than 2 certificates");
        }
        _ => {}
    }
}

fn connection_limit<'a>(listener: &Place<'a>) -> Place<'a> {
    listener.field("resources").either("connection_limit")
}

/// Listeners of one port must have one protocol, different host names, and one limit of connections.
fn check_conflicts(listeners: &[Place<'_>], violations: &mut Violations) {
    let hostname = |listener: &Place<'_>| match listener.field("hostname").text() {
        "" => "*".to_owned(),
        name => name.to_owned(),
    };
    let ports: SortedSet<i64> = listeners.iter().map(|listener| listener.field("port").number()).collect();
    let on = |port: i64| listeners.iter().filter(move |listener| listener.field("port").number() == port);
    for port in &ports {
        let protocols: SortedSet<&str> =
            on(*port).map(|listener| listener.field("protocol").text()).collect();
        for listener in on(*port).filter(|_| protocols.len() > 1) {
            violations.refuse_as(
                code::CONFLICT,
                listener,
                "protocol conflicts with other listeners on this port",
            );
        }
    }
    for port in &ports {
        for listener in on(*port) {
            if on(*port).filter(|other| hostname(other) == hostname(listener)).count() > 1 {
                violations.refuse_as(
                    code::DUPLICATE,
                    listener,
                    "multiple listeners for hostname on this port",
                );
            }
        }
    }
    for port in &ports {
        let limited = || on(*port).map(connection_limit).filter(|limit| limit.number() != 0);
        let limits: SortedSet<i64> = limited().map(|limit| limit.number()).collect();
        for limit in limited().filter(|_| limits.len() > 1) {
            violations.refuse_as(code::CONFLICT, &limit, "conflicting values for this port");
        }
    }
}
