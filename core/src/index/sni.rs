//! Server names by which proxies and zone proxies tell destinations apart.

use std::borrow::Cow;

use crate::{list::CollectVec as _, model::ServiceTags, resource::Kri, sorted::SortedSet, tree::Text};

/// The longest name of a label and of a host in DNS.
const LABEL_LIMIT: usize = 63;
const HOST_LIMIT: usize = 253;

/// The server name of a service by tags in a mesh: `<service>{<tags, sorted, mesh among them>}`.
pub fn of_tags(tags: &ServiceTags, mesh: &str) -> Text {
    let mut pairs: SortedSet<(&str, &str)> = tags
        .0
        .iter()
        .filter(|(key, _)| *key != super::SERVICE_TAG && *key != "mesh")
        .map(|(key, value)| (key.as_str(), value.value.as_str()))
        .collect();
    pairs.insert(("mesh", mesh));
    let pairs: Vec<String> = pairs.into_iter().map(|(key, value)| format!("{key}={value}")).collect_vec();
    format!("{}{{{}}}", tags.service(), pairs.join(",")).into()
}

/// The legacy server name of a port of a service resource: a hash, the name, the port, the mesh and the kind.
/// Nothing for kinds that are no services.
pub fn legacy(kri: &Kri, name: &str, port: u32) -> Option<Text> {
    let kind = match kri.kind.0.name {
        "MeshService" => "ms",
        "MeshExternalService" => "mes",
        "MeshMultiZoneService" => "mzms",
        _ => return None,
    };
    let hash = format!("a{:016x}", fnv1a([name, ";", &kri.mesh, ";"]));
    Some([&hash, &*shortened(name), &port.to_string(), &*shortened(&kri.mesh), kind].join(".").into())
}

/// The server name that is a KRI: `sni.<short>.<mesh>[.<zone>[.<namespace>]].<name>.<section>`.
/// Nothing where a part is missing or is no DNS label, or the name is too long.
pub fn of_kri(kri: &Kri) -> Option<Text> {
    let sni = format_kri(kri);
    (labels(kri).into_iter().all(is_label) && sni.len() <= HOST_LIMIT).then_some(sni)
}

/// The server name that is a KRI, whether or not it is one of DNS: zone proxies offer every service.
pub fn format_kri(kri: &Kri) -> Text {
    format!("sni.{}.{}", kri.kind.0.short_name, labels(kri).join(".")).into()
}

/// The parts of a KRI in a server name. The namespace counts only beside a zone.
fn labels(kri: &Kri) -> Vec<&str> {
    let mut labels = vec![kri.mesh.as_str()];
    if !kri.zone.is_empty() {
        labels.push(&kri.zone);
        labels.extend(Some(kri.namespace.as_str()).filter(|namespace| !namespace.is_empty()));
    }
    labels.extend([kri.name.as_str(), kri.section.as_str()]);
    labels
}

/// Whether a text is a label of DNS (RFC 1123).
fn is_label(text: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let (first, last) = (text.as_bytes().first(), text.as_bytes().last());
    text.len() <= LABEL_LIMIT
        && first.is_some_and(plain)
        && last.is_some_and(plain)
        && text.bytes().all(|byte| plain(&byte) || byte == b'-')
}

/// The text, or its first 62 bytes and an `x` where it is longer.
fn shortened(text: &str) -> Cow<'_, str> {
    let limit = LABEL_LIMIT - 1;
    match text.get(..limit) {
        Some(head) if text.len() > limit => format!("{head}x").into(),
        _ => text.into(),
    }
}

/// FNV-1a of 64 bits, of a text in parts.
fn fnv1a<const N: usize>(parts: [&str; N]) -> u64 {
    let add = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    parts.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, part| part.bytes().fold(hash, add))
}

#[cfg(test)]
mod tests {
    use super::{fnv1a, is_label, shortened};

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(fnv1a([]), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(["", "a"]), 0xaf63_dc4c_8601_ec8c);
    }

    #[test]
    fn names_of_up_to_62_bytes_stay_whole() {
        let longest = "a".repeat(62);
        assert_eq!(shortened(&longest), longest);
        assert_eq!(shortened(&"a".repeat(63)), format!("{longest}x"));
    }

    #[test]
    fn labels_begin_and_end_with_a_letter_or_digit() {
        assert!(is_label("a-1"));
        assert!(!is_label("-a") && !is_label("a-") && !is_label("") && !is_label("a_b"));
    }
}
