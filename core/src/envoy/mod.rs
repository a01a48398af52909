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
pub fn lower(proxy: Proxy) -> Configuration {
    let listeners = proxy.listeners.into_iter().map(listener::lower);
    let clusters = proxy.clusters.into_iter().map(cluster::lower);
    let endpoints = proxy.endpoints.into_iter().map(endpoint::lower_resource);
    let secrets = proxy.secrets.into_iter().map(secret::lower);
    let layers = proxy.runtime_layers.into_iter().map(runtime::lower);
    listeners.chain(clusters).chain(endpoints).chain(secrets).chain(layers).collect()
}
