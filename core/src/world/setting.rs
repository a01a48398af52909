//! The variables of kuma-cp: one row each, with how its value is read and where it goes.

use std::net::IpAddr;

use super::{Cidr, ControlPlane, ProxyAuthentication, SubsetGrouping};
use crate::{
    list::CollectVec as _,
    tree::{Duration, Text},
};

/// One variable.
pub(super) struct Setting {
    /// Its name.
    pub(super) name: &'static str,
    /// Reads a value and puts it where it belongs, or says what is wrong with it.
    pub(super) apply: fn(&mut ControlPlane, &str) -> Result<(), String>,
}

impl Setting {
    /// The variable of that name.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        SETTINGS
            .binary_search_by_key(&name, |setting| setting.name)
            .ok()
            .and_then(|index| SETTINGS.get(index))
    }
}

/// The variable whose name is most like a given one.
pub(super) fn similar(name: &str) -> &'static str {
    let distances = SETTINGS.iter().map(|setting| (distance(name, setting.name), setting.name));
    distances.min().map_or("", |(_, name)| name)
}

/// Rows that put what a function reads into a field.
macro_rules! settings {
    ($($name:literal: $read:ident $(=> $($field:ident).+)?;)*) => {
        /// All variables, by name.
        pub(super) static SETTINGS: &[Setting] = &[$(
            Setting { name: $name, apply: settings!(@apply $read $(, $($field).+)?) },
        )*];
    };
    (@apply $read:ident, $($field:ident).+) => {
        |control_plane, value| $read(value).map(|value| control_plane.$($field).+ = value)
    };
    (@apply $read:ident) => { |_, value| $read(value).map(drop) };
}

