//! A rule: the row in the table of rules.

use super::MeshContext;
use crate::{
    message::Configuration,
    origin::Origin,
    report::{Code, Diagnostic, Severity},
};

/// A rule: what it is called, how bad it is when it is broken, and how that is found.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name, and that of the page about it.
    pub code: Code,
    /// How bad it is when it is broken.
    pub severity: Severity,
    /// How that is found.
    pub find: Find,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Find {
    /// A whole mesh.
    Mesh(fn(&MeshContext<'_>) -> Vec<Diagnostic>),
    /// The finished messages of one proxy.
    Configuration(fn(&Configuration) -> Vec<Diagnostic>),
}

impl Rule {
    /// What is said where the rule is broken.
    pub(super) fn broken(&self, message: String, origin: Origin) -> Diagnostic {
        Diagnostic::new(self.severity, self.code, message, origin)
    }
}
