//! From the addresses of a mesh to ports of this machine: listeners get free ones, endpoints lead to other Envoys or to upstreams.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, TcpListener},
};

use anyhow::Result;
use kumascope_core::world::{ProxyKey, ProxyType};
use serde_json::{Map, Value, json};

use super::upstream::Upstream;

const CLUSTER: &str = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
const LISTENER: &str = "type.googleapis.com/envoy.config.listener.v3.Listener";

/// Where everything of a mesh is on this machine.
#[derive(Default)]
pub(super) struct Mapping {
    /// The port of a listener, by proxy and name.
    listeners: BTreeMap<(String, String), u16>,
    /// The port of the listener that others call at an address and port.
    inbounds: BTreeMap<(String, u64), u16>,
    /// What stands behind the proxies and outside the mesh, by name.
    upstreams: BTreeMap<String, Upstream>,
}

impl Mapping {
    /// Ports for the listeners of all proxies, and upstreams for what they call. The sockets keep the ports until they are dropped.
    ///
    /// # Errors
    /// Where this machine has no port left.
    pub(super) fn of(proxies: &[(ProxyKey, Value)]) -> Result<(Self, Vec<TcpListener>)> {
        let (mut mapping, mut sockets) = (Self::default(), Vec::new());
        for (proxy, configuration) in proxies {
            for (name, listener) in members(configuration, LISTENER).filter(|(_, listener)| is_kept(listener))
            {
                let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
                let port = socket.local_addr()?.port();
                sockets.push(socket);
                mapping.listeners.insert((proxy.to_string(), name.clone()), port);
                if listener["trafficDirection"] == "INBOUND"
                    && let Some(address) = socket_address(&listener["address"])
                {
                    mapping.inbounds.insert(address, port);
                }
            }
        }
        for (proxy, configuration) in proxies {
            let own = own_addresses(configuration);
            let clusters = members(configuration, CLUSTER).map(|(_, cluster)| cluster);
            let names = clusters.flat_map(|cluster| {
                let addresses = endpoints(&cluster["loadAssignment"]).collect::<Vec<_>>();
                addresses
                    .into_iter()
                    .filter_map(|address| mapping.upstream_of(proxy, &own, cluster, &address))
            });
            for name in names.collect::<Vec<_>>() {
                if !mapping.upstreams.contains_key(&name) {
                    mapping.upstreams.insert(name.clone(), Upstream::start(name)?);
                }
            }
        }
        Ok((mapping, sockets))
    }

    /// The port of a listener.
    pub(super) fn port(&self, proxy: &ProxyKey, listener: &str) -> Option<u16> {
        self.listeners.get(&(proxy.to_string(), listener.to_owned())).copied()
    }

    /// The ports of all listeners of a proxy.
    pub(super) fn ports<'m>(&'m self, proxy: &'m ProxyKey) -> impl Iterator<Item = u16> + 'm {
        self.listeners.iter().filter(|((own, _), _)| *own == proxy.to_string()).map(|(_, port)| *port)
    }

    /// Puts the ports in place of the addresses in a bootstrap.
    pub(super) fn settle(&self, proxy: &ProxyKey, configuration: &Value, bootstrap: &mut Value) {
        let own = own_addresses(configuration);
        let resources = &mut bootstrap["staticResources"];
        if let Some(listeners) = resources["listeners"].as_array_mut() {
            listeners.retain(is_kept);
            listeners.iter_mut().for_each(|listener| self.settle_listener(proxy, listener));
        }
        for cluster in resources["clusters"].as_array_mut().into_iter().flatten() {
            let name = cluster["name"].as_str().unwrap_or_default().to_owned();
            self.settle_cluster(proxy, &own, &configuration["xds"][CLUSTER][&name], cluster);
        }
    }

    fn settle_listener(&self, proxy: &ProxyKey, listener: &mut Value) {
        let name = listener["name"].as_str().unwrap_or_default().to_owned();
        let Some(port) = self.port(proxy, &name) else { return };
        let was = listener["address"]["socketAddress"]["portValue"].clone();
        listener["address"] = json!({"socketAddress": {"address": "127.0.0.1", "portValue": port}});
        if let Some(members) = listener.as_object_mut() {
            members.remove("bindToPort");
            members.remove("useOriginalDst");
        }
        for chain in listener["filterChains"].as_array_mut().into_iter().flatten() {
            if chain["filterChainMatch"]["destinationPort"] == was {
                chain["filterChainMatch"]["destinationPort"] = port.into();
            }
        }
    }

