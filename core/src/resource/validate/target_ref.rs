//! `targetRef`: which kinds it may name, and which fields belong to which kind.

use super::{Place, Violations, code, successor, tags::ServiceTag};
use crate::{
    list::CollectVec as _,
    resource::{Meta, meta::label},
};

/// What a target reference may be at its place.
#[derive(Clone, Copy, Debug)]
pub struct TargetRules<'a> {
    /// The kinds that it may name.
    pub kinds: &'a [&'a str],
    /// Whether it may name one inbound of a Dataplane.
    pub section: Section,
    /// Whether it may name listeners of a MeshGateway by their tags.
    pub gateway_tags: GatewayTags,
    /// Names that it may have although their letters forbid it.
    pub odd_names: &'a [&'a str],
}

/// Whether a reference to a MeshGateway may name listeners by their tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayTags {
    /// It may.
    Allowed,
    /// It may not.
    Refused,
}

/// Whether a reference to Dataplanes may name one inbound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// It may.
    Allowed,
    /// It may not.
    Refused,
}

impl Violations {
    /// A target reference below `to` or `from`.
    pub fn check_target(&mut self, reference: &Place<'_>, kinds: &[&str]) {
        let section = Section::Refused;
        let rules = TargetRules { kinds, section, gateway_tags: GatewayTags::Allowed, odd_names: &[] };
        self.check_target_ref(reference, rules);
    }

    /// The top-level target reference of a policy, where there is one. Policies with a role beside `system` cannot select the
    /// kinds of `system_only`. One inbound can be named by policies that say something about what comes in.
    pub fn check_top_target(&mut self, spec: &Place<'_>, meta: &Meta, kinds: &[&str], system_only: &[&str]) {
        self.check_top_target_with(spec, meta, kinds, system_only, GatewayTags::Allowed);
    }

    /// As [`Self::check_top_target`], where not every policy can name listeners of a MeshGateway.
    pub fn check_top_target_with(
        &mut self,
        spec: &Place<'_>,
        meta: &Meta,
        kinds: &[&str],
        system_only: &[&str],
        gateway_tags: GatewayTags,
    ) {
        let reference = spec.field("targetRef");
        if reference.is_defined() {
            let is_system = matches!(meta.labels.get(label::POLICY_ROLE), None | Some("" | "system"));
            let allowed = |kind: &&&str| is_system || !system_only.contains(kind);
            let kinds: Vec<&str> = kinds.iter().filter(allowed).copied().collect_vec();
            let section = if affects_inbounds(spec) { Section::Allowed } else { Section::Refused };
            let rules = TargetRules { kinds: &kinds, section, gateway_tags, odd_names: &[] };
            self.check_target_ref(&reference, rules);
        }
    }

    /// A target reference.
    pub fn check_target_ref(&mut self, reference: &Place<'_>, rules: TargetRules<'_>) {
        let kind = reference.field("kind");
        if kind.is_empty() {
            return self.refuse_as(code::REQUIRED, &kind, "must be defined");
        }
        if !rules.kinds.contains(&kind.text()) {
            return self.refuse_as(
                code::UNSUPPORTED_VALUE,
                &kind,
                format!("value '{}' is not supported", kind.text()),
            );
        }
        let target = Target { reference, kind: kind.text(), rules };
        match target.kind {
            "Mesh" => target.mesh(self),
            "Dataplane" => target.dataplane(self),
            "MeshSubset" => target.subset(self),
            "MeshServiceSubset" | "MeshGateway" => target.by_name_and_tags(self),
            _ => target.resource(self),
        }
    }

    /// What is deprecated about the top-level target of a policy.
    pub fn deprecate_top_target(&mut self, spec: &Place<'_>) {
        let kind = spec.field("targetRef").field("kind");
        let instead = match kind.text() {
            "MeshService" | "MeshServiceSubset" | "MeshSubset" => "Dataplane with labels instead",
            "MeshHTTPRoute" => "MeshHTTPRoute in spec.to[].targetRef",
            _ => return,
        };
        let reason = format!("{} value for 'targetRef.kind' is deprecated, use {instead}", kind.text());
        self.deprecate(&kind, reason);
    }

    /// Warns about the `from` of a policy whose `from` counts as `rules`, where there is one.
    pub fn deprecate_from_as_rules(&mut self, spec: &Place<'_>) {
        if !spec.field("from").is_empty() {
            let reason = "'from' field is deprecated, use 'rules' instead";
            self.deprecate_and_fix(&spec.field("from"), reason, successor::rules(spec));
        }
    }

    /// Warns about a client that is named as a MeshService.
    pub fn deprecate_service(&mut self, target: &Place<'_>, reason: &str) {
        self.deprecate_and_fix(&target.field("kind"), reason, successor::subset(target));
    }

    /// Warns about `from`, where there is one.
    pub fn deprecate_from(&mut self, spec: &Place<'_>, reason: &str) {
        if !spec.field("from").is_empty() {
            self.deprecate(&spec.field("from"), reason);
        }
    }
}

