//! Labels: keys and values as Kubernetes has them, and the few that Kuma itself reads.

use super::{Place, Violations, code, subdomain_faults};
use crate::resource::{Meta, meta::label};

const NAME: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric \
                    character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is \
                    '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must \
                     start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used \
                     for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const LENGTH: &str = "must be no more than 63 bytes";

/// Checks the labels of a resource. Whether they name the zone of the control plane is not known here.
pub(super) fn check(meta: &Meta, root: &Place<'_>, violations: &mut Violations) {
    let labels = root.field("labels");
    let origin = meta.labels.get(label::ORIGIN);
    if origin.is_some_and(|origin| origin != "zone" && origin != "global") {
        let reason = format!("unknown resource origin {:?}", origin.unwrap_or_default());
        violations.refuse_as(code::INVALID_LABEL, &labels.key(label::ORIGIN), reason);
    }
    let mesh = meta.labels.get(label::MESH);
    if origin != Some("global") && mesh.is_some_and(|mesh| mesh != meta.mesh) {
        let reason = format!("{} label must not differ from mesh set on resource", label::MESH);
        violations.refuse_as(code::INVALID_LABEL, &labels.key(label::MESH), reason);
    }
    check_letters(root, violations);
}

/// Checks the letters of all labels of a resource.
pub fn check_letters(root: &Place<'_>, violations: &mut Violations) {
    for (key, place) in root.field("labels").entries() {
        check_key(key, &place, violations);
        check_value(&place, violations);
    }
}

/// A name with an optional prefix, which is a host name.
fn check_key(key: &str, place: &Place<'_>, violations: &mut Violations) {
    let (prefix, name) = match key.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, key),
    };
    if name.contains('/') {
        let example = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
        return violations.refuse_as(
            code::INVALID_LABEL,
            place,
            format!("a valid label key {NAME} {example}"),
        );
    }
    match prefix {
        Some("") => violations.refuse_as(code::INVALID_LABEL, place, "prefix part must be non-empty"),
        Some(prefix) => {
            subdomain_faults(prefix).for_each(|fault| {
                violations.refuse_as(code::INVALID_LABEL, place, format!("prefix part {fault}"))
            });
        }
        None => {}
    }
    if name.is_empty() {
        violations.refuse_as(code::INVALID_LABEL, place, "name part must be non-empty");
    }
    if name.len() > 63 {
        violations.refuse_as(code::TOO_LONG, place, format!("name part {LENGTH}"));
    }
    if !is_name(name) {
        violations.refuse_as(code::INVALID_LABEL, place, format!("name part {NAME}"));
    }
}

fn check_value(place: &Place<'_>, violations: &mut Violations) {
    let text = place.text();
    if text.len() > 63 {
        violations.refuse_as(code::TOO_LONG, place, LENGTH);
    }
    if !text.is_empty() && !is_name(text) {
        violations.refuse_as(code::INVALID_LABEL, place, VALUE);
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.ends_with(|last: char| last.is_ascii_alphanumeric())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter))
}
