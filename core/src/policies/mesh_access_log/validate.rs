//! What the control plane refuses about a MeshAccessLog.

use crate::resource::{
    Meta,
    validate::{CollectorPort, Place, Violations, code, is_url, syntax, top_kind},
};

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    let kinds = ["Mesh", "MeshSubset", "MeshGateway", "MeshService", "MeshServiceSubset", "Dataplane"];
    violations.check_top_target(spec, meta, &kinds, &[]);
    violations.check_rules_alone(spec);
    violations.check_some_items(spec);
    let kinds: &[&str] = match top_kind(spec) {
        "MeshGateway" => &["Mesh"],
        _ => &["Mesh", "MeshService", "MeshExternalService", "MeshMultiZoneService", "MeshHTTPRoute"],
    };
    for item in spec.field("to").items() {
        violations.check_target(&item.field("targetRef"), kinds);
        check_conf(&item.field("default"), violations);
    }
    for item in spec.field("from").items() {
        violations.check_target(&item.field("targetRef"), &["Mesh"]);
        check_conf(&item.field("default"), violations);
    }
    for rule in spec.field("rules").items() {
        rule.field("matches").items().for_each(|matched| violations.check_match(&matched));
        check_conf(&rule.field("default"), violations);
    }
    violations.deprecate_from_as_rules(spec);
    let items = ["to", "from", "rules"].into_iter().flat_map(|name| spec.field(name).items());
    violations.deprecate_collector_addresses(
        items.flat_map(|item| item.field("default").field("backends").items()),
    );
    violations.deprecate_top_target(spec);
}

fn check_conf(conf: &Place<'_>, violations: &mut Violations) {
    let backends = conf.field("backends");
    violations.check_defined(&backends);
    backends.items().for_each(|backend| check_backend(&backend, violations));
}

fn check_backend(backend: &Place<'_>, violations: &mut Violations) {
    let place = match backend.field("type").text() {
        "File" => backend.field("file"),
        "Tcp" => backend.field("tcp"),
        "OpenTelemetry" => backend.field("openTelemetry"),
        _ => return,
    };
    if !place.is_defined() {
        return violations.check_defined(&place);
    }
    check_format(&place.field("format"), violations);
    match backend.field("type").text() {
        "File" if !syntax::is_file_path(place.field("path").text()) => {
            violations.refuse_as(
                code::INVALID_PATH,
                &place.field("path"),
                "file backend requires a valid path",
            );
        }
        "Tcp" if !is_url(place.field("address").text()) => {
            violations.refuse_as(
                code::INVALID_ADDRESS,
                &place.field("address"),
                "tcp backend requires valid address",
            );
        }
        "OpenTelemetry" => {
            violations.check_collector(&place, CollectorPort::Optional);
            place
                .field("attributes")
                .items()
                .for_each(|attribute| check_attribute(&attribute.field("key"), violations));
        }
        _ => {}
    }
}

fn check_format(format: &Place<'_>, violations: &mut Violations) {
    let place = match format.field("type").text() {
        "Plain" => format.field("plain"),
        "Json" => format.field("json"),
        _ => return,
    };
    if !place.is_defined() {
        return violations.check_defined(&place);
    }
    if place.is_empty() {
        violations.refuse_as(code::REQUIRED, &place, "must not be empty");
    }
    for field in place.items() {
        for name in ["key", "value"] {
            if field.field(name).is_empty() {
                violations.refuse_as(code::REQUIRED, &field.field(name), format!("{name} cannot be empty"));
            }
        }
        // The control plane puts both texts between quotes and looks whether that is JSON.
        if !["key", "value"].iter().all(|name| is_within_json(field.field(name).text())) {
            violations.refuse_as(code::INVALID_CONFIG, &field, "is not a valid JSON object");
        }
    }
}

/// Whether a text can stand between the quotes of a text in JSON.
fn is_within_json(text: &str) -> bool {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let is_sound = match letter {
            '"' | '\0'..' ' => false,
            '\\' => match letters.next() {
                Some('u') => (0..4).all(|_| letters.next().is_some_and(|digit| digit.is_ascii_hexdigit())),
                escaped => escaped.is_some_and(|escaped| "\"\\/bfnrt".contains(escaped)),
            },
            _ => true,
        };
        if !is_sound {
            return false;
        }
    }
    true
}

/// Names of attributes follow OpenTelemetry's rules.
fn check_attribute(key: &Place<'_>, violations: &mut Violations) {
    let text = key.text();
    let is_edge = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let is_name = text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.split(['.', '_']).all(|word| !word.is_empty() && word.chars().all(is_edge));
    let reason = if text.is_empty() {
        "must be defined"
    } else if text.contains('%') {
        "must be a static OpenTelemetry attribute name; placeholders are only supported in values"
    } else if text.starts_with("otel.") {
        "must not use the reserved OpenTelemetry prefix 'otel.'"
    } else if !is_name {
        "must start with a lowercase letter, use only lowercase letters, digits, '.' or '_', avoid consecutive \
         delimiters, and end with a letter or digit"
    } else {
        return;
    };
    violations.refuse_as(code::REQUIRED, key, reason);
}
