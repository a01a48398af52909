//! What was found about a resource: violations, for which it is refused, and deprecations, for which it is not.

use super::Place;
use crate::{
    origin::Origin,
    report::{Code, Diagnostic, Fix, Report},
};

/// The codes of what validators find.
pub mod code {
    use crate::report::Code;

    /// The control plane refuses the resource; the message has its field path and its words.
    pub const INVALID: Code = "kuma-invalid";
    /// Something must be given here, or must not be empty.
    pub const REQUIRED: Code = "required";
    /// What is given has no place here.
    pub const NOT_ALLOWED_HERE: Code = "not-allowed-here";
    /// Of several things at least one must be given.
    pub const NOTHING_CONFIGURED: Code = "nothing-configured";
    /// Of several things only one may be given.
    pub const CHOOSE_ONE: Code = "choose-one";
    /// Two fields contradict each other.
    pub const CONFLICT: Code = "conflicting-fields";
    /// Something stands there twice that must be unique.
    pub const DUPLICATE: Code = "duplicate-entry";
    /// The value is none of those that are known here.
    pub const UNSUPPORTED_VALUE: Code = "unsupported-value";
    /// A name refers to nothing in this resource.
    pub const UNKNOWN_REFERENCE: Code = "unknown-backend";
    /// A number is too small or too large.
    pub const NOT_IN_RANGE: Code = "not-in-range";
    /// A text is no number.
    pub const INVALID_NUMBER: Code = "invalid-number";
    /// A rate has no unit, or one that is not known.
    pub const INVALID_UNIT: Code = "invalid-unit";
    /// A length of time is zero, negative or too short.
    pub const INVALID_DURATION: Code = "invalid-duration";
    /// A number is no port.
    pub const INVALID_PORT: Code = "invalid-port";
    /// A text is no address, host name or range of addresses.
    pub const INVALID_ADDRESS: Code = "invalid-address";
    /// A text is no path.
    pub const INVALID_PATH: Code = "invalid-path";
    /// A text is no URL.
    pub const INVALID_URL: Code = "invalid-url";
    /// A name has letters that it must not have.
    pub const INVALID_NAME: Code = "invalid-name";
    /// A label has a key or value that Kubernetes would not take, or one that Kuma sets.
    pub const INVALID_LABEL: Code = "invalid-label";
    /// Tags are missing, empty or have letters that they must not have.
    pub const INVALID_TAGS: Code = "invalid-tags";
    /// A text is no regular expression.
    pub const INVALID_REGEX: Code = "invalid-regex";
    /// A certificate or key cannot be used.
    pub const INVALID_CERTIFICATE: Code = "invalid-certificate";
    /// A template cannot be filled, or what comes out is no name.
    pub const INVALID_TEMPLATE: Code = "invalid-template";
    /// A modification is none of Envoy's resources.
    pub const INVALID_PATCH: Code = "invalid-patch";
    /// Settings of a backend cannot be read.
    pub const INVALID_CONFIG: Code = "invalid-config";
    /// A text is no SPIFFE ID.
    pub const INVALID_IDENTITY: Code = "invalid-spiffe-id";
    /// A text or list is too long.
    pub const TOO_LONG: Code = "too-long";
    /// The control plane takes the resource and warns that something of it will not be there for ever.
    pub const DEPRECATED: Code = "kuma-deprecated";
}

/// One finding, as the control plane words it.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The path of the field; empty where the control plane names none.
    pub field: String,
    /// What is wrong there.
    pub reason: String,
    /// Which family of mistakes it belongs to.
    pub code: Code,
    /// Where it is in the input.
    pub origin: Origin,
}

/// What a resource should no longer say, as the control plane words it.
#[derive(Clone, Debug, PartialEq)]
pub struct Deprecation {
    /// What it says, and what to say in its place.
    pub reason: String,
    /// Where it is in the input.
    pub origin: Origin,
    /// How it is said today, where that is mechanical.
    pub fix: Option<Fix>,
}

/// What was found about a resource.
#[derive(Clone, Debug, Default)]
pub struct Violations {
    /// Why it is refused; it is not where there is none.
    pub refused: Vec<Violation>,
    /// What it should no longer say.
    pub deprecated: Vec<Deprecation>,
}

impl Violations {
    /// Refuses the resource because of what stands, or is missing, at a place.
    pub fn refuse(&mut self, place: &Place<'_>, reason: impl Into<String>) {
        self.refuse_as(code::INVALID, place, reason);
    }

    /// Refuses the resource because of a mistake of some family at a place.
    pub fn refuse_as(&mut self, code: Code, place: &Place<'_>, reason: impl Into<String>) {
        self.refused.push(Violation {
            field: place.path().into(),
            reason: reason.into(),
            code,
            origin: place.origin(),
        });
    }

    /// Warns that what stands at a place should no longer be said.
    pub fn deprecate(&mut self, place: &Place<'_>, reason: impl Into<String>) {
        self.deprecate_and_fix(place, reason, None);
    }

    /// Warns that what stands at a place should no longer be said, and shows how it is said today.
    pub fn deprecate_and_fix(&mut self, place: &Place<'_>, reason: impl Into<String>, fix: Option<Fix>) {
        self.deprecated.push(Deprecation { reason: reason.into(), origin: place.origin(), fix });
    }

    /// Writes everything into a report.
    pub fn report(self, report: &mut Report) {
        for Violation { field, reason, code, origin } in self.refused {
            let message = if field.is_empty() { reason } else { format!("{field}: {reason}") };
            report.push(Diagnostic::error(code, message, origin));
        }
        for Deprecation { reason, origin, fix } in self.deprecated {
            report.push(Diagnostic::warning(code::DEPRECATED, reason, origin).fix(fix));
        }
    }
}
