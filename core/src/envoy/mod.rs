//! Lowering: from the places of a proxy to Envoy's messages, one file for each message.
//!
//! Lowering never looks at a resource. It leaves out what proto3 JSON leaves out, names things as Envoy does,
//! and hands every origin on.

mod address;
mod cluster;
mod endpoint;
mod filter;
mod generator;
mod http;
mod listener;
mod messages;
mod recurring;
mod route;
mod runtime;
mod secret;
mod tls;
mod transport_socket;

pub use crate::message::{Configuration, Resource, ResourceType};
pub use messages::Messages;
