//! Which identity a Dataplane has, and its SPIFFE ID.

use crate::{
    list::CollectVec as _,
    resource::{
        Labels, MeshIdentity, Meta,
        meta::label,
        template::{Template, Values},
    },
    tree::Text,
};

const DEFAULT_TRUST_DOMAIN: &str = "{{ .Mesh }}.{{ .Zone }}.mesh.local";
const DEFAULT_PATH: &str = "/workload/{{ .Workload }}";

/// Whether a MeshIdentity selects a Dataplane with these labels.
pub fn selects(identity: &MeshIdentity, labels: &Labels) -> bool {
    let selector = identity.selector.as_ref().and_then(|selector| selector.dataplane.as_ref());
    selector.is_some_and(|selector| selector.matches(labels))
}

/// The MeshIdentity whose identity a Dataplane with these labels gets: that with most labels, then with the least name.
pub fn best<'a>(
    identities: &[(&'a Meta, &'a MeshIdentity)],
    labels: &Labels,
) -> Option<(&'a Meta, &'a MeshIdentity)> {
    let selecting = identities.iter().copied().filter(|(_, identity)| selects(identity, labels));
    selecting.min_by_key(|(meta, identity)| {
        let selector = identity.selector.as_ref().and_then(|selector| selector.dataplane.as_ref());
        (std::cmp::Reverse(selector.map_or(0, |selector| selector.labels().count())), meta.name.clone())
    })
}

/// The trust domain of a MeshIdentity for a resource, or what is wrong with its template.
pub fn trust_domain(identity: &MeshIdentity, meta: &Meta, zone: &Text) -> Result<String, String> {
    let template = identity.spiffe_id.as_ref().and_then(|id| id.trust_domain.as_ref());
    let template = template.map_or(DEFAULT_TRUST_DOMAIN, |template| &template.value);
    let own =
        meta.labels.get(label::ZONE).filter(|zone| !zone.is_empty()).map_or_else(|| zone.clone(), Text::new);
    let fields = [("Mesh", meta.mesh.clone()), ("Zone", own)];
    let type_name = "struct { Mesh string; Zone string }";
    Template::parse(template)?.render(&Fields { fields: &fields, type_name, labels: &meta.labels })
}

/// The SPIFFE ID of a Dataplane, or why it can have none.
pub fn spiffe_id(identity: &MeshIdentity, trust_domain: &str, dataplane: &Meta) -> Result<String, String> {
    let path = identity.spiffe_id.as_ref().and_then(|id| id.path.as_ref());
    let path = path.map_or(DEFAULT_PATH, |path| &path.value);
    let of = |key| dataplane.labels.get(key).map(Text::new).unwrap_or_default();
    let fields = [
        ("TrustDomain", Text::new(trust_domain)),
        ("Namespace", of(label::NAMESPACE)),
        ("ServiceAccount", of("k8s.kuma.io/service-account")),
        ("Workload", of(label::WORKLOAD)),
    ];
    let template = Text::from_iter(["spiffe://{{ .TrustDomain }}", path]);
    let type_name = "struct { TrustDomain string; Namespace string; ServiceAccount string; Workload string }";
    let values = Fields { fields: &fields, type_name, labels: &dataplane.labels };
    let id = Template::parse(&template)?.render(&values)?;
    check(&id).map(|()| id)
}

/// Whether a MeshIdentity gives certificates already: its condition `Ready` is true.
pub fn is_ready(identity: &MeshIdentity) -> bool {
    has_ready_condition(identity, |status, _| status == "True")
}

/// Whether a MeshIdentity gives identities without certificates.
pub fn is_partially_ready(identity: &MeshIdentity) -> bool {
    has_ready_condition(identity, |status, reason| status == "False" && reason == "PartiallyReady")
}

fn has_ready_condition(identity: &MeshIdentity, holds: impl Fn(&str, &str) -> bool) -> bool {
    let mut conditions = identity.status.iter().flat_map(|status| &status.conditions);
    conditions
        .any(|condition| condition.condition_type == "Ready" && holds(&condition.status, &condition.reason))
}

/// The rules of SPIFFE: a trust domain in lower case, and a path of segments that are neither empty nor dots.
fn check(id: &str) -> Result<(), String> {
    let rest = id.strip_prefix("spiffe://").unwrap_or_default();
    let (domain, path) = rest.split_once('/').map_or((rest, None), |(domain, path)| (domain, Some(path)));
    let in_domain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-._".contains(letter);
    let in_path = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
    if domain.is_empty() {
        return Err("trust domain is missing".into());
    }
    if !domain.chars().all(in_domain) {
        return Err("trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores"
            .into());
    }
    for segment in path.into_iter().flat_map(|path| path.split('/')) {
        match segment {
            "" if path.is_some_and(|path| path.ends_with('/') || path.is_empty()) => {
                return Err("path cannot have a trailing slash".into());
            }
            "" => return Err("path cannot contain empty segments".into()),
            "." | ".." => return Err("path cannot contain dot segments".into()),
            _ if !segment.chars().all(in_path) => {
                return Err(
                    "path segment characters are limited to letters, numbers, dots, dashes, and underscores"
                        .into(),
                );
            }
            _ => {}
        }
    }
    Ok(())
}

struct Fields<'a> {
    fields: &'a [(&'static str, Text)],
    type_name: &'static str,
    labels: &'a Labels,
}

impl Values for Fields<'_> {
    fn field(&self, name: &str) -> Option<Text> {
        self.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.clone())
    }

    fn label(&self, key: &str) -> Option<Text> {
        self.labels.get(key).map(Text::new)
    }

    fn names(&self) -> Vec<&str> {
        self.fields.iter().map(|(name, _)| *name).collect_vec()
    }

    fn type_name(&self) -> &'static str {
        self.type_name
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn spiffe_ids_follow_their_rules() {
        assert_eq!(check("spiffe://default.zone.mesh.local/workload/cart"), Ok(()));
        assert_eq!(check("spiffe://td"), Ok(()));
        for id in [
            "spiffe://",
            "spiffe://TD/x",
            "spiffe://td/",
            "spiffe://td/a//b",
            "spiffe://td/../b",
            "spiffe://td/a b",
        ] {
            assert!(check(id).is_err(), "{id}");
        }
    }
}
