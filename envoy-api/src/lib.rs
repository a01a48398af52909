//! Envoy's messages, taken from one descriptor set that is committed beside this file (`descriptors.bin`).
//!
//! Two views of the same set, each behind a feature, because few need both:
//!
//! - `pool`: a [`DescriptorPool`](prost_reflect::DescriptorPool), to check and convert messages known only at run time;
//! - `types`: one Rust struct per message, as `envoy::config::listener::v3::Listener`, to write them by hand.
//!
//! Without a feature the crate is empty. README.md says how the set is made.

#[cfg(feature = "pool")]
mod pool;
#[cfg(feature = "types")]
mod types;

#[cfg(feature = "pool")]
pub use pool::pool;
#[cfg(feature = "pool")]
pub use prost_reflect;
#[cfg(feature = "types")]
pub use types::*;

/// The example of README.md, run as a test.
#[cfg(all(doctest, feature = "pool"))]
#[doc = include_str!("../README.md")]
pub struct Readme;
