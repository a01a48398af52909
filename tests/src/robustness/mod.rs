//! Broken input is normal: the resources of the corpus, broken in every way that comes to mind, through every stage.
//!
//! [`broken`] breaks a text by the numbers of a [`Random`], [`endure`] sends it through the compiler, and [`run`] does so until
//! it has done enough.

mod edits;
mod endure;
mod random;
mod run;

pub use edits::broken;
pub use endure::endure;
pub use random::Random;
pub use run::{Failure, Limit, Run, run};
