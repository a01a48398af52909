//! Mesh: backends that exist, and settings that need each other.

use super::{Place, Violations, Writing, authority, authority::Load, code, mesh_backends};
use crate::{resource::Meta, sorted::SortedSet};

/// Checks the fields of a Mesh.
pub(super) fn check(fields: &Place<'_>, violations: &mut Violations) {
    mutual_tls(&fields.field("mtls"), violations);
    mesh_backends::logging(&fields.field("logging"), violations);
    mesh_backends::tracing(&fields.field("tracing"), violations);
    mesh_backends::metrics(&fields.field("metrics"), violations);
    constraints(&fields.field("constraints").field("dataplaneProxy"), violations);
    let zone_egress = fields.field("routing").field("zoneEgress");
    let mtls = fields.field("mtls");
    if zone_egress.is_true() && mtls.field("enabledBackend").is_empty() {
        violations.refuse_as(code::REQUIRED, &mtls, "has to be set when zoneEgress enabled");
    }
}

/// Checks what the control plane looks at last, when it is about to store a Mesh.
pub(super) fn check_last(
    fields: &Place<'_>,
    meta: &Meta,
    writing: Writing,
    load: Load<'_>,
    violations: &mut Violations,
) {
    if meta.name.len() > 63 && writing == Writing::First {
        violations.refuse_as(code::TOO_LONG, &fields.field("name"), "cannot be longer than 63 characters");
    }
    let mtls = fields.field("mtls");
    if mtls.field("skipValidation").is_true() {
        return;
    }
    for backend in mtls.field("backends").items() {
        if !authority::check(&backend, meta, load, violations) {
            break;
        }
    }
}

fn mutual_tls(mtls: &Place<'_>, violations: &mut Violations) {
    let backends = mtls.field("backends");
    if backends.len() > 1 {
        violations.refuse_as(code::CHOOSE_ONE, &backends, "cannot have more than 1 backends");
    }
    let mut names = SortedSet::new();
    for backend in backends.items() {
        unique_name(&backend.field("name"), &mut names, violations);
        let certificate = backend.field("dpCert");
        let expiration = certificate.field("rotation").field("expiration");
        if certificate.is_defined() && !is_expiration(expiration.text()) {
            violations.refuse_as(
                code::INVALID_DURATION,
                &expiration.called("mtls.dpcert.rotation.expiration"),
                "has to be a valid format",
            );
        }
    }
    known_backend(&mtls.field("enabledBackend"), &names, "backends in the mesh", violations);
}

/// Notes a name that is used already.
pub(super) fn unique_name<'a>(name: &Place<'a>, names: &mut SortedSet<&'a str>, violations: &mut Violations) {
    if !names.insert(name.text()) {
        violations.refuse_as(
            code::DUPLICATE,
            name,
            format!("\"{}\" name is already used for another backend", name.text()),
        );
    }
}

/// A backend that is named must be there.
pub(super) fn known_backend(
    name: &Place<'_>,
    names: &SortedSet<&str>,
    of_what: &str,
    violations: &mut Violations,
) {
    if !name.is_empty() && !names.contains(name.text()) {
        violations.refuse_as(code::UNKNOWN_REFERENCE, name, format!("has to be set to one of the {of_what}"));
    }
}

/// A whole number with one unit, or 0.
fn is_expiration(text: &str) -> bool {
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    text == "0" || !number.is_empty() && ["y", "w", "d", "h", "m", "s", "ms"].contains(&unit)
}

fn constraints(constraints: &Place<'_>, violations: &mut Violations) {
    for name in ["requirements", "restrictions"] {
        for rules in constraints.field(name).items() {
            violations.check_selector(&rules.field("tags"));
        }
    }
}