/// Whether a policy says something about what comes in.
pub fn affects_inbounds(spec: &Place<'_>) -> bool {
    !spec.field("rules").is_empty() || !spec.field("from").is_empty()
}

/// The kind of the top-level target; the whole mesh where there is none.
pub fn top_kind<'a>(spec: &Place<'a>) -> &'a str {
    match spec.field("targetRef").field("kind").text() {
        "" => "Mesh",
        kind => kind,
    }
}

/// Whether a policy selects gateways, too.
pub fn includes_gateways(spec: &Place<'_>) -> bool {
    let types = spec.field("targetRef").field("proxyTypes");
    match top_kind(spec) {
        "MeshGateway" | "MeshHTTPRoute" => true,
        "Mesh" | "MeshSubset" => types.is_empty() || types.items().any(|named| named.text() == "Gateway"),
        _ => false,
    }
}

struct Target<'p, 'a> {
    reference: &'p Place<'a>,
    kind: &'a str,
    rules: TargetRules<'p>,
}

impl Target<'_, '_> {
    fn mesh(&self, violations: &mut Violations) {
        let name = self.reference.field("name");
        if !name.is_empty() {
            violations.refuse_as(
                code::NOT_ALLOWED_HERE,
                &name,
                format!("using name with kind {} is not yet supported", self.kind),
            );
        }
        self.refuse_fields(&["mesh", "tags", "labels", "namespace", "sectionName"], violations);
        self.proxy_types(violations);
    }

    fn dataplane(&self, violations: &mut Violations) {
        self.refuse_fields(&["tags", "mesh", "proxyTypes"], violations);
        self.name_or_labels("either labels or name and namespace must be specified", violations);
        let name = self.reference.field("sectionName");
        if self.rules.section == Section::Refused && !name.is_empty() {
            violations.refuse_as(code::NOT_ALLOWED_HERE, &name, "can only be used with inbound policies");
        }
    }

    fn subset(&self, violations: &mut Violations) {
        self.refuse_fields(&["name", "mesh"], violations);
        violations.check_tags(&self.reference.field("tags"), ServiceTag::Optional);
        self.refuse_fields(&["labels", "namespace", "sectionName"], violations);
        self.proxy_types(violations);
    }

    fn by_name_and_tags(&self, violations: &mut Violations) {
        let name = self.reference.field("name");
        if name.is_empty() {
            violations.refuse_as(code::REQUIRED, &name, format!("must be set when kind is {}", self.kind));
        }
        self.name_letters(violations);
        self.refuse_fields(&["mesh", "proxyTypes"], violations);
        violations.check_selector_pairs(&self.reference.field("tags"));
        if self.kind == "MeshGateway" && self.rules.gateway_tags == GatewayTags::Refused {
            self.refuse_fields(&["tags"], violations);
        }
        self.refuse_fields(&["labels", "namespace", "sectionName"], violations);
    }

    /// A service resource or a route.
    fn resource(&self, violations: &mut Violations) {
        // The reference asks nothing of a MeshMultiZoneService.
        if self.kind == "MeshMultiZoneService" {
            return;
        }
        self.name_letters(violations);
        self.refuse_fields(&["mesh", "tags", "proxyTypes"], violations);
        if self.kind == "MeshHTTPRoute" {
            self.refuse_fields(&["sectionName"], violations);
        }
        if self.reference.field("labels").is_empty() && self.reference.field("name").is_empty() {
            violations.refuse_as(
                code::REQUIRED,
                self.reference,
                format!("name or labels must be set when kind is {}", self.kind),
            );
        }
        self.name_or_labels(
            match self.kind {
                "MeshExternalService" => "either labels or name must be specified",
                _ => "either labels or name and namespace must be specified",
            },
            violations,
        );
        if self.kind == "MeshExternalService" {
            self.refuse_fields(&["sectionName"], violations);
        }
    }

    fn name_or_labels(&self, reason: &str, violations: &mut Violations) {
        let is_given = |name| !self.reference.field(name).is_empty();
        if is_given("labels") && (is_given("name") || is_given("namespace")) {
            violations.refuse(&self.reference.field("labels"), reason);
        }
    }

    fn refuse_fields(&self, names: &[&str], violations: &mut Violations) {
        for place in names.iter().map(|name| self.reference.field(name)).filter(|place| !place.is_empty()) {
            violations.refuse_as(
                code::NOT_ALLOWED_HERE,
                &place,
                format!("must not be set with kind {}", self.kind),
            );
        }
    }

    fn proxy_types(&self, violations: &mut Violations) {
        let types = self.reference.field("proxyTypes");
        if types.is_defined() && types.is_empty() {
            violations.refuse_as(
                code::NOTHING_CONFIGURED,
                &types,
                "must be undefined or have at least one element",
            );
        }
    }

    fn name_letters(&self, violations: &mut Violations) {
        let name = self.reference.field("name");
        let allowed =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || ".-_".contains(letter);
        if !self.rules.odd_names.contains(&name.text()) && !name.text().chars().all(allowed) {
            let reason =
                "invalid characters: must consist of lower case alphanumeric characters, '-', '.' and '_'.";
            violations.refuse(&name, reason);
        }
    }
}
