//! Asking a real Envoy whether it accepts what the compiler made.
//!
//! [`freeze`] turns a configuration that is served into one that stands in a file, [`Envoy::validate`] asks, and
//! [`refusals`] asks for every proxy of every recorded case. A running one says what it has ([`Envoy::config_dump`]).

mod dump;
mod freeze;
mod program;
mod refusals;

pub use dump::{harmless, served};
pub use freeze::freeze;
pub use program::Envoy;
pub use refusals::{Refusal, refusals};
