//! The conformance harness: what a real Kuma answered, compared with what this compiler answers.
//!
//! [`Corpus`] reads recordings from the pinned archive or a folder, [`run`] compares every case on all processors,
//! [`Outcome`] counts, and [`Gaps`] says which differences are known and why.

mod ablation;
mod archive;
mod case;
mod check;
mod corpus;
mod difference;
mod engine;
mod equality;
mod gaps;
mod order;
mod outcome;
mod printed;
mod run;
pub mod validation;

pub use ablation::{Ablation, ablate};
pub(crate) use case::documents;
pub use case::{Case, RecordedProxy};
pub use check::{Check, Finding, State};
pub use corpus::Corpus;
pub use difference::Difference;
pub use engine::{recorded_store, world, xds};
pub use gaps::Gaps;
pub use order::differences_by_order;
pub use outcome::{Counts, Outcome};
pub use printed::differences_by_printing;
pub use run::{differences_of, run, run_pinned};
