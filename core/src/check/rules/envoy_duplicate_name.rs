#![doc = include_str!("envoy_duplicate_name.md")]

use crate::{
    check::{
        Find, Rule,
        messages::{items, nearest, own_name, text, walk},
    },
    message::{Configuration, Resource, ResourceType},
    report::{Diagnostic, Severity},
    sorted::{SortedMap, SortedSet},
    tree::{Node, Text},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "envoy-duplicate-name", severity: Severity::Mistake, find: Find::Configuration(find) };

fn find(configuration: &Configuration) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for resource_type in [ResourceType::Cluster, ResourceType::Listener] {
        found.extend(messages(configuration.of_type(resource_type)));
    }
    configuration.of_type(ResourceType::Listener).for_each(|listener| found.extend(chains(listener)));
    walk(configuration, &mut |trail| {
        if trail.field() == "virtualHosts" && trail.node().as_list().is_some() {
            found.extend(virtual_hosts(trail.node(), &trail.resource.name));
        }
    });
    found
}

/// Messages of one type that call themselves the same.
fn messages<'a>(resources: impl Iterator<Item = &'a Resource>) -> Vec<Diagnostic> {
    let mut names: SortedMap<Text, &Resource> = SortedMap::new();
    let mut found = Vec::new();
    for resource in resources {
        if let Some(other) = names.insert(own_name(resource), resource) {
            let message = format!(
                "`{}` and `{}` both have the name `{}`",
                other.name,
                resource.name,
                own_name(resource)
            );
            found.push(RULE.broken(message, nearest(resource.message.get("name").into_iter())));
        }
    }
    found
}

/// Virtual hosts with one name, and domains that stand in two of them.
fn virtual_hosts(hosts: &Node, holder: &str) -> Vec<Diagnostic> {
    let (mut names, mut domains) = (SortedSet::new(), SortedSet::new());
    let mut found = Vec::new();
    for host in hosts.as_list().unwrap_or_default() {
        let name = text(host, "name");
        if !names.insert(name.to_owned()) {
            let message = format!("two virtual hosts of `{holder}` have the name `{name}`");
            found.push(RULE.broken(message, nearest([host].into_iter())));
        }
        for domain in items(host, "domains") {
            let domain_name = domain.as_str().unwrap_or_default();
            if !domains.insert(domain_name.to_ascii_lowercase()) {
                let message =
                    format!("the domain `{domain_name}` stands twice in the virtual hosts of `{holder}`");
                found.push(RULE.broken(message, nearest([domain, host].into_iter())));
            }
        }
    }
    found
}

/// Filter chains of one listener that take the same connections.
fn chains(listener: &Resource) -> Vec<Diagnostic> {
    let mut matches: Vec<Option<&Node>> = Vec::new();
    let mut found = Vec::new();
    for chain in items(&listener.message, "filterChains") {
        let own = chain.get("filterChainMatch");
        if matches.contains(&own) {
            let message = format!("two filter chains of `{}` take the same connections", listener.name);
            found.push(RULE.broken(message, nearest(own.into_iter().chain([chain, &listener.message]))));
        }
        matches.push(own);
    }
    found
}
