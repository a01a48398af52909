//! Those settings of kuma-cp that change what is generated.

use super::{Cidr, Setting, setting};
use crate::tree::{Duration, Text};

/// The settings of kuma-cp that change what is generated. The default is kuma-cp's own.
#[expect(clippy::struct_excessive_bools, reason = "they are independent switches of kuma-cp")]
#[derive(Clone, Debug)]
pub struct ControlPlane {
    /// What stands in bootstraps.
    pub bootstrap: BootstrapParameters,
    /// What proxies must bring to be let in.
    pub authentication: Authentication,
    /// What a new control plane and a new mesh begin with.
    pub defaults: Defaults,
    /// The names and addresses of legacy services.
    pub dns: Dns,
    /// How MeshServices are generated.
    pub mesh_service: MeshServiceGeneration,
    /// Addresses of MeshServices (`KUMA_IPAM_MESH_SERVICE_CIDR`), `241.0.0.0/8`.
    pub mesh_service_range: Cidr,
    /// Addresses of MeshExternalServices (`KUMA_IPAM_MESH_EXTERNAL_SERVICE_CIDR`), `242.0.0.0/8`.
    pub mesh_external_service_range: Cidr,
    /// Addresses of MeshMultiZoneServices (`KUMA_IPAM_MESH_MULTI_ZONE_SERVICE_CIDR`), `243.0.0.0/8`.
    pub mesh_multi_zone_service_range: Cidr,
    /// Ranges whose clients count as internal (`KUMA_IPAM_KNOWN_INTERNAL_CIDRS`), as they are written.
    pub internal_ranges: Vec<Text>,
    /// Whether proxies are told to check the health of their workloads (`KUMA_DP_SERVER_HDS_ENABLED`), true.
    pub health_discovery: bool,
    /// The connections that a built-in gateway accepts (`KUMA_PROXY_GATEWAY_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS`), 50000.
    pub gateway_connections: u64,
    /// The policies that take effect (`KUMA_PLUGIN_POLICIES_ENABLED`, plural names); nothing for all of them.
    pub policies: Option<Vec<Text>>,
    /// Whether services are told apart by labels instead of tags (`KUMA_EXPERIMENTAL_INBOUND_TAGS_DISABLED`).
    pub inbound_tags_disabled: bool,
    /// Whether permissions decide what a proxy can reach (`KUMA_EXPERIMENTAL_AUTO_REACHABLE_SERVICES`).
    pub auto_reachable_services: bool,
    /// Whether zone proxies offer metrics on their admin port (`KUMA_EXPERIMENTAL_EXPOSE_ZONE_PROXY_METRICS`).
    pub zone_proxy_metrics: bool,
    /// Prefixes of the tags that a ZoneIngress offers (`KUMA_EXPERIMENTAL_INGRESS_TAG_FILTERS`); empty for all.
    pub ingress_tag_filters: Vec<Text>,
    /// The namespace of the control plane on Kubernetes (`KUMA_STORE_KUBERNETES_SYSTEM_NAMESPACE`), `kuma-system`.
    pub system_namespace: Text,
    /// How overlapping subsets of `from` rules are grouped (`KUMA_MESH_TRAFFIC_PERMISSION_DISABLE_CLIQUES_ALGORITHM`).
    pub subset_grouping: SubsetGrouping,
}

/// What stands in bootstraps: `KUMA_BOOTSTRAP_SERVER_PARAMS_…`.
#[derive(Clone, Debug)]
pub struct BootstrapParameters {
    /// `ADMIN_ADDRESS`: where Envoy's admin interface listens, `127.0.0.1`.
    pub admin_address: Text,
    /// `ADMIN_PORT`: the port of Envoy's admin interface, 9901; 0 for no admin interface.
    pub admin_port: u32,
    /// `ENVOY_ADMIN_UNIX_SOCKET`: whether the admin interface listens on a Unix socket instead, true.
    pub admin_unix_socket: bool,
    /// `ADMIN_ACCESS_LOG_PATH`: where requests to the admin interface are logged, `/dev/null`.
    pub admin_access_log_path: Text,
    /// `XDS_HOST`: where proxies find the control plane; empty for the host that the request was sent to.
    pub xds_host: Text,
    /// `XDS_PORT`: the port where proxies find the control plane; 0 for [`Self::server_port`].
    pub xds_port: u32,
    /// `KUMA_DP_SERVER_PORT`: the port where the control plane serves proxies, 5678.
    pub server_port: u32,
    /// `XDS_CONNECT_TIMEOUT`, one second.
    pub xds_connect_timeout: Duration,
    /// `XDS_GRPC_MAX_RECEIVE_MESSAGE_BYTES`, 4 MiB.
    pub xds_message_bytes: u32,
}

