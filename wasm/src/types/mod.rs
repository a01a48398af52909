//! Everything that crosses the border to JavaScript; each type has a TypeScript declaration of the same name.

mod answer;
mod finding;
mod input;

pub use answer::{
    Bootstrap, BootstrapAnswer, Checked, Compilation, Explanation, Leaf, Origin, Settlement, Shown,
};
pub use finding::{Diagnostic, Edit, Fix, Range, Related, Severity};
pub use input::{Format, Input, Options, Request, Shadow, SourceFile, View};
