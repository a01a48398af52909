//! What was found about a resource: violations, for which it is refused, and deprecations, for which it is not.

use super::Place;
use crate::{
    origin::Origin,
    report::{Diagnostic, Report},
};

/// The codes of what validators find.
pub mod code {
    use crate::report::Code;

    /// The control plane refuses the resource; the message has its field path and its words.
    pub const INVALID: Code = "kuma-invalid";
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
    /// Where it is in the input.
    pub origin: Origin,
}

/// What was found about a resource.
#[derive(Clone, Debug, Default)]
pub struct Violations {
    /// Why it is refused; it is not where there is none.
    pub refused: Vec<Violation>,
    /// What it should no longer say.
    pub deprecated: Vec<Violation>,
}

impl Violations {
    /// Refuses the resource because of what stands, or is missing, at a place.
    pub fn refuse(&mut self, place: &Place<'_>, reason: impl Into<String>) {
        self.refused.push(Violation {
            field: place.path().into(),
            reason: reason.into(),
            origin: place.origin(),
        });
    }

    /// Warns that what stands at a place should no longer be said.
    pub fn deprecate(&mut self, place: &Place<'_>, reason: impl Into<String>) {
        self.deprecated.push(Violation {
            field: String::new(),
            reason: reason.into(),
            origin: place.origin(),
        });
    }

    /// Writes everything into a report.
    pub fn report(self, report: &mut Report) {
        for Violation { field, reason, origin } in self.refused {
            let message = if field.is_empty() { reason } else { format!("{field}: {reason}") };
            report.push(Diagnostic::error(code::INVALID, message, origin));
        }
        for Violation { reason, origin, .. } in self.deprecated {
            report.push(Diagnostic::warning(code::DEPRECATED, reason, origin));
        }
    }
}
