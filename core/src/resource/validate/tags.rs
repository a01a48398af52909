//! Tags of services and selectors of them.

use super::{Place, Violations, code, syntax};

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

/// How many selectors there may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Selectors {
    /// At least one must be there.
    pub(super) at_least_one: bool,
    /// There may be one only.
    pub(super) at_most_one: bool,
}

/// What tags that select something may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct TagRules<'a> {
    /// At least one must be there.
    pub(super) at_least_one: bool,
    /// Whether `kuma.io/service` must be there.
    pub(super) service: ServiceTag,
    /// Whether no other tag may be there.
    pub(super) only_service: bool,
    /// Tags that may not be there.
    pub(super) forbidden: &'a [&'a str],
}

/// What is wrong with tags of which one must be there.
pub(super) const NO_TAG: &str = "must have at least one tag";

impl Violations {
    /// Selectors by tags.
    pub(super) fn check_selectors(&mut self, selectors: &Place<'_>, count: Selectors, rules: TagRules<'_>) {
        if count.at_least_one && selectors.is_empty() {
            self.refuse_as(code::NOTHING_CONFIGURED, selectors, "must have at least one element");
        }
        for (index, selector) in selectors.items().enumerate() {
            self.check_selected(&selector.field("match"), rules);
            if index > 0 && count.at_most_one {
                self.refuse_as(code::CHOOSE_ONE, &selector, "there can be at most one selector");
            }
        }
    }

    /// Tags that select something.
    pub(super) fn check_selected(&mut self, tags: &Place<'_>, rules: TagRules<'_>) {
        if rules.at_least_one && tags.is_empty() {
            self.refuse_as(code::REQUIRED, tags, NO_TAG);
        }
        let has_service = tags.node().is_some_and(|node| node.get(SERVICE).is_some());
        if rules.only_service && (tags.len() != 1 || !has_service) {
            self.refuse_as(code::CHOOSE_ONE, tags, format!("must consist of exactly one tag \"{SERVICE}\""));
        }
        self.check_each(
            tags,
            |key| {
                if rules.only_service && key != SERVICE {
                    return Some(format!("tag \"{key}\" is not allowed"));
                }
                rules.forbidden.contains(&key).then(|| format!("tag name must not be \"{key}\""))
            },
            selector_fault,
        );
        if rules.service == ServiceTag::Required && !has_service {
            self.refuse_as(code::INVALID_TAGS, tags, format!("mandatory tag \"{SERVICE}\" is missing"));
        }
    }

    /// The tags of something.
    pub fn check_tags(&mut self, tags: &Place<'_>, service: ServiceTag) {
        self.check_pairs(tags, |value| {
            (!syntax::is_tag_value(value))
                .then_some("tag value must consist of alphanumeric characters, dots, dashes and underscores")
        });
        if service == ServiceTag::Required && !tags.key(SERVICE).is_defined() {
            self.refuse_as(code::INVALID_TAGS, tags, format!("mandatory tag \"{SERVICE}\" is missing"));
        }
    }

    /// Tags that select something; at least one.
    pub fn check_selector(&mut self, tags: &Place<'_>) {
        if tags.is_empty() {
            self.refuse_as(code::NOTHING_CONFIGURED, tags, "must have at least one tag");
        }
        self.check_selector_pairs(tags);
    }

    /// Tags that select something; there may be none.
    pub fn check_selector_pairs(&mut self, tags: &Place<'_>) {
        self.check_pairs(tags, selector_fault);
    }

    /// The tag `kuma.io/protocol` of an inbound or of a service outside the mesh.
    pub fn check_protocol_tag(&mut self, tags: &Place<'_>) {
        let tag = tags.key(PROTOCOL);
        if tag.is_defined() && !syntax::is_protocol(tag.text()) {
            let (value, allowed) = (tag.text(), syntax::PROTOCOLS);
            let reason =
                format!("tag \"{PROTOCOL}\" has an invalid value \"{value}\". Allowed values: {allowed}");
            self.refuse_as(code::INVALID_TAGS, &tag, reason);
        }
    }

    fn check_pairs(&mut self, tags: &Place<'_>, value_fault: fn(&str) -> Option<&'static str>) {
        self.check_each(tags, |_| None, value_fault);
    }

    fn check_each(
        &mut self,
        tags: &Place<'_>,
        key_fault: impl Fn(&str) -> Option<String>,
        value_fault: fn(&str) -> Option<&'static str>,
    ) {
        for (key, value) in tags.entries() {
            if key.is_empty() {
                self.refuse_as(code::INVALID_TAGS, tags, "tag name must be non-empty");
            }
            if !syntax::is_tag_name(key) {
                let reason =
                    "tag name must consist of alphanumeric characters, dots, dashes, slashes and underscores";
                self.refuse_as(code::INVALID_TAGS, &value, reason);
            }
            if let Some(fault) = key_fault(key) {
                self.refuse_as(code::INVALID_TAGS, &value, fault);
            }
            if value.text().is_empty() {
                self.refuse_as(code::INVALID_TAGS, &value, "tag value must be non-empty");
            }
            if let Some(fault) = value_fault(value.text()) {
                self.refuse_as(code::INVALID_TAGS, &value, fault);
            }
        }
    }
}

fn selector_fault(value: &str) -> Option<&'static str> {
    (!syntax::is_tag_selector(value)).then_some(
        "tag value must consist of alphanumeric characters, dots, dashes, slashes and underscores or be \"*\"",
    )
}
