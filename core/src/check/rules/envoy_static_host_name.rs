#![doc = include_str!("envoy_static_host_name.md")]

use std::net::IpAddr;

use crate::{
    check::{
        Find, Rule,
        messages::{text, walk},
    },
    message::{Configuration, ResourceType},
    report::{Diagnostic, Severity},
    tree::Node,
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "envoy-static-host-name", severity: Severity::Mistake, find: Find::Configuration(find) };

fn find(configuration: &Configuration) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    walk(configuration, &mut |trail| {
        let resource = trail.resource;
        let holds_addresses = resource.resource_type == ResourceType::Listener
            || resource.resource_type == ResourceType::Cluster && needs_addresses(&resource.message);
        if trail.field() != "socketAddress" || !holds_addresses {
            return;
        }
        let address = text(trail.node(), "address");
        if !address.is_empty() && address.parse::<IpAddr>().is_err() {
            let message =
                format!("Envoy refuses `{}`: it needs an IP address where `{address}` stands", resource.name);
            found.push(RULE.broken(message, trail.origin()));
        }
    });
    found
}

/// Whether host names cannot be endpoints: of a cluster that says no type, too.
fn needs_addresses(cluster: &Node) -> bool {
    cluster.get("clusterType").is_none() && matches!(text(cluster, "type"), "" | "STATIC")
}
