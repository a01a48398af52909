//! Stores: which service got which address is not deterministic in the reference, authorities are made anew in every run,
//! and some conditions are written late.

use std::collections::BTreeMap;

use kumascope_core::tree::{Node, Value};

/// Kinds whose condition `BackendRefsResolved` is written late.
const LATE_CONDITIONS: [&str; 3] = ["MeshAccessLog", "MeshMetric", "MeshTrace"];

/// The same documents with addresses numbered in the order of documents, without the texts of certificates of MeshTrusts,
/// late conditions, and what the API computes on reading.
pub(in super::super) fn comparable_store(documents: BTreeMap<String, Node>) -> BTreeMap<String, Node> {
    let mut addresses = BTreeMap::new();
    // Secrets were not recorded.
    let is_secret = |key: &str| key.starts_with("Secret ") || key.starts_with("GlobalSecret ");
    documents
        .into_iter()
        .filter(|(key, _)| !is_secret(key))
        .map(|(key, mut node)| {
            if let Some(members) = node.as_map_mut() {
                members.remove("snis");
            }
            match node.get("type").and_then(Node::as_str).unwrap_or_default() {
                "MeshTrust" => forget_certificates(&mut node),
                kind if LATE_CONDITIONS.contains(&kind) => forget_late_conditions(&mut node),
                _ => {}
            }
            number_addresses(&mut node, &mut addresses);
            (key, node)
        })
        .collect()
}

fn member<'a>(node: &'a mut Node, path: &[&str]) -> Option<&'a mut Node> {
    path.iter().try_fold(node, |node, member| node.as_map_mut()?.get_mut(member))
}

fn items<'a>(node: &'a mut Node, path: &[&str]) -> Option<&'a mut Vec<Node>> {
    match &mut member(node, path)?.value {
        Value::List(items) => Some(items),
        _ => None,
    }
}

fn forget_certificates(trust: &mut Node) {
    for bundle in items(trust, &["spec", "caBundles"]).into_iter().flatten() {
        if let Some(pem) = member(bundle, &["pem"]).and_then(Node::as_map_mut) {
            pem.remove("value");
        }
    }
}

fn forget_late_conditions(policy: &mut Node) {
    let is_late = |node: &Node| node.get("type").and_then(Node::as_str) == Some("BackendRefsResolved");
    let empty = match items(policy, &["status", "conditions"]) {
        Some(conditions) => {
            conditions.retain(|condition| !is_late(condition));
            conditions.is_empty()
        }
        // Recorded before the condition was there.
        None => policy.get("status").and_then(Node::as_map).is_some_and(kumascope_core::tree::Map::is_empty),
    };
    if empty && let Some(members) = policy.as_map_mut() {
        members.remove("status");
    }
}

/// Addresses of services, each as its range (its first number) and how many of that range came before it.
fn number_addresses(document: &mut Node, seen: &mut BTreeMap<String, Vec<String>>) {
    let mut rename = |ip: &mut Node| {
        let Some(address) = ip.as_str().map(str::to_owned) else { return };
        let range = address.split('.').next().unwrap_or_default().to_owned();
        let known = seen.entry(range.clone()).or_default();
        let number = known.iter().position(|present| *present == address).unwrap_or_else(|| {
            known.push(address);
            known.len() - 1
        });
        *ip = Node::string(format!("address {number} of range {range}"), ip.origin);
    };
    for vip in items(document, &["status", "vips"]).into_iter().flatten() {
        member(vip, &["ip"]).into_iter().for_each(&mut rename);
    }
    member(document, &["status", "vip", "ip"]).into_iter().for_each(&mut rename);
}
