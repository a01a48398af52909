//! Everything that crosses the border to JavaScript; each type has a TypeScript declaration of the same name.

mod answer;
mod finding;
mod input;
mod trace;

pub use answer::{Bootstrap, BootstrapAnswer, Compilation, Explanation, Leaf, Origin, Settlement, Shown};
pub use finding::{Diagnostic, Range, Related, Severity};
pub use input::{Format, Input, Options, Request, Shadow, SourceFile, View};
pub use trace::{
    DeliveredRequest, Header, Trace, TraceAnswer, TraceDelivery, TraceOutcome, TraceRequest, TraceStep,
};
