//! Envoy's messages as trees: what a proxy gets, and what protobuf knows of such trees.
//!
//! Messages that the compiler builds itself need no schema. What a user writes does ([`MessageType::read`]), and so does what
//! is merged ([`MessageType::merge`]): then the descriptors of Envoy's API guide the walk, and origins stay on the nodes.

mod configuration;
pub mod json_patch;
mod merge;
mod message_type;
mod read;
mod rules;
mod scalar;
mod well_known;

pub use configuration::{Configuration, Resource, ResourceType};
pub use message_type::{Fault, MessageType};
pub use read::{Read, UnknownField};
