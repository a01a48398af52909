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
mod recurring;
mod route;
mod runtime;
mod secret;
mod tls;
mod transport_socket;

pub use crate::message::{Configuration, Resource, ResourceType};
use crate::model::Proxy;
use recurring::Recurring;

/// Turns a proxy into Envoy's messages.
pub fn lower(proxy: Proxy) -> Configuration {
    let mut recurring = Recurring::default();
    let count = proxy.clusters.len() + proxy.endpoints.len() + proxy.listeners.len();
    let mut resources = Vec::with_capacity(count + proxy.secrets.len() + proxy.runtime_layers.len());
    resources.extend(proxy.clusters.into_iter().map(|cluster| cluster::lower(cluster, &mut recurring)));
    resources.extend(proxy.endpoints.into_iter().map(endpoint::lower_resource));
    resources.extend(proxy.listeners.into_iter().map(|listener| listener::lower(listener, &mut recurring)));
    resources.extend(proxy.secrets.into_iter().map(secret::lower));
    resources.extend(proxy.runtime_layers.into_iter().map(runtime::lower));
    resources.into_iter().collect()
}
