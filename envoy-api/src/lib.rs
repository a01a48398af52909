//! Envoy's messages, taken from one descriptor set that is committed beside this file (`descriptors.bin`).
//!
//! Three views of the same set, each behind a feature, because few need more than one:
//!
//! - `schema`: names, kinds and rules of fields in a table; small and ready at once;
//! - `pool`: a [`DescriptorPool`](prost_reflect::DescriptorPool), to check and convert messages known only at run time;
//! - `types`: one Rust struct per message, as `envoy::config::listener::v3::Listener`, to write them by hand.
//!
//! Without a feature the crate is empty. README.md says how the set is made.

#[cfg(feature = "pool")]
mod pool;
#[cfg(feature = "schema")]
pub mod schema;
#[cfg(feature = "types")]
mod types;

#[cfg(feature = "pool")]
pub use pool::pool;
#[cfg(feature = "pool")]
pub use prost_reflect;
#[cfg(feature = "types")]
pub use types::*;

/// As `cargo xtask envoy-api` wrote them.
#[cfg(feature = "pool")]
static DESCRIPTORS: &[u8] = include_bytes!("../descriptors.bin");

/// The example of README.md, run as a test.
#[cfg(all(doctest, feature = "pool"))]
#[doc = include_str!("../README.md")]
pub struct Readme;
