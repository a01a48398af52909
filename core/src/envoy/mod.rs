//! Lowering: from the places of a proxy to Envoy's messages, one file for each message.
//!
//! Lowering never looks at a resource. It leaves out what proto3 JSON leaves out, names things as Envoy does,
//! and hands every origin on.

mod address;
mod cluster;
mod configuration;
mod dynamic_config;
mod endpoint;
mod filter;
mod http;
mod listener;
mod route;
mod secret;
mod tls;
mod transport_socket;

pub use configuration::{Configuration, Resource, ResourceType};

use crate::{
    model::{Naming, Proxy},
    tree::Text,
};

/// Turns a proxy into Envoy's messages. `work_dir` is the folder of kuma-dp's Unix sockets.
pub fn lower(proxy: &Proxy, naming: Naming, work_dir: &Text) -> Configuration {
    let mut configuration = Configuration::default();
    for listener in &proxy.listeners {
        configuration.add(listener::lower(listener));
    }
    if !proxy.dynamic_config.is_empty() {
        configuration.add(dynamic_config::lower(&proxy.dynamic_config, naming, work_dir));
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
    configuration
}
