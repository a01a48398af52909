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
mod route;
mod runtime;
mod secret;
mod tls;
mod transport_socket;

pub use crate::message::{Configuration, Resource, ResourceType};
use crate::model::Proxy;

/// Turns a proxy into Envoy's messages.
pub fn lower(proxy: &Proxy) -> Configuration {
    let mut configuration = Configuration::default();
    for listener in &proxy.listeners {
        configuration.add(listener::lower(listener));
    }
    for cluster in &proxy.clusters {
        configuration.add(cluster::lower(cluster));
    }
    for group in &proxy.endpoints {
        configuration.add(endpoint::lower_resource(group));
    }
    for secret in &proxy.secrets {
        configuration.add(secret::lower(secret));
    }
    for layer in &proxy.runtime_layers {
        configuration.add(runtime::lower(layer));
    }
    configuration
}
