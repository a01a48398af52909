//! Everything that crosses the border to JavaScript; each type has a TypeScript declaration of the same name.

mod answer;
mod comparison;
mod finding;
mod input;
mod trace;

pub use answer::{
    Bootstrap, BootstrapAnswer, Checked, Compilation, Explanation, Leaf, Origin, Settlement, Shown,
};
pub use comparison::{
    Cause, Change, ChangeKind, ChangeSide, Comparison, Group, GroupCount, ImpactAnswer, Presence,
    ProxyDifference, ProxyImpact,
};
pub use finding::{Diagnostic, Edit, Fix, Range, Related, Severity};
pub use input::{Format, Input, Options, Request, Shadow, SourceFile, View};
pub use trace::{
    DeliveredRequest, Header, Trace, TraceAnswer, TraceDelivery, TraceOutcome, TraceRequest, TraceStep,
};
