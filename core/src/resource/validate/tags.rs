//! Tags of services and selectors of them.

use super::{Place, Violations, syntax};

const SERVICE: &str = "kuma.io/service";
const PROTOCOL: &str = "kuma.io/protocol";

/// Whether the tag `kuma.io/service` must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceTag {
    /// It must.
    Required,
    /// It can be.
    Optional,
}

impl Violations {
    /// The tags of something.
    pub fn check_tags(&mut self, tags: &Place<'_>, service: ServiceTag) {
        self.check_pairs(tags, |value| {
            (!syntax::is_tag_value(value))
                .then_some("tag value must consist of alphanumeric characters, dots, dashes and underscores")
        });
        if service == ServiceTag::Required && !tags.key(SERVICE).is_defined() {
            self.refuse(tags, format!("mandatory tag \"{SERVICE}\" is missing"));
        }
    }

    /// Tags that select something; at least one.
    pub fn check_selector(&mut self, tags: &Place<'_>) {
        if tags.is_empty() {
            self.refuse(tags, "must have at least one tag");
        }
        self.check_selector_pairs(tags);
    }

    /// Tags that select something; there may be none.
    pub fn check_selector_pairs(&mut self, tags: &Place<'_>) {
        self.check_pairs(tags, |value| {
            (!syntax::is_tag_selector(value)).then_some(
                "tag value must consist of alphanumeric characters, dots, dashes, slashes and underscores or be \"*\"",
            )
        });
    }

    /// The tag `kuma.io/protocol` of an inbound or of a service outside the mesh.
    pub fn check_protocol_tag(&mut self, tags: &Place<'_>) {
        let tag = tags.key(PROTOCOL);
        if tag.is_defined() && !syntax::is_protocol(tag.text()) {
            let (value, allowed) = (tag.text(), syntax::PROTOCOLS);
            let reason =
                format!("tag \"{PROTOCOL}\" has an invalid value \"{value}\". Allowed values: {allowed}");
            self.refuse(&tag, reason);
        }
    }

    fn check_pairs(&mut self, tags: &Place<'_>, value_fault: impl Fn(&str) -> Option<&'static str>) {
        for (key, value) in tags.entries() {
            if key.is_empty() {
                self.refuse(tags, "tag name must be non-empty");
            }
            if !syntax::is_tag_name(key) {
                let reason =
                    "tag name must consist of alphanumeric characters, dots, dashes, slashes and underscores";
                self.refuse(&value, reason);
            }
            if value.text().is_empty() {
                self.refuse(&value, "tag value must be non-empty");
            }
            if let Some(fault) = value_fault(value.text()) {
                self.refuse(&value, fault);
            }
        }
    }
}
