//! The certificate authorities of a Mesh: names that DNS takes, and certificates that may sign.

use super::{Place, Violations, code, syntax};
use crate::{
    resource::{Meta, certificate::Certificate, key_pair},
    tree::{Node, base64},
};

/// Usages of keys, as bits of [`Certificate::key_usage`].
const KEY_AGREEMENT: u8 = 1 << 4;
const CERTIFICATE_SIGN: u8 = 1 << 5;
/// The longest name of the secret of a built-in authority.
const MAX_NAME: usize = 255;

/// Finds what a data source refers to: the way (`secret`, `file`) and what it says. Nothing where that cannot be known here.
pub type Load<'a> = &'a dyn Fn(&str, &str) -> Option<Result<Vec<u8>, String>>;

/// Checks one of `mtls.backends`; false for one of a type that there is not, which ends the checks.
pub(super) fn check(backend: &Place<'_>, meta: &Meta, load: Load<'_>, violations: &mut Violations) -> bool {
    let (kind, conf) = (backend.field("type"), backend.field("conf"));
    if !matches!(kind.text(), "builtin" | "provided") {
        violations.refuse_as(code::UNSUPPORTED_VALUE, &kind, "could not find installed plugin for this type");
        return false;
    }
    // Where settings could not be read, what was wrong with them stands in their place.
    let fault = conf.node().and_then(Node::as_str);
    if let Some(fault) = fault {
        violations.refuse_as(
            code::INVALID_CONFIG,
            &conf,
            format!("could not convert backend config: {fault}"),
        );
    }
    match kind.text() {
        "builtin" => built_in(backend, meta, violations),
        _ if fault.is_none() => provided(&conf, load, violations),
        _ => {}
    }
    true
}

fn built_in(backend: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    let name = backend.field("name");
    let place = name.called(format!("{}.conf.mtls.backends.name", backend.path()));
    let secret = format!("{}.ca-builtin-cert-{}", meta.name, name.text());
    if secret.len() > MAX_NAME {
        violations.refuse_as(
            code::TOO_LONG,
            &place,
            format!("Backend name is too long. Max length: {MAX_NAME}"),
        );
    }
    if !syntax::is_dns_name(&secret) || secret != secret.to_ascii_lowercase() {
        violations.refuse_as(
            code::INVALID_ADDRESS,
            &place,
            format!("\"{}\" name must be valid dns name", name.text()),
        );
    }
}

fn provided(conf: &Place<'_>, load: Load<'_>, violations: &mut Violations) {
    let before = violations.refused.len();
    let sources = ["cert", "key"].map(|name| conf.field(name));
    for source in &sources {
        data_source(source, violations);
    }
    if violations.refused.len() > before {
        return;
    }
    let [certificate, key] = &sources;
    let loaded = match (data_of(key, load), data_of(certificate, load)) {
        (Some(Err(fault)), _) | (_, Some(Err(fault))) => Err(fault),
        (Some(Ok(key)), Some(Ok(certificate))) => Ok((certificate, key)),
        _ => return,
    };
    match loaded {
        Err(fault) => {
            for source in &sources {
                violations.refuse_as(
                    code::INVALID_CERTIFICATE,
                    source,
                    format!("could not load data: {fault}"),
                );
            }
        }
        Ok((pem, key)) => check_pair(certificate, &pem, &key, violations),
    }
}

fn data_source(source: &Place<'_>, violations: &mut Violations) {
    if !source.is_defined() {
        return violations.refuse_as(code::REQUIRED, source, "has to be defined");
    }
    let ways = ["inlineString", "inline", "file", "secret"].map(|way| source.field(way));
    match ways.iter().find(|way| way.is_defined()) {
        None => {
            let reason = "data source has to be chosen. Available sources: secret, file, inline";
            violations.refuse_as(code::INVALID_CERTIFICATE, source, reason);
        }
        Some(way) if way.is_empty() && !way.path().ends_with("inlineString") => {
            violations.refuse_as(code::REQUIRED, way, "cannot be empty");
        }
        Some(_) => {}
    }
}

/// The text of a source; nothing where it cannot be known here.
fn data_of(source: &Place<'_>, load: Load<'_>) -> Option<Result<String, String>> {
    let field = |name| source.field(name);
    let bytes = if field("inlineString").is_defined() {
        Some(Ok(field("inlineString").text().as_bytes().to_vec()))
    } else if field("inline").is_defined() {
        base64::decode(field("inline").text()).map(Ok)
    } else {
        let way = if field("file").is_defined() { "file" } else { "secret" };
        load(way, field(way).text())
    };
    bytes.map(|bytes| bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

fn check_pair(place: &Place<'_>, pem: &str, key: &str, violations: &mut Violations) {
    if let Some(fault) = key_pair::fault(pem, key) {
        return violations.refuse_as(
            code::INVALID_CERTIFICATE,
            place,
            format!("not a valid TLS key pair: {fault}"),
        );
    }
    for (index, certificate) in key_pair::certificates(pem).iter().enumerate() {
        let place = place.called(format!("{}[{index}]", place.path()));
        check_certificate(&place, certificate, violations);
    }
}

fn check_certificate(place: &Place<'_>, certificate: &Certificate, violations: &mut Violations) {
    if certificate.authority != Some(true) {
        let reason = "basic constraint 'CA' must be set to 'true' (see X509-SVID: 4.1. Basic Constraints)";
        violations.refuse_as(code::INVALID_CERTIFICATE, place, reason);
    }
    let usage = certificate.key_usage.unwrap_or_default();
    if usage & CERTIFICATE_SIGN == 0 {
        let reason = "key usage extension 'keyCertSign' must be set (see X509-SVID: 4.3. Key Usage)";
        violations.refuse_as(code::INVALID_CERTIFICATE, place, reason);
    }
    if usage & KEY_AGREEMENT != 0 {
        let reason = "key usage extension 'keyAgreement' must NOT be set (see X509-SVID: Appendix A. X.509 Field \
                      Reference)";
        violations.refuse_as(code::INVALID_CERTIFICATE, place, reason);
    }
}
