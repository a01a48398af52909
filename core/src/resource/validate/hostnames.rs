//! HostnameGenerator and VirtualOutbound: what makes host names.

use std::collections::BTreeSet;

use super::{Place, Violations, syntax};

/// Checks the `spec` of a HostnameGenerator.
pub(super) fn check_hostname_generator(spec: &Place<'_>, violations: &mut Violations) {
    let selector = spec.field("selector");
    let kinds = ["meshService", "meshExternalService", "meshMultiZoneService"];
    if kinds.iter().filter(|kind| selector.field(kind).is_defined()).count() != 1 {
        let reason = "exact one selector (meshService, meshExternalService) must be defined";
        violations.refuse(&selector, reason);
    }
    let template = spec.field("template");
    if template.is_empty() {
        violations.refuse(&template, "must not be empty");
    }
    let extension = spec.field("extension");
    if extension.is_defined() && extension.field("type").is_empty() {
        violations.refuse(&extension.field("type"), "must not be empty");
    }
}

/// Checks the fields of a VirtualOutbound.
pub(super) fn check_virtual_outbound(fields: &Place<'_>, violations: &mut Violations) {
    let selectors = fields.field("selectors");
    if selectors.is_empty() {
        violations.refuse(&selectors, "must have at least one element");
    }
    for selector in selectors.items() {
        violations.check_selector(&selector.field("match"));
    }
    let conf = fields.field("conf");
    if !conf.is_defined() {
        return violations.refuse(&conf, "has to be defined");
    }
    parameters(&conf.field("parameters"), violations);
    for name in ["host", "port"] {
        let template = conf.field(name);
        if template.is_empty() {
            violations.refuse(&template, "has to be defined");
        }
    }
}

fn parameters(parameters: &Place<'_>, violations: &mut Violations) {
    let mut names = BTreeSet::new();
    let mut has_service = false;
    for parameter in parameters.items() {
        let (name, key) = (parameter.field("name"), tag_key(&parameter));
        if !names.insert(name.text()) {
            violations.refuse(&name, "name is already used");
        }
        has_service |= key.text() == "kuma.io/service";
        if !syntax::is_tag_name(key.text()) {
            violations.refuse(&key, "must be a valid tag name");
        }
        if key.is_empty() && !syntax::is_tag_name(name.text()) {
            violations.refuse(&name, "must be a valid tag name if you are not setting tagKey");
        }
        if name.is_empty() || !name.text().chars().all(|letter| letter.is_ascii_alphanumeric()) {
            let reason = "must consist of alphanumeric characters to be used as a gotemplate key";
            violations.refuse(&name, reason);
        }
    }
    if !has_service {
        violations.refuse(parameters, "must contain a parameter with kuma.io/service as a tagKey");
    }
}

fn tag_key<'a>(parameter: &Place<'a>) -> Place<'a> {
    let key = parameter.field("tagKey");
    if key.is_defined() { key } else { parameter.field("tag_key").called(key.path()) }
}