    /// `served` is the cluster before it was frozen, when it still said how its endpoints are found.
    fn settle_cluster(&self, proxy: &ProxyKey, own: &[String], served: &Value, cluster: &mut Value) {
        if let Some(members) = cluster.as_object_mut() {
            members.remove("upstreamBindConfig");
            members.remove("dnsLookupFamily");
        }
        if matches!(cluster["type"].as_str(), Some("STRICT_DNS" | "LOGICAL_DNS")) {
            cluster["type"] = "STATIC".into();
        }
        let assignment = cluster.get_mut("loadAssignment").and_then(|found| found.get_mut("endpoints"));
        let groups = assignment.and_then(Value::as_array_mut).into_iter().flatten();
        for endpoint in groups.filter_map(|group| group["lbEndpoints"].as_array_mut()).flatten() {
            let Some(address) = socket_address(&endpoint["endpoint"]["address"]) else { continue };
            let upstream = self.upstream_of(proxy, own, served, &address);
            let port = upstream.and_then(|name| self.upstreams.get(&name)).map(|upstream| upstream.port);
            let port = port.or_else(|| self.inbounds.get(&address).copied());
            if address.0.parse::<IpAddr>().is_err() {
                endpoint["endpoint"]["hostname"] = address.0.into();
            }
            endpoint["endpoint"]["address"] =
                json!({"socketAddress": {"address": "127.0.0.1", "portValue": port.unwrap_or(1)}});
        }
    }

    /// What stands at an endpoint, unless it is another proxy: the workload, or something outside the mesh.
    fn upstream_of(
        &self,
        proxy: &ProxyKey,
        own: &[String],
        cluster: &Value,
        address: &(String, u64),
    ) -> Option<String> {
        let is_loopback = address.0.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        let is_workload = proxy.proxy_type == ProxyType::Dataplane
            && cluster["type"] == "STATIC"
            && (is_loopback || own.contains(&address.0));
        match (is_workload, self.inbounds.contains_key(address)) {
            (true, _) => Some(proxy.to_string()),
            (false, true) => None,
            (false, false) => Some(format!("{}:{}", address.0, address.1)),
        }
    }
}

/// The addresses on which a proxy is called.
fn own_addresses(configuration: &Value) -> Vec<String> {
    let inbound =
        members(configuration, LISTENER).filter(|(_, listener)| listener["trafficDirection"] == "INBOUND");
    inbound
        .filter_map(|(_, listener)| socket_address(&listener["address"]))
        .map(|(address, _)| address)
        .collect()
}

/// Whether a listener takes traffic of the mesh on an address of its own: what needs redirected traffic cannot work here.
fn is_kept(listener: &Value) -> bool {
    let is_admin = listener["name"].as_str().is_some_and(|name| name.contains("admin"));
    socket_address(&listener["address"]).is_some()
        && listener["useOriginalDst"] != true
        && !listener["trafficDirection"].is_null()
        && !is_admin
}

fn members<'v>(
    configuration: &'v Value,
    url: &str,
) -> impl Iterator<Item = (&'v String, &'v Value)> + use<'v> {
    configuration["xds"][url].as_object().into_iter().flat_map(Map::iter)
}

fn endpoints(assignment: &Value) -> impl Iterator<Item = (String, u64)> + '_ {
    let groups = assignment["endpoints"].as_array().into_iter().flatten();
    let endpoints = groups.flat_map(|group| group["lbEndpoints"].as_array().into_iter().flatten());
    endpoints.filter_map(|endpoint| socket_address(&endpoint["endpoint"]["address"]))
}

fn socket_address(address: &Value) -> Option<(String, u64)> {
    let socket = &address["socketAddress"];
    if socket["protocol"] == "UDP" {
        return None;
    }
    Some((socket["address"].as_str()?.to_owned(), socket["portValue"].as_u64()?))
}
