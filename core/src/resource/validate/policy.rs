//! Checks that several policies share: matches of clients, references to backends, percentages and counts.

use super::{GatewayTags, Place, Section, TargetRules, Violations, code, syntax};
use crate::resource::{
    Decoder,
    schema::{Decimal, Schema},
};

const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', \
                         and must start and end with an alphanumeric character (e.g. 'example.com', regex used for \
                         validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/// What is wrong with a text that should be a subdomain (RFC 1123).
pub fn subdomain_faults(text: &str) -> impl Iterator<Item = &'static str> {
    let length = (text.len() > 253).then_some("must be no more than 253 characters");
    length.into_iter().chain((!syntax::has_subdomain_letters(text)).then_some(SUBDOMAIN))
}

impl Violations {
    /// Traffic of some clients: a SPIFFE ID, a server name.
    pub fn check_match(&mut self, place: &Place<'_>) {
        let identity = place.field("spiffeID");
        if let Some(fault) =
            identity.is_defined().then(|| spiffe_fault(identity.field("value").text())).flatten()
        {
            self.refuse_as(code::INVALID_IDENTITY, &identity, format!("must be a valid Spiffe ID: {fault}"));
        }
        let name = place.field("sni").field("value");
        if !place.field("sni").is_defined() {
            return;
        }
        if name.is_empty() {
            self.refuse_as(code::REQUIRED, &name, "must be set");
        } else {
            subdomain_faults(name.text()).for_each(|fault| self.refuse(&name, fault));
        }
    }

    /// The matches of a rule, of which none may be empty. Says whether one asks for a SPIFFE ID.
    pub fn check_matches(&mut self, matches: &Place<'_>) -> bool {
        let mut has_identity = false;
        for place in matches.items() {
            self.check_match(&place);
            has_identity |= place.field("spiffeID").is_defined();
            if !place.field("spiffeID").is_defined() && !place.field("sni").is_defined() {
                self.refuse_as(
                    code::NOTHING_CONFIGURED,
                    &place,
                    "must specify at least one of 'spiffeID' or 'sni'",
                );
            }
        }
        has_identity
    }

    /// A reference to a backend of a route, which may have names whose letters forbid it.
    pub fn check_backend_ref(&mut self, reference: &Place<'_>, odd_names: &[&str]) {
        let kinds = ["MeshService", "MeshServiceSubset", "MeshExternalService", "MeshMultiZoneService"];
        let (section, gateway_tags) = (Section::Refused, GatewayTags::Allowed);
        self.check_target_ref(reference, TargetRules { kinds: &kinds, section, gateway_tags, odd_names });
        let port = reference.field("port");
        if reference.field("kind").text() == "MeshMultiZoneService" && !port.is_defined() {
            self.refuse_as(code::REQUIRED, &port, "must be defined with kind MeshMultiZoneService");
        }
    }

    /// A count that is above zero where it is given.
    pub fn check_positive(&mut self, place: &Place<'_>) {
        if place.is_defined() && place.number() <= 0 {
            self.refuse_as(code::NOT_IN_RANGE, place, "must be greater than 0");
        }
    }

    /// A whole percentage, where it is given.
    pub fn check_whole_percentage(&mut self, place: &Place<'_>) {
        if place.is_defined() && !(0..=100).contains(&place.number()) {
            self.refuse_as(code::NOT_IN_RANGE, place, "must be in inclusive range [0, 100]");
        }
    }

    /// A percentage, where it is given.
    pub fn check_percentage(&mut self, place: &Place<'_>) {
        match place.decimal() {
            Some(None) => self.refuse_as(code::INVALID_NUMBER, place, "string must be a valid number"),
            Some(Some(percent)) if !(0.0..=100.0).contains(&percent) => {
                self.refuse_as(code::NOT_IN_RANGE, place, "must be in inclusive range [0.0, 100.0]");
            }
            _ => {}
        }
    }

    /// `rules` cannot stand beside `to` and `from`.
    pub fn check_rules_alone(&mut self, spec: &Place<'_>) {
        let is_given = |name| !spec.field(name).is_empty();
        if is_given("rules") && (is_given("to") || is_given("from")) {
            self.refuse_as(
                code::CHOOSE_ONE,
                spec,
                "fields 'to' and 'from' must be empty when 'rules' is defined",
            );
        }
    }

    /// `rules` cannot stand beside `from`.
    pub fn check_rules_without_from(&mut self, spec: &Place<'_>) {
        if !spec.field("rules").is_empty() && !spec.field("from").is_empty() {
            self.refuse_as(code::CHOOSE_ONE, spec, "field 'from' must be empty when 'rules' is defined");
        }
    }

    /// One of `to`, `from` and `rules` must be there.
    pub fn check_some_items(&mut self, spec: &Place<'_>) {
        if ["to", "from", "rules"].iter().all(|name| spec.field(name).is_empty()) {
            self.refuse_as(
                code::NOTHING_CONFIGURED,
                spec,
                "at least one of 'from', 'to' or 'rules' has to be defined",
            );
        }
    }

    /// A field that cannot stand here.
    pub fn check_absent(&mut self, place: &Place<'_>, reason: &str) {
        if place.is_defined() {
            self.refuse(place, reason);
        }
    }
}

impl Place<'_> {
    /// The decimal fraction that stands here; within it nothing where it is no number.
    pub fn decimal(&self) -> Option<Option<f64>> {
        let node = self.node()?;
        Some(Decimal::decode(node, &mut Decoder::default()).and_then(|decimal| decimal.number()))
    }
}

/// What is wrong with a SPIFFE ID, in the words of the library of the reference.
fn spiffe_fault(text: &str) -> Option<&'static str> {
    let letter = |letter: char, upper: bool| {
        letter.is_ascii_lowercase()
            || letter.is_ascii_digit()
            || ".-_".contains(letter)
            || upper && letter.is_ascii_uppercase()
    };
    if text.is_empty() {
        return Some("cannot be empty");
    }
    let Some(rest) = text.strip_prefix("spiffe://") else { return Some("scheme is missing or invalid") };
    let (domain, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if !domain.chars().all(|found| letter(found, false)) {
        return Some(
            "trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores",
        );
    }
    if domain.is_empty() {
        return Some("trust domain is missing");
    }
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "" if is_last => return Some("path cannot have a trailing slash"),
            "" => return Some("path cannot contain empty segments"),
            "." | ".." => return Some("path cannot contain dot segments"),
            _ if !segment.chars().all(|found| letter(found, true)) => {
                return Some(
                    "path segment characters are limited to letters, numbers, dots, dashes, and underscores",
                );
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::spiffe_fault;

    #[test]
    fn spiffe_ids_have_a_trust_domain_and_a_clean_path() {
        assert_eq!(spiffe_fault("spiffe://a.b/c/d"), None);
        assert_eq!(spiffe_fault("spiffe://a"), None);
        assert_eq!(spiffe_fault("http://a"), Some("scheme is missing or invalid"));
        assert_eq!(spiffe_fault("spiffe:///a"), Some("trust domain is missing"));
        assert_eq!(spiffe_fault("spiffe://a/"), Some("path cannot have a trailing slash"));
        assert_eq!(spiffe_fault("spiffe://a//b"), Some("path cannot contain empty segments"));
    }
}
