//! Everything that crosses the border to JavaScript; each type has a TypeScript declaration of the same name.

mod answer;
mod explanation;
mod finding;
mod input;

pub use answer::{Bootstrap, BootstrapAnswer, Compilation, Explanation, Leaf, Origin, Settlement, Shown};
pub use explanation::{
    Chain, Decision, LineEffect, Link, Neighbour, NoEffect, SetField, Why, WhyItem, WhyPlace,
};
pub use finding::{Diagnostic, Range, Related, Severity};
pub use input::{Format, Input, Options, Request, Shadow, SourceFile, View};
