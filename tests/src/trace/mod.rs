//! Requests that are walked through a mesh, and sent through real Envoys that are configured alike.
//!
//! A case is a file of `tests/trace`: requests with what is expected of them, and the resources of a mesh. [`walk`] answers from the
//! compiled configuration; [`Live`] starts an Envoy for every Dataplane, with a workload behind each that says what it got.

mod case;
mod client;
mod expect;
mod live;
mod mapping;
mod names;
mod upstream;

pub use case::{Case, Planned};
pub use expect::{Observed, disagreement, unexpected, walk};
pub use live::Live;
