//! Everything that crosses the border to JavaScript; each type has a TypeScript declaration of the same name.

mod answer;
mod comparison;
mod explanation;
mod finding;
mod input;
mod service;
mod shown;
mod trace;

pub use answer::{Bootstrap, BootstrapAnswer, Checked, Compilation, Explanation, Leaf, Origin, Settlement};
pub use comparison::{
    Cause, Change, ChangeKind, ChangeSide, Comparison, Group, GroupCount, ImpactAnswer, Presence,
    ProxyDifference, ProxyImpact,
};
pub use explanation::{
    Chain, Decision, LineEffect, Link, Neighbour, NoEffect, SetField, Why, WhyItem, WhyPlace,
};
pub use finding::{Diagnostic, Edit, Fix, Range, Related, Severity};
pub use input::{Format, Input, Lines, Options, Part, Request, Shadow, SourceFile, View};
pub use service::{Completion, CompletionKind, Completions, Hover, Redaction};
pub use shown::{AppliedItem, AppliedPlace, Graph, GraphDataplane, Overview, PlaceOfTraffic, Shown};
pub use trace::{
    DeliveredRequest, Header, Trace, TraceAnswer, TraceDelivery, TraceOutcome, TraceRequest, TraceStep,
};
