//! The certificate authorities of a Mesh: names that DNS takes, and certificates that may sign.

use super::{Place, Violations};
use crate::{resource::certificate::Certificate, tree::base64};

/// Usages of keys, as bits of [`Certificate::key_usage`].
const KEY_AGREEMENT: u8 = 1 << 4;
const CERTIFICATE_SIGN: u8 = 1 << 5;

/// Checks one of `mtls.backends`.
pub(super) fn check(backend: &Place<'_>, violations: &mut Violations) {
    let kind = backend.field("type");
    match kind.text() {
        "builtin" => {}
        "provided" => provided(&backend.field("conf"), violations),
        _ => violations.refuse(&kind, "could not find installed plugin for this type"),
    }
}

fn provided(conf: &Place<'_>, violations: &mut Violations) {
    let before = violations.refused.len();
    for name in ["cert", "key"] {
        data_source(&conf.field(name), violations);
    }
    let certificate = conf.field("cert");
    if let Some(pem) = pem(&certificate).filter(|_| violations.refused.len() == before) {
        check_certificate(&certificate, &pem, violations);
    }
}

fn data_source(source: &Place<'_>, violations: &mut Violations) {
    if !source.is_defined() {
        return violations.refuse(source, "has to be defined");
    }
    let ways = ["secret", "file", "inline", "inlineString"].map(|way| source.field(way));
    match ways.iter().find(|way| way.is_defined()) {
        None => {
            let reason = "data source has to be chosen. Available sources: secret, file, inline";
            violations.refuse(source, reason);
        }
        Some(way) if way.is_empty() && !way.path().ends_with("inlineString") => {
            violations.refuse(way, "cannot be empty");
        }
        Some(_) => {}
    }
}

/// The text of a source that stands in the resource itself.
fn pem(source: &Place<'_>) -> Option<String> {
    let inline = source.field("inline");
    if inline.is_empty() {
        let text = source.field("inlineString");
        return (!text.is_empty()).then(|| text.text().into());
    }
    String::from_utf8(base64::decode(inline.text())?).ok()
}

fn check_certificate(place: &Place<'_>, pem: &str, violations: &mut Violations) {
    if !pem.contains("-----BEGIN ") {
        let reason = "not a valid TLS key pair: tls: failed to find any PEM data in certificate input";
        return violations.refuse(place, reason);
    }
    let Some(certificate) = Certificate::parse(pem) else {
        return violations.refuse(place, "not a valid TLS key pair");
    };
    let first = place.called(format!("{}[0]", place.path()));
    if certificate.authority != Some(true) {
        let reason = "basic constraint 'CA' must be set to 'true' (see X509-SVID: 4.1. Basic Constraints)";
        violations.refuse(&first, reason);
    }
    let usage = certificate.key_usage.unwrap_or_default();
    if usage & CERTIFICATE_SIGN == 0 {
        let reason = "key usage extension 'keyCertSign' must be set (see X509-SVID: 4.3. Key Usage)";
        violations.refuse(&first, reason);
    }
    if usage & KEY_AGREEMENT != 0 {
        let reason = "key usage extension 'keyAgreement' must NOT be set (see X509-SVID: Appendix A. X.509 Field \
                      Reference)";
        violations.refuse(&first, reason);
    }
}
