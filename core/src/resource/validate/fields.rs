//! Checks that several validators share: addresses, ports, durations.

use super::{Place, Violations, code, syntax};
use crate::tree::Duration;

impl Violations {
    /// An address on which a proxy listens: an IP address or a host name, and not all addresses.
    pub fn check_address(&mut self, address: &Place<'_>) {
        let text = address.text();
        if text.is_empty() {
            return self.refuse_as(code::REQUIRED, address, "address can't be empty");
        }
        if text == "0.0.0.0" || text == "::" {
            self.refuse_as(code::INVALID_ADDRESS, address, "must not be 0.0.0.0 or ::");
        }
        if !syntax::is_ip(text) && !syntax::is_dns_name(text) {
            self.refuse_as(
                code::INVALID_ADDRESS,
                address,
                "address has to be valid IP address or domain name",
            );
        }
    }

    /// A host name of a gateway: one name, all names below one, or `*`.
    pub(super) fn check_hostname(&mut self, hostname: &Place<'_>) {
        let text = hostname.text();
        if text == "*" {
            return;
        }
        if text.len() > 253 {
            self.refuse_as(code::TOO_LONG, hostname, "must be at most 253 characters");
        }
        match text.strip_prefix("*.") {
            Some(domain) if !syntax::has_subdomain_letters(domain) => {
                self.refuse_as(code::INVALID_ADDRESS, hostname, "invalid wildcard domain");
            }
            None if !syntax::has_subdomain_letters(text) => {
                self.refuse_as(code::INVALID_ADDRESS, hostname, "invalid hostname")
            }
            _ => {}
        }
    }

    /// A port of a kind whose fields stand beside its type.
    pub fn check_port(&mut self, port: &Place<'_>) {
        if !syntax::is_port(port.number()) {
            self.refuse_as(code::INVALID_PORT, port, "port must be in the range [1, 65535]");
        }
    }

    /// A port of a kind with a `spec`.
    pub fn check_spec_port(&mut self, port: &Place<'_>) {
        if !syntax::is_port(port.number()) {
            self.refuse_as(code::INVALID_PORT, port, "port must be a valid (1-65535)");
        }
    }

    /// A name that must not be longer than that, in bytes.
    pub fn check_length(&mut self, place: &Place<'_>, text: &str, limit: usize) {
        if text.len() > limit {
            self.refuse_as(code::TOO_LONG, place, format!("must not be longer than {limit} characters"));
        }
    }

    /// A duration that is above zero where it is given.
    pub fn check_positive_duration(&mut self, place: &Place<'_>) {
        if place.duration().is_some_and(|duration| duration <= Duration::ZERO) {
            self.refuse_as(code::INVALID_DURATION, place, "must be greater than zero when defined");
        }
    }

    /// A duration that is not below zero where it is given.
    pub fn check_duration(&mut self, place: &Place<'_>) {
        if place.duration().is_some_and(|duration| duration < Duration::ZERO) {
            self.refuse_as(code::INVALID_DURATION, place, "must not be negative when defined");
        }
    }

    /// A status of HTTP.
    pub fn check_status(&mut self, place: &Place<'_>) {
        if !(100..600).contains(&place.number()) {
            self.refuse_as(code::NOT_IN_RANGE, place, "must be in inclusive range [100, 599]");
        }
    }

    /// Something that must be given.
    pub fn check_defined(&mut self, place: &Place<'_>) {
        if !place.is_defined() {
            self.refuse_as(code::REQUIRED, place, "must be defined");
        }
    }
}

impl Place<'_> {
    /// The duration that stands here.
    pub fn duration(&self) -> Option<Duration> {
        Duration::parse(self.text())
    }
}
