//! What is tested against the world outside: recordings of a real control plane, and a real Envoy.

pub mod conformance;
pub mod envoy;
