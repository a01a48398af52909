//! From a configuration that is served to one that stands in a file: what would come over a stream is put in its place.

use serde_json::{Map, Value, json};

/// A certificate and its key for every placeholder, made for these tests and used nowhere else.
const CERTIFICATE: &str = include_str!("../../envoy/certificate.pem");
const KEY: &str = include_str!("../../envoy/key.pem");

const CLUSTER: &str = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
const ENDPOINTS: &str = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
const LISTENER: &str = "type.googleapis.com/envoy.config.listener.v3.Listener";

/// A bootstrap that holds a configuration (`{"xds": {typeURL: {name: message}}}`): endpoints stand in their clusters, secrets
/// beside them with real certificates, and what this build of Envoy lacks (contrib filters, the files of a proxy's machine) is
/// replaced.
pub fn freeze(configuration: &Value) -> Value {
    let of_type = |name: &str| configuration["xds"][name].as_object().cloned().unwrap_or_default();
    let endpoints = of_type(ENDPOINTS);
    let mut listeners: Vec<Value> = of_type(LISTENER).into_iter().map(|(_, listener)| listener).collect();
    let mut clusters: Vec<Value> =
        of_type(CLUSTER).into_iter().map(|(_, cluster)| with_endpoints(cluster, &endpoints)).collect();
    clusters.push(json!({"name": "access_log_sink", "type": "STATIC", "loadAssignment": {"clusterName": "access_log_sink"}}));
    listeners.iter_mut().for_each(without_contrib_filters);
    let mut secrets = Map::new();
    for message in listeners.iter_mut().chain(&mut clusters) {
        settle(message, &mut secrets);
    }
    json!({
        "node": {"id": "test", "cluster": "test"},
        "staticResources": {
            "listeners": listeners,
            "clusters": clusters,
            "secrets": secrets.into_iter().map(|(_, secret)| secret).collect::<Vec<_>>(),
        },
    })
}

fn with_endpoints(mut cluster: Value, endpoints: &Map<String, Value>) -> Value {
    if cluster["type"] != "EDS" {
        return cluster;
    }
    let name = cluster["name"].as_str().unwrap_or_default().to_owned();
    let assignment = endpoints.get(&name).cloned().unwrap_or_else(|| json!({"clusterName": name}));
    let discovery = if has_host_names(&assignment) { "STRICT_DNS" } else { "STATIC" };
    cluster["type"] = discovery.into();
    cluster["loadAssignment"] = assignment;
    if let Some(members) = cluster.as_object_mut() {
        members.remove("edsClusterConfig");
    }
    cluster
}

fn has_host_names(node: &Value) -> bool {
    match node {
        Value::Object(members) => {
            members.get("socketAddress").is_some_and(|socket| {
                socket["address"].as_str().is_some_and(|address| address.parse::<std::net::IpAddr>().is_err())
            }) || members.values().any(has_host_names)
        }
        Value::Array(items) => items.iter().any(has_host_names),
        _ => false,
    }
}

fn without_contrib_filters(listener: &mut Value) {
    let chains = listener["filterChains"].as_array_mut().into_iter().flatten();
    for filters in chains.filter_map(|chain| chain["filters"].as_array_mut()) {
        filters.retain(|filter| filter["name"] != "envoy.filters.network.kafka_broker");
    }
}

/// Replaces, wherever it stands: references to served secrets, placeholders of certificates, and files of a proxy's machine.
fn settle(node: &mut Value, secrets: &mut Map<String, Value>) {
    match node {
        Value::Object(members) => {
            name_secrets(members, secrets);
            replace_files(members);
            members.values_mut().for_each(|member| settle(member, secrets));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| settle(item, secrets)),
        _ => {}
    }
}

fn name_secrets(members: &mut Map<String, Value>, secrets: &mut Map<String, Value>) {
    let certificates = members.get_mut("tlsCertificateSdsSecretConfigs").and_then(Value::as_array_mut);
    for reference in certificates.into_iter().flatten() {
        let secret =
            json!({"tlsCertificate": {"certificateChain": inline(CERTIFICATE), "privateKey": inline(KEY)}});
        name_secret(reference, secret, secrets);
    }
    if let Some(reference) = members.get_mut("validationContextSdsSecretConfig") {
        let secret = json!({"validationContext": {"trustedCa": inline(CERTIFICATE)}});
        name_secret(reference, secret, secrets);
    }
}

/// A reference without a source is one to a secret of the bootstrap.
fn name_secret(reference: &mut Value, mut secret: Value, secrets: &mut Map<String, Value>) {
    let name = reference["name"].clone();
    secret["name"] = name.clone();
    secrets.insert(name.as_str().unwrap_or_default().to_owned(), secret);
    *reference = json!({"name": name});
}

fn replace_files(members: &mut Map<String, Value>) {
    let replace = |members: &mut Map<String, Value>, field: &str, text: &str| {
        if members.get(field).is_some_and(is_source) {
            members.insert(field.to_owned(), inline(text));
        }
    };
    replace(members, "certificateChain", CERTIFICATE);
    replace(members, "privateKey", KEY);
    replace(members, "trustedCa", CERTIFICATE);
    let is_file_log =
        members.get("@type").and_then(Value::as_str).is_some_and(|name| name.ends_with(".FileAccessLog"));
    if is_file_log {
        members.insert("path".to_owned(), "/dev/null".into());
    }
}

/// Whether it is a `DataSource`, or an empty one.
fn is_source(node: &Value) -> bool {
    node.as_object().is_some_and(|members| {
        members.is_empty() || members.keys().any(|name| name.starts_with("inline") || name == "filename")
    })
}

fn inline(text: &str) -> Value {
    json!({"inlineString": text})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_stand_in_their_cluster_and_secrets_beside_it() {
        let secret = json!([{"name": "identity", "sdsConfig": {"ads": {}}}]);
        let frozen = freeze(&json!({"xds": {
            CLUSTER: {"stock": {"name": "stock", "type": "EDS", "edsClusterConfig": {}, "tlsCertificateSdsSecretConfigs": secret}},
            ENDPOINTS: {"stock": {"clusterName": "stock", "endpoints": [{"socketAddress": {"address": "stock.example.org"}}]}},
        }}));
        let cluster = &frozen["staticResources"]["clusters"][0];
        assert_eq!(cluster["type"], "STRICT_DNS");
        assert_eq!(cluster["loadAssignment"]["clusterName"], "stock");
        assert_eq!(cluster["tlsCertificateSdsSecretConfigs"], json!([{"name": "identity"}]));
        assert_eq!(frozen["staticResources"]["secrets"][0]["name"], "identity");
    }
}