/// What proxies must bring to be let in: `KUMA_DP_SERVER_AUTHN_…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authentication {
    /// `DP_PROXY_TYPE`, for Dataplanes.
    pub dataplane: ProxyAuthentication,
    /// `ZONE_PROXY_TYPE`, for ZoneIngress and ZoneEgress.
    pub zone_proxy: ProxyAuthentication,
    /// `ENABLE_RELOADABLE_TOKENS`: whether Envoy reads its token from the file, false.
    pub reloadable_tokens: bool,
}

/// Whether a proxy must bring a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyAuthentication {
    /// It must: `dpToken`, `zoneToken`, `serviceAccountToken`.
    Token,
    /// It need not: `none`.
    None,
}

/// What a new control plane and a new mesh begin with: `KUMA_DEFAULTS_…`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// `SKIP_MESH_CREATION`: whether there is no Mesh `default` unless it is written.
    pub skip_mesh_creation: bool,
    /// `SKIP_HOSTNAME_GENERATORS`: whether there are no HostnameGenerators unless they are written.
    pub skip_hostname_generators: bool,
    /// `CREATE_MESH_ROUTING_RESOURCES`: whether a new mesh has a TrafficPermission and a TrafficRoute for everything.
    pub create_mesh_routing_resources: bool,
}

/// The names and addresses of legacy services: `KUMA_DNS_SERVER_…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dns {
    /// `DOMAIN`, `mesh`.
    pub domain: Text,
    /// `CIDR`, `240.0.0.0/4`.
    pub range: Cidr,
    /// `SERVICE_VIP_ENABLED`: whether every service has a name `SERVICE.mesh`, true.
    pub service_names: bool,
    /// `SERVICE_VIP_PORT`: the port of those names, 80.
    pub port: u32,
}

/// How MeshServices are generated: `KUMA_MESH_SERVICE_…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeshServiceGeneration {
    /// `GENERATION_INTERVAL`: whether they are generated at all, which an interval of zero prevents; true.
    pub enabled: bool,
    /// `LABEL_PROPAGATION_ENABLED`: whether they take over labels and tags of their Dataplanes, false.
    pub label_propagation: bool,
    /// `LABEL_PROPAGATION_ALLOWED_LABEL_KEYS`: the labels that are taken over; empty for all.
    pub propagated_labels: Vec<Text>,
}

/// How overlapping subsets of `from` rules are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubsetGrouping {
    /// By maximal sets of subsets that overlap pairwise.
    Cliques,
    /// By whatever is connected through overlaps.
    Components,
}

/// A setting that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingError {
    /// A variable that kuma-cp has not, or that kumascope does not know.
    Unknown(UnknownVariable),
    /// A value that kuma-cp would refuse.
    Invalid {
        /// The variable.
        name: String,
        /// What is wrong with the value.
        reason: String,
    },
}

/// A variable that kuma-cp has not, or that changes nothing here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownVariable {
    /// Its name.
    pub name: String,
    /// The known variable that it resembles most.
    pub similar: &'static str,
}

impl ControlPlane {
    /// Sets a variable of kuma-cp (`KUMA_…`), in kuma-cp's notation. Variables that change nothing in what is generated
    /// (intervals, for example) are checked and then forgotten. Refused are unknown variables, values that kuma-cp refuses,
    /// modes other than a zone on Universal, and `KUMA_MULTIZONE_ZONE_NAME`, which [`World::set`](super::World::set) takes.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), SettingError> {
        let Some(setting) = Setting::find(name) else {
            let similar = setting::similar(name);
            return Err(SettingError::Unknown(UnknownVariable { name: name.into(), similar }));
        };
        (setting.apply)(self, value).map_err(|reason| SettingError::Invalid { name: name.into(), reason })
    }

    /// The names of all variables that [`Self::set`] takes, in alphabetical order.
    pub fn variables() -> impl Iterator<Item = &'static str> {
        setting::SETTINGS.iter().map(|setting| setting.name)
    }
}

impl BootstrapParameters {
    /// The port where proxies find the control plane.
    pub fn effective_xds_port(&self) -> u32 {
        if self.xds_port == 0 { self.server_port } else { self.xds_port }
    }
}

