//! What the control plane refuses about a MeshTLS.

use crate::resource::{
    Meta,
    validate::{Place, Violations, check_tls_version, code, top_kind},
};

const CIPHERS: [&str; 6] = [
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-RSA-CHACHA20-POLY1305",
];

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    violations.check_top_target(spec, meta, &["Mesh", "MeshSubset", "Dataplane"], &[]);
    violations.check_rules_without_from(spec);
    let top = top_kind(spec);
    for rule in spec.field("rules").items() {
        check_conf(&rule.field("default"), top, violations);
    }
    for item in spec.field("from").items() {
        violations.check_target(&item.field("targetRef"), &["Mesh"]);
        check_conf(&item.field("default"), top, violations);
    }
    violations.deprecate_from_as_rules(spec);
    violations.deprecate_top_target(spec);
}

fn check_conf(conf: &Place<'_>, top: &str, violations: &mut Violations) {
    let (ciphers, version) = (conf.field("tlsCiphers"), conf.field("tlsVersion"));
    if !ciphers.is_empty() && top != "Mesh" {
        violations.refuse_as(
            code::NOT_ALLOWED_HERE,
            &ciphers,
            "tlsCiphers can only be defined with top level targetRef kind: Mesh",
        );
    } else if !ciphers.items().all(|cipher| CIPHERS.contains(&cipher.text())) {
        let allowed = CIPHERS.map(|cipher| format!("\"{cipher}\"")).join(", ");
        violations.refuse_as(
            code::UNSUPPORTED_VALUE,
            &ciphers,
            format!("\"tlsCiphers\" must be one of [{allowed}]"),
        );
    }
    if version.is_defined() && top != "Mesh" {
        violations.refuse_as(
            code::NOT_ALLOWED_HERE,
            &version,
            "tlsVersion can only be defined with top level targetRef kind: Mesh",
        );
    } else {
        check_tls_version(&version, violations);
    }
}
