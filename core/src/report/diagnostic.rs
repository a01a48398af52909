//! One thing to say: what, how bad, where, and what to do about it.

use super::Fix;
use crate::origin::{Location, Origin};

/// A stable, kebab-case name of what was found, for example `unknown-field`. `docs/codes.md` has a paragraph on each.
pub type Code = &'static str;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Information,
    /// Accepted, but probably not what was meant.
    Warning,
    /// Accepted by the control plane, and wrong for sure: what is written does nothing, or Envoy refuses what comes of it.
    Mistake,
    /// Refused by the control plane, or impossible to compile.
    Error,
}

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What was found.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One terse sentence without a full stop.
    pub message: String,
    /// Where in the input; nothing when it concerns no line in particular.
    pub location: Option<Location>,
    /// What to do about it.
    pub help: Option<String>,
    /// Other places that belong to the finding.
    pub related: Vec<Related>,
    /// How it can be mended, where that is mechanical.
    pub fix: Option<Fix>,
    withholds: bool,
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What is there, in a few words.
    pub message: String,
}

impl Diagnostic {
    /// An error at the place where `origin` points, if it points anywhere.
    pub fn error(code: Code, message: impl Into<String>, origin: Origin) -> Self {
        Self::new(Severity::Error, code, message.into(), origin)
    }

    /// A mistake at the place where `origin` points, if it points anywhere.
    pub fn mistake(code: Code, message: impl Into<String>, origin: Origin) -> Self {
        Self::new(Severity::Mistake, code, message.into(), origin)
    }

    /// A warning at the place where `origin` points, if it points anywhere.
    pub fn warning(code: Code, message: impl Into<String>, origin: Origin) -> Self {
        Self::new(Severity::Warning, code, message.into(), origin)
    }

    /// Information about the place where `origin` points, if it points anywhere.
    pub fn information(code: Code, message: impl Into<String>, origin: Origin) -> Self {
        Self::new(Severity::Information, code, message.into(), origin)
    }

    /// The same diagnostic with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same diagnostic with a fix.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// The same diagnostic with another place that belongs to it; nothing changes where `origin` points nowhere.
    #[must_use]
    pub fn related(mut self, message: impl Into<String>, origin: Origin) -> Self {
        if let Some(location) = origin.location() {
            self.related.push(Related { location, message: message.into() });
        }
        self
    }

    /// The same diagnostic, of something because of which the control plane makes no configuration for the proxy: its Envoy keeps
    /// what it had.
    #[must_use]
    pub fn withholding(mut self) -> Self {
        self.withholds = true;
        self
    }

    /// Whether the control plane makes no configuration for the proxy because of this.
    pub fn withholds(&self) -> bool {
        self.withholds
    }

    /// A finding of that severity at the place where `origin` points, if it points anywhere.
    pub fn new(severity: Severity, code: Code, message: String, origin: Origin) -> Self {
        Self {
            code,
            severity,
            message,
            location: origin.location(),
            help: None,
            related: Vec::new(),
            fix: None,
            withholds: false,
        }
    }
}