impl Default for ControlPlane {
    fn default() -> Self {
        let internal = [
            "10.0.0.0/8",
            "192.168.0.0/16",
            "172.16.0.0/12",
            "fc00::/7",
            "fd00::/8",
            "127.0.0.1/32",
            "::1/128",
        ];
        Self {
            bootstrap: BootstrapParameters::default(),
            authentication: Authentication {
                dataplane: ProxyAuthentication::Token,
                zone_proxy: ProxyAuthentication::Token,
                reloadable_tokens: false,
            },
            defaults: Defaults::default(),
            dns: Dns {
                domain: Text::new_static("mesh"),
                range: Cidr::v4([240, 0, 0, 0], 4),
                service_names: true,
                port: 80,
            },
            mesh_service: MeshServiceGeneration {
                enabled: true,
                label_propagation: false,
                propagated_labels: Vec::new(),
            },
            mesh_service_range: Cidr::v4([241, 0, 0, 0], 8),
            mesh_external_service_range: Cidr::v4([242, 0, 0, 0], 8),
            mesh_multi_zone_service_range: Cidr::v4([243, 0, 0, 0], 8),
            internal_ranges: internal.map(Text::new_static).to_vec(),
            system_namespace: Text::new_static("kuma-system"),
            health_discovery: true,
            gateway_connections: 50_000,
            policies: None,
            inbound_tags_disabled: false,
            auto_reachable_services: false,
            zone_proxy_metrics: false,
            ingress_tag_filters: Vec::new(),
            subset_grouping: SubsetGrouping::Cliques,
        }
    }
}

impl Default for BootstrapParameters {
    fn default() -> Self {
        Self {
            admin_address: Text::new_static("127.0.0.1"),
            admin_port: 9901,
            admin_unix_socket: true,
            admin_access_log_path: Text::new_static("/dev/null"),
            xds_host: Text::default(),
            xds_port: 0,
            server_port: 5678,
            xds_connect_timeout: Duration::seconds(1),
            xds_message_bytes: 4_194_304,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_kuma_cp_are_taken() {
        let mut control_plane = ControlPlane::default();
        for (name, value) in [
            ("KUMA_MODE", "zone"),
            ("KUMA_BOOTSTRAP_SERVER_PARAMS_ADMIN_PORT", "0x10"),
            ("KUMA_BOOTSTRAP_SERVER_PARAMS_XDS_CONNECT_TIMEOUT", "7s"),
            ("KUMA_IPAM_KNOWN_INTERNAL_CIDRS", "10.20.0.0/16,fd00::/8"),
            ("KUMA_IPAM_MESH_SERVICE_CIDR", "251.0.0.0/24"),
            ("KUMA_DP_SERVER_AUTHN_DP_PROXY_TYPE", "none"),
            ("KUMA_CORE_RESOURCES_STATUS_WORKLOAD_INTERVAL", "300ms"),
        ] {
            assert_eq!(control_plane.set(name, value), Ok(()), "{name}");
        }
        assert_eq!(control_plane.bootstrap.admin_port, 16);
        assert_eq!(control_plane.internal_ranges, ["10.20.0.0/16", "fd00::/8"]);
        assert_eq!(control_plane.authentication.dataplane, ProxyAuthentication::None);
    }

    #[test]
    fn unknown_variables_and_wrong_values_are_refused() {
        let mut control_plane = ControlPlane::default();
        let unknown = control_plane.set("KUMA_DNS_SERVER_DOMAINS", "x");
        let Err(SettingError::Unknown(unknown)) = unknown else { panic!("{unknown:?}") };
        assert_eq!(unknown.similar, "KUMA_DNS_SERVER_DOMAIN");
        for (name, value) in [
            ("KUMA_MODE", "global"),
            ("KUMA_DNS_SERVER_CIDR", "240.0.0.0"),
            ("KUMA_BOOTSTRAP_SERVER_PARAMS_ADMIN_PORT", "70000"),
            ("KUMA_DP_SERVER_HDS_ENABLED", "yes"),
            ("KUMA_BOOTSTRAP_SERVER_PARAMS_ADMIN_ADDRESS", "localhost"),
        ] {
            assert!(matches!(control_plane.set(name, value), Err(SettingError::Invalid { .. })), "{name}");
        }
    }

    #[test]
    fn variables_stand_in_alphabetical_order() {
        assert!(ControlPlane::variables().is_sorted());
    }
}