settings! {
    "KUMA_BOOTSTRAP_SERVER_PARAMS_ADMIN_ACCESS_LOG_PATH": filled => bootstrap.admin_access_log_path;
    "KUMA_BOOTSTRAP_SERVER_PARAMS_ADMIN_ADDRESS": address => bootstrap.admin_address;
    "KUMA_BOOTSTRAP_SERVER_PARAMS_ADMIN_PORT": port => bootstrap.admin_port;
    "KUMA_BOOTSTRAP_SERVER_PARAMS_ENVOY_ADMIN_UNIX_SOCKET": boolean => bootstrap.admin_unix_socket;
    "KUMA_BOOTSTRAP_SERVER_PARAMS_READINESS_PORT": port;
    "KUMA_BOOTSTRAP_SERVER_PARAMS_XDS_CONNECT_TIMEOUT": timeout => bootstrap.xds_connect_timeout;
    "KUMA_BOOTSTRAP_SERVER_PARAMS_XDS_GRPC_MAX_RECEIVE_MESSAGE_BYTES": size => bootstrap.xds_message_bytes;
    "KUMA_BOOTSTRAP_SERVER_PARAMS_XDS_HOST": text => bootstrap.xds_host;
    "KUMA_BOOTSTRAP_SERVER_PARAMS_XDS_PORT": port => bootstrap.xds_port;
    "KUMA_CORE_RESOURCES_STATUS_MESH_IDENTITY_INTERVAL": timeout;
    "KUMA_CORE_RESOURCES_STATUS_MESH_MULTI_ZONE_SERVICE_INTERVAL": timeout;
    "KUMA_CORE_RESOURCES_STATUS_MESH_SERVICE_INTERVAL": timeout;
    "KUMA_CORE_RESOURCES_STATUS_WORKLOAD_INTERVAL": timeout;
    "KUMA_DEFAULTS_CREATE_MESH_ROUTING_RESOURCES": boolean => defaults.create_mesh_routing_resources;
    "KUMA_DEFAULTS_SKIP_HOSTNAME_GENERATORS": boolean => defaults.skip_hostname_generators;
    "KUMA_DEFAULTS_SKIP_MESH_CREATION": boolean => defaults.skip_mesh_creation;
    "KUMA_DNS_SERVER_CIDR": range => dns.range;
    "KUMA_DNS_SERVER_DOMAIN": domain => dns.domain;
    "KUMA_DNS_SERVER_SERVICE_VIP_ENABLED": boolean => dns.service_names;
    "KUMA_DNS_SERVER_SERVICE_VIP_PORT": size => dns.port;
    "KUMA_DP_SERVER_AUTHN_DP_PROXY_TYPE": dataplane_authentication => authentication.dataplane;
    "KUMA_DP_SERVER_AUTHN_ENABLE_RELOADABLE_TOKENS": boolean => authentication.reloadable_tokens;
    "KUMA_DP_SERVER_AUTHN_ZONE_PROXY_TYPE": zone_authentication => authentication.zone_proxy;
    "KUMA_DP_SERVER_HDS_ENABLED": boolean => health_discovery;
    "KUMA_DP_SERVER_PORT": port => bootstrap.server_port;
    "KUMA_ENVIRONMENT": universal;
    "KUMA_EXPERIMENTAL_AUTO_REACHABLE_SERVICES": boolean => auto_reachable_services;
    "KUMA_EXPERIMENTAL_DELTA_XDS": boolean;
    "KUMA_EXPERIMENTAL_EXPOSE_ZONE_PROXY_METRICS": boolean => zone_proxy_metrics;
    "KUMA_EXPERIMENTAL_INBOUND_TAGS_DISABLED": boolean => inbound_tags_disabled;
    "KUMA_EXPERIMENTAL_INGRESS_TAG_FILTERS": list => ingress_tag_filters;
    "KUMA_EXPERIMENTAL_USE_TAG_FIRST_VIRTUAL_OUTBOUND_MODEL": boolean;
    "KUMA_IPAM_ALLOCATION_INTERVAL": timeout;
    "KUMA_IPAM_KNOWN_INTERNAL_CIDRS": ranges => internal_ranges;
    "KUMA_IPAM_MESH_EXTERNAL_SERVICE_CIDR": range => mesh_external_service_range;
    "KUMA_IPAM_MESH_MULTI_ZONE_SERVICE_CIDR": range => mesh_multi_zone_service_range;
    "KUMA_IPAM_MESH_SERVICE_CIDR": range => mesh_service_range;
    "KUMA_MESH_SERVICE_DELETION_GRACE_PERIOD": timeout;
    "KUMA_MESH_SERVICE_GENERATION_INTERVAL": switch => mesh_service.enabled;
    "KUMA_MESH_SERVICE_LABEL_PROPAGATION_ALLOWED_LABEL_KEYS": label_keys => mesh_service.propagated_labels;
    "KUMA_MESH_SERVICE_LABEL_PROPAGATION_ENABLED": boolean => mesh_service.label_propagation;
    "KUMA_MESH_TRAFFIC_PERMISSION_DISABLE_CLIQUES_ALGORITHM": grouping => subset_grouping;
    "KUMA_MODE": zone_mode;
    "KUMA_PLUGIN_POLICIES_ENABLED": some_list => policies;
    "KUMA_PROXY_GATEWAY_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS": connections => gateway_connections;
    "KUMA_RUNTIME_UNIVERSAL_WORKLOAD_GENERATION_INTERVAL": timeout;
    "KUMA_STORE_KUBERNETES_SYSTEM_NAMESPACE": filled => system_namespace;
    "KUMA_STORE_TYPE": text;
}

#[expect(clippy::unnecessary_wraps, reason = "all readers have one form")]
fn text(value: &str) -> Result<Text, String> {
    Ok(value.into())
}

fn filled(value: &str) -> Result<Text, String> {
    if value.is_empty() { Err("cannot be empty".into()) } else { text(value) }
}

fn address(value: &str) -> Result<Text, String> {
    let parsed = value.parse::<IpAddr>();
    parsed.map(|_| value.into()).map_err(|_| "should be a valid IP address".into())
}

fn domain(value: &str) -> Result<Text, String> {
    if value.starts_with('.') { Err("must not start with a dot".into()) } else { text(value) }
}

/// Go's `strconv.ParseBool`.
fn boolean(value: &str) -> Result<bool, String> {
    match value {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(format!("`{value}` is neither true nor false")),
    }
}

