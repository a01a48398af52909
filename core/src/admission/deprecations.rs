//! Names that are no names of DNS, and what else a control plane takes for the time being.

use super::{Admission, ports::ports};
use crate::{
    index::sni,
    list::CollectVec as _,
    resource::{Kri, Resource},
    tree::{Node, Text},
};

const DNS_1035: &str = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic \
    character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is \
    '[a-z]([-a-z0-9]*[a-z0-9])?')";
const DNS_1123: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start \
    and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
/// The longest label and the longest name of DNS.
const MAX_LABEL: usize = 63;
const MAX_NAME: usize = 253;

impl Admission<'_> {
    /// What the control plane warns about besides what validators do.
    pub(super) fn deprecations(&self, resource: &Resource, root: &Node) -> Vec<String> {
        let kind = self.kind.0.name;
        let mut found = Vec::new();
        if ["Mesh", "Zone", "MeshService", "MeshExternalService", "MeshMultiZoneService"].contains(&kind) {
            found.extend(name_fault(kind, resource.meta.display_name()));
            found.extend(port_faults(kind, resource, root));
        }
        let spec = root.get("spec");
        if kind == "MeshTrust"
            && spec.and_then(|spec| spec.get("origin")).is_some_and(|origin| !origin.is_null())
        {
            found.push("setting spec.origin field is deprecated".into());
        }
        found
    }
}

fn name_fault(kind: &str, name: &str) -> Option<String> {
    let faults: Vec<&str> = dns_1035_faults(name).collect_vec();
    let faults = faults.join("; ");
    let rule = "It does not conform to the DNS format (RFC 1035). This is deprecated";
    (!faults.is_empty()).then(|| format!("Invalid {kind} resource name: '{name}'. {rule}. Errors: {faults}"))
}

/// What keeps the ports of a service resource from having server names.
fn port_faults(kind: &str, resource: &Resource, root: &Node) -> Vec<String> {
    let ports = ports(kind, root).into_iter().flat_map(|(_, name)| {
        let kri = Kri { section: name.clone(), ..resource.meta.kri() };
        server_name_faults(&kri)
            .into_iter()
            .map(move |fault| format!("Invalid {kind} SNI (port \"{name}\"): {fault}. This is deprecated."))
    });
    ports.collect_vec()
}

fn server_name_faults(kri: &Kri) -> Vec<String> {
    if [&kri.mesh, &kri.name, &kri.section].iter().any(|part| part.is_empty()) {
        return vec!["mesh, name and sectionName must be non-empty".into()];
    }
    let mut parts = vec![("mesh", &kri.mesh), ("name", &kri.name)];
    if !kri.zone.is_empty() {
        parts.push(("zone", &kri.zone));
        parts.extend(Some(("namespace", &kri.namespace)).filter(|(_, value)| !value.is_empty()));
    }
    let describe = |(part, value): (&str, &Text)| {
        let faults = dns_1123_faults(value).collect_vec().join("; ");
        (!faults.is_empty()).then(|| format!("{part} {value:?} does not conform to RFC 1123: {faults}"))
    };
    let mut found: Vec<String> = parts.into_iter().filter_map(describe).collect_vec();
    let section = dns_1123_faults(&kri.section).collect_vec().join("; ");
    found.extend(Some(section).filter(|faults| !faults.is_empty()));
    let length = sni::format_kri(kri).len();
    if length > MAX_NAME {
        found.push(format!(
            "computed SNI is {length} characters which exceeds the DNS hostname limit ({MAX_NAME})"
        ));
    }
    found
}

/// What is wrong with a name that should be a label of DNS which begins with a letter.
pub(super) fn dns_1035_faults(text: &str) -> impl Iterator<Item = &'static str> {
    let begins = text.starts_with(|first: char| first.is_ascii_lowercase());
    let fits = begins && has_label_letters(text);
    too_long(text).chain((!fits).then_some(DNS_1035))
}

fn dns_1123_faults(text: &str) -> impl Iterator<Item = &'static str> {
    let fault = if text.split('.').all(has_label_letters) { "must not contain dots" } else { DNS_1123 };
    too_long(text).chain((!has_label_letters(text)).then_some(fault))
}

fn too_long(text: &str) -> impl Iterator<Item = &'static str> + use<> {
    (text.len() > MAX_LABEL).then_some("must be no more than 63 characters").into_iter()
}

fn has_label_letters(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    text.starts_with(plain)
        && text.ends_with(plain)
        && text.chars().all(|letter| plain(letter) || letter == '-')
}
