#![doc = include_str!("envoy_rule_broken.md")]

use crate::{
    check::{
        Find, Rule,
        messages::{Trail, text, walk},
    },
    message::{Configuration, MessageType},
    origin::Origin,
    report::{Diagnostic, Severity},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "envoy-rule-broken", severity: Severity::Mistake, find: Find::Configuration(find) };

/// Messages within an `Any` are looked at on their own: the rules of what holds them say nothing of them.
fn find(configuration: &Configuration) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    walk(configuration, &mut |trail| {
        let is_whole = trail.field().is_empty();
        let url = text(trail.node(), "@type");
        let message_type = if is_whole {
            MessageType::named(trail.resource.resource_type.message_name())
        } else {
            Some(url).filter(|url| !url.is_empty()).and_then(MessageType::of_url)
        };
        let broken = message_type.and_then(|message_type| message_type.broken_rule_at(trail.node()));
        found.extend(broken.map(|(reason, location)| {
            let origin = location.map_or_else(|| trail.origin(), Origin::Field);
            broken_rule(trail, &reason, origin)
        }));
    });
    found
}

fn broken_rule(trail: &Trail<'_>, reason: &str, origin: Origin) -> Diagnostic {
    RULE.broken(format!("Envoy refuses `{}`: {reason}", trail.resource.name), origin)
}
