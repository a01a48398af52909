//! What is tested against the world outside: recordings of a real control plane, a real Envoy, and the examples of the documentation.

pub mod conformance;
pub mod envoy;
pub mod examples;
pub mod findings;
pub mod gallery;
pub mod robustness;
pub mod trace;
