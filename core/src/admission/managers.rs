//! What the managers of some kinds look at when a resource is about to be stored: other resources, and certificates.

use super::Admission;
use crate::{
    list::CollectVec as _,
    origin::Origin,
    resource::{
        Meta, Resource, Spec,
        validate::{self, Place, Violation, Writing, code},
    },
    tree::{Node, base64},
};

const SERVICE: &str = "kuma.io/service";

impl Admission<'_> {
    /// What speaks against storing the resource.
    pub(super) fn check_by_manager(&self, root: &Node, meta: &Meta) -> Vec<Violation> {
        let mut found = Vec::new();
        let fields = Place::root("", root);
        match self.kind.0.name {
            "Mesh" => found.extend(self.changed_authority(&fields)),
            "ExternalService" => found.extend(self.limits_of(fields.field("tags").key(SERVICE).text())),
            "RateLimit" => found.extend(self.limited_services(&fields)),
            _ => {}
        }
        let writing = if self.present().is_some() { Writing::Again } else { Writing::First };
        let load = |way: &str, name: &str| Some(self.load(way, name));
        found.extend(validate::check_last(meta, root, writing, &load).refused);
        found
    }

    /// What a data source of a Mesh refers to. Files are those of another machine: here there are none.
    fn load(&self, way: &str, name: &str) -> Result<Vec<u8>, String> {
        let mesh = self.request.name;
        if way == "file" {
            return Err(format!("open {name}: no such file or directory"));
        }
        let secret = self.store.iter().find_map(|resource| match &resource.spec {
            Spec::Secret(secret) if resource.meta.mesh == mesh && resource.meta.name == name => Some(secret),
            _ => None,
        });
        let missing = || format!("resource not found: type=\"Secret\" name=\"{name}\" mesh=\"{mesh}\"");
        let data = secret.ok_or_else(missing)?.data.as_ref();
        Ok(data.and_then(|data| base64::decode(&data.value)).unwrap_or_default())
    }

    fn changed_authority(&self, fields: &Place<'_>) -> Option<Violation> {
        let Some(Spec::Mesh(mesh)) = self.present().map(|present| &present.spec) else { return None };
        let before = mesh.mtls.as_ref()?.enabled_backend.as_ref().filter(|name| !name.value.is_empty())?;
        let now = fields.field("mtls").field("enabledBackend");
        (!now.is_empty() && now.text() != before.value).then(|| {
            violation(
                "mtls.enabledBackend",
                "Changing CA when mTLS is enabled is forbidden. Disable mTLS first and then change the CA",
            )
        })
    }

    fn in_mesh(&self) -> impl Iterator<Item = &Resource> {
        self.store.iter().filter(|resource| resource.meta.mesh == self.request.mesh)
    }

    /// RateLimits that would match an ExternalService by more than its name.
    fn limits_of(&self, service: &str) -> Vec<Violation> {
        let mut found = Vec::new();
        for resource in self.in_mesh() {
            let Spec::RateLimit(limit) = &resource.spec else { continue };
            for selector in &limit.destinations {
                let names = selector.matches.get(SERVICE);
                let is_meant = names.is_some_and(|name| name.value == service || name.value == "*");
                if is_meant && selector.matches.keys().any(|key| key != SERVICE) {
                    let name = &resource.meta.name;
                    let reason = format!(
                        "ExternalService would match RateLimit '{name}' which includes incompatible destination matches"
                    );
                    found.push(violation("externalservice", &reason));
                }
            }
        }
        found
    }

    /// Destinations of a RateLimit that mean an ExternalService by more than its name.
    fn limited_services(&self, fields: &Place<'_>) -> Vec<Violation> {
        let services: Vec<&str> = self
            .in_mesh()
            .filter_map(|resource| match &resource.spec {
                Spec::ExternalService(service) => service.tags.get(SERVICE).map(|name| name.value.as_str()),
                _ => None,
            })
            .collect_vec();
        if services.is_empty() {
            return Vec::new();
        }
        let is_refused = |selector: &Place<'_>| {
            let tags = selector.field("match").entries();
            let means = |(key, value): &(&str, Place<'_>)| {
                *key == SERVICE && (value.text() == "*" || services.contains(&value.text()))
            };
            tags.iter().any(means) && tags.iter().any(|(key, _)| *key != SERVICE)
        };
        let refused = fields.field("destinations").items().filter(is_refused);
        refused
            .map(|_| {
                violation(
                    "ratelimit",
                    "RateLimit applied to external service only supports kuma.io/service as destination match",
                )
            })
            .collect_vec()
    }
}

fn violation(field: &str, reason: &str) -> Violation {
    Violation {
        field: field.into(),
        reason: reason.into(),
        code: code::INVALID,
        origin: Origin::Rule(&"check before storing"),
    }
}
