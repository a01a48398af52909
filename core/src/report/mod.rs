//! What there is to say about the input, gathered along the whole way.
//!
//! Broken input is normal: every stage returns a value *and* a report, and nothing is skipped in silence.

mod diagnostic;
mod fix;

pub use diagnostic::{Code, Diagnostic, Related, Severity};
pub use fix::{Edit, Fix};

/// Diagnostics in the order in which they were found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds all diagnostics of another report.
    pub fn extend(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
    }

    /// Whether there is an error among the diagnostics.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether the control plane makes no configuration because of something that was found.
    pub fn withholds(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::withholds)
    }
}
