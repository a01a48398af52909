//! Names of resources and meshes.

use super::{Place, Violations, code, syntax};
use crate::resource::{Meta, Scope};

const NAME: &str = "invalid characters. A lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, \
                    '-' or '.', and must start and end with an alphanumeric character";
const MESH: &str =
    "invalid characters. Valid characters are numbers, lowercase latin letters and '-', '_', '.' symbols.";

/// Checks the name of a resource, and the name of its mesh, where it is in one.
pub fn check_meta(meta: &Meta, root: &Place<'_>, violations: &mut Violations) {
    check(&root.field("name"), &meta.name, violations);
    if meta.kind.0.scope == Scope::Mesh {
        let valid =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_.".contains(letter);
        let mesh = root.field("mesh");
        if !check_size(&mesh, &meta.mesh, violations) && !meta.mesh.chars().all(valid) {
            violations.refuse_as(code::INVALID_NAME, &mesh, MESH);
        }
    }
}

/// Checks a name.
pub(super) fn check(place: &Place<'_>, name: &str, violations: &mut Violations) {
    if !check_size(place, name, violations) && !syntax::has_subdomain_letters(name) {
        violations.refuse_as(code::INVALID_NAME, place, NAME);
    }
}

/// Whether a name is refused for its length.
fn check_size(place: &Place<'_>, name: &str, violations: &mut Violations) -> bool {
    let reason = match name.len() {
        0 => "cannot be empty",
        1..=253 => return false,
        _ => "value length must less or equal 253",
    };
    violations.refuse_as(code::INVALID_NAME, place, reason);
    true
}