/// Go's `strconv.ParseUint` with base 0.
fn number(value: &str) -> Result<u64, String> {
    let digits = value.replace('_', "").to_ascii_lowercase();
    let parsed = match digits.get(..2) {
        Some("0x") => u64::from_str_radix(digits.get(2..).unwrap_or_default(), 16),
        Some("0b") => u64::from_str_radix(digits.get(2..).unwrap_or_default(), 2),
        Some("0o") => u64::from_str_radix(digits.get(2..).unwrap_or_default(), 8),
        Some(_) if digits.starts_with('0') => u64::from_str_radix(&digits, 8),
        _ => digits.parse(),
    };
    parsed.map_err(|_| format!("`{value}` is not a whole number"))
}

fn port(value: &str) -> Result<u32, String> {
    match u32::try_from(number(value)?) {
        Ok(port) if port <= 65_535 => Ok(port),
        _ => Err("must be in the range [0, 65535]".into()),
    }
}

fn size(value: &str) -> Result<u32, String> {
    match u32::try_from(number(value)?) {
        Ok(0) => Err("cannot be zero".into()),
        Ok(size) => Ok(size),
        Err(_) => Err(format!("`{value}` does not fit 32 bits")),
    }
}

fn connections(value: &str) -> Result<u64, String> {
    number(value).map(|number| if number == 0 { 50_000 } else { number })
}

fn timeout(value: &str) -> Result<Duration, String> {
    let duration =
        Duration::parse(value).ok_or_else(|| format!("`{value}` is not a duration such as `5s`"))?;
    if duration.nanoseconds < 0 { Err("cannot be negative".into()) } else { Ok(duration) }
}

fn switch(value: &str) -> Result<bool, String> {
    timeout(value).map(|interval| interval != Duration::ZERO)
}

fn range(value: &str) -> Result<Cidr, String> {
    Cidr::parse(value).ok_or_else(|| format!("`{value}` is not a range such as `240.0.0.0/4`"))
}

#[expect(clippy::unnecessary_wraps, reason = "all readers have one form")]
fn list(value: &str) -> Result<Vec<Text>, String> {
    Ok(if value.is_empty() { Vec::new() } else { value.split(',').map(Text::new).collect_vec() })
}

fn some_list(value: &str) -> Result<Option<Vec<Text>>, String> {
    list(value).map(Some)
}

fn ranges(value: &str) -> Result<Vec<Text>, String> {
    let ranges = list(value)?;
    ranges.iter().try_for_each(|entry| range(entry).map(drop))?;
    Ok(ranges)
}

fn label_keys(value: &str) -> Result<Vec<Text>, String> {
    let keys = list(value)?;
    match keys.iter().find(|key| key.starts_with("kuma.io/") || key.starts_with("k8s.kuma.io/")) {
        Some(reserved) => Err(format!("contains reserved key \"{reserved}\"")),
        None => Ok(keys),
    }
}

fn dataplane_authentication(value: &str) -> Result<ProxyAuthentication, String> {
    authentication(value, &["dpToken", "serviceAccountToken"])
}

fn zone_authentication(value: &str) -> Result<ProxyAuthentication, String> {
    authentication(value, &["zoneToken", "serviceAccountToken"])
}

fn authentication(value: &str, tokens: &[&str]) -> Result<ProxyAuthentication, String> {
    match value {
        "none" => Ok(ProxyAuthentication::None),
        _ if tokens.contains(&value) => Ok(ProxyAuthentication::Token),
        _ => Err(format!("`{value}` is none of {}, none", tokens.join(", "))),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "all readers have one form")]
fn grouping(value: &str) -> Result<SubsetGrouping, String> {
    Ok(if value == "true" { SubsetGrouping::Components } else { SubsetGrouping::Cliques })
}

fn zone_mode(value: &str) -> Result<(), String> {
    match value {
        // `standalone` is what a zone without a global control plane was called.
        "zone" | "standalone" => Ok(()),
        _ => Err(format!("kumascope computes what a control plane of a zone does, not of mode `{value}`")),
    }
}

fn universal(value: &str) -> Result<(), String> {
    match value {
        "universal" => Ok(()),
        _ => Err(format!("kumascope computes what a control plane on Universal does, not on `{value}`")),
    }
}

/// How many letters must be added, dropped or changed to get from one text to the other.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect_vec();
    for (index, letter) in from.bytes().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        for (cell, other) in row.iter_mut().skip(1).zip(to.bytes()) {
            let changed = diagonal + usize::from(letter != other);
            diagonal = *cell;
            left = changed.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
