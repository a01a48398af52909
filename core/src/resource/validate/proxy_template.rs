//! ProxyTemplate: profiles that exist, and messages that Envoy could read.

use super::{Place, Violations, code, gateway::SELECTED, tags::Selectors};
use crate::{
    message::{MessageType, ResourceType},
    origin::Traced,
    resource::written,
    tree::Text,
};

const EMPTY: &str = "cannot be empty";
const PROFILES: [&str; 4] = ["default-proxy", "egress-proxy", "gateway-proxy", "ingress-proxy"];
const SIMPLE: &str = "invalid operation. Available operations: \"add\", \"patch\", \"remove\"";
const ORDERED: &str = "invalid operation. Available operations: \"addFirst\", \"addLast\", \"addBefore\", \"addAfter\", \
                       \"patch\", \"remove\"";

/// Checks the fields of a ProxyTemplate.
pub(super) fn check(fields: &Place<'_>, violations: &mut Violations) {
    let count = Selectors { at_least_one: false, at_most_one: false };
    violations.check_selectors(&fields.field("selectors"), count, SELECTED);
    let conf = fields.field("conf");
    for profile in conf.field("imports").items() {
        if profile.is_empty() {
            violations.refuse_as(code::REQUIRED, &profile, EMPTY);
        } else if !PROFILES.contains(&profile.text()) {
            let known = PROFILES.join(",");
            violations.refuse_as(
                code::UNSUPPORTED_VALUE,
                &profile,
                format!("profile not found. Available profiles: {known}"),
            );
        }
    }
    for resource in conf.field("resources").items() {
        for name in ["name", "version", "resource"] {
            if resource.field(name).is_empty() {
                violations.refuse_as(code::REQUIRED, &resource.field(name), EMPTY);
            }
        }
        let message = resource.field("resource");
        if !message.is_empty() {
            check_message(&message, "google.protobuf.Any", Rules::DoNotCount, violations);
        }
    }
    for modification in conf.field("modifications").items() {
        // Of several ways the last one counts.
        let ways = [
            ("virtualHost", "envoy.config.route.v3.VirtualHost"),
            ("httpFilter", "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter"),
            ("networkFilter", "envoy.config.listener.v3.Filter"),
            ("listener", ResourceType::Listener.message_name()),
            ("cluster", ResourceType::Cluster.message_name()),
        ];
        if let Some((way, message)) = ways.into_iter().find(|(way, _)| modification.field(way).is_defined()) {
            check_modification(&modification.field(way), way, message, violations);
        }
    }
}

fn check_modification(place: &Place<'_>, way: &str, message: &str, violations: &mut Violations) {
    let (operation, matched) = (place.field("operation"), place.field("match"));
    let (name, value) = (matched.field("name"), place.field("value"));
    let is_filter = matches!(way, "networkFilter" | "httpFilter");
    match (operation.text(), is_filter) {
        ("remove", _) => {}
        ("add", false) => {
            let forbidden = if way == "virtualHost" { &name } else { &matched };
            if way != "virtualHost" && matched.is_defined() || !name.is_empty() {
                violations.refuse_as(code::NOT_ALLOWED_HERE, forbidden, "cannot be defined");
            }
            check_message(&value, message, Rules::Count, violations);
        }
        ("patch", _) => {
            if is_filter && name.is_empty() {
                violations.refuse_as(code::REQUIRED, &name, EMPTY);
            }
            check_message(&value, message, Rules::DoNotCount, violations);
        }
        ("addFirst" | "addLast", true) => check_message(&value, message, Rules::Count, violations),
        (side @ ("addBefore" | "addAfter"), true) => {
            if name.is_empty() {
                let side = if side == "addBefore" { "before" } else { "after" };
                let reason =
                    format!("{EMPTY}. You need to pick a filter {side} which this one will be added");
                violations.refuse_as(code::REQUIRED, &name, reason);
            }
            check_message(&value, message, Rules::Count, violations);
        }
        (_, false) => violations.refuse_as(code::UNSUPPORTED_VALUE, &operation, SIMPLE),
        (_, true) => violations.refuse_as(code::UNSUPPORTED_VALUE, &operation, ORDERED),
    }
}

/// Whether a message must keep the rules of Envoy's API, or only have its form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rules {
    Count,
    DoNotCount,
}

fn check_message(value: &Place<'_>, message_type: &str, rules: Rules, violations: &mut Violations) {
    let fault = match written::read(&Traced::new(Text::new(value.text()), value.origin()), message_type) {
        Err(fault) => Some(fault.reason),
        Ok(_) if rules == Rules::DoNotCount => None,
        Ok(read) => MessageType::named(message_type).and_then(|known| known.broken_rule(&read.message)),
    };
    if let Some(reason) = fault {
        violations.refuse_as(
            code::INVALID_PATCH,
            value,
            format!("native Envoy resource is not valid: {reason}"),
        );
    }
}
