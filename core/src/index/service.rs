//! Service resources: MeshService, MeshExternalService and MeshMultiZoneService, as destinations of traffic.

use super::{Protocol, name, sni};
use crate::{
    list::CollectVec as _,
    origin::Traced,
    resource::{
        Kri, MeshExternalService, MeshMultiZoneService, MeshService, Meta, Resource, Spec,
        mesh_external_service, mesh_multi_zone_service, mesh_service,
        mesh_service::{ServiceIdentity, ServiceState, TlsStatus},
        meta::label,
        schema::IntOrText,
        status,
    },
    tree::Text,
};

/// A service resource.
#[derive(Clone, Debug)]
pub struct ServiceResource<'a> {
    /// Its names and labels.
    pub meta: &'a Meta,
    /// Its identity, without a section.
    pub kri: Kri,
    /// What it says.
    pub spec: ServiceSpec<'a>,
    /// Its ports in order.
    pub ports: Vec<ServicePort>,
    /// The addresses that the control plane gave it.
    pub vips: Vec<Traced<Text>>,
    /// The host names that resolve to the first of these addresses.
    pub hostnames: Vec<Traced<Text>>,
}

/// What a service resource says.
#[derive(Clone, Copy, Debug)]
pub enum ServiceSpec<'a> {
    /// A service of one zone.
    MeshService(&'a MeshService),
    /// A service outside the mesh.
    MeshExternalService(&'a MeshExternalService),
    /// A service of several zones.
    MeshMultiZoneService(&'a MeshMultiZoneService),
}

/// A port of a service resource.
#[derive(Clone, Debug)]
pub struct ServicePort {
    /// Its name, where it has one.
    pub name: Option<Text>,
    /// Its number.
    pub port: Traced<u32>,
    /// The port or name of the inbounds behind it; nothing where none is named, which leads nowhere.
    pub target: Option<IntOrText>,
    /// What is spoken there.
    pub protocol: Protocol,
    /// The `kuma.io/service` under which its endpoints stand.
    pub service: Text,
    /// Its number, as it is written.
    digits: Text,
}

impl ServicePort {
    /// A port of the service resource of that identity, which nothing is said of but where it is and what is spoken there.
    fn new(kri: &Kri, name: Option<Text>, port: Traced<u32>, protocol: Protocol) -> Self {
        let (service, digits) = (name::resource_service(kri, port.value), port.value.to_string().into());
        Self { name, port, target: None, protocol, service, digits }
    }

    /// The section by which the port is called in KRIs: its name, or its number.
    pub fn section(&self) -> Text {
        self.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| self.digits.clone())
    }

    fn is_called(&self, section: &str) -> bool {
        self.name.as_deref().unwrap_or_default() == section || self.digits == section
    }
}

impl<'a> ServiceResource<'a> {
    /// The service that a resource is; nothing for resources of other kinds.
    pub(super) fn read(resource: &'a Resource) -> Option<Self> {
        let kri = resource.meta.kri();
        let (spec, ports, vips, addresses) = match &resource.spec {
            Spec::MeshService(spec) => of_mesh_service(&kri, spec),
            Spec::MeshExternalService(spec) => of_external_service(&kri, spec),
            Spec::MeshMultiZoneService(spec) => of_multi_zone_service(&kri, spec),
            _ => return None,
        };
        let vips = vips.iter().filter_map(|vip| vip.ip.clone()).filter(|ip| !ip.is_empty()).collect_vec();
        let hostnames = addresses.iter().map(|address| address.hostname.clone()).collect_vec();
        Some(Self { meta: &resource.meta, kri, spec, ports, vips, hostnames })
    }

    /// The identities that a MeshService claims, as they were written.
    pub fn identities(&self) -> &'a [ServiceIdentity] {
        match self.spec {
            ServiceSpec::MeshService(spec) => spec.identities.as_deref().unwrap_or_default(),
            _ => &[],
        }
    }

    /// Whether the zone of a MeshService says that it has healthy endpoints.
    pub fn is_available(&self) -> bool {
        let ServiceSpec::MeshService(spec) = self.spec else { return true };
        spec.state.is_some_and(|state| state.value == ServiceState::Available)
    }

    /// Whether all proxies of a MeshService of the own zone are ready for mTLS. Other services are reached with TLS only.
    pub fn is_tls_ready(&self) -> bool {
        let ServiceSpec::MeshService(spec) = self.spec else { return true };
        let status = spec.status.as_ref().and_then(|status| status.tls.status);
        !self.is_local() || status.is_some_and(|status| status.value == TlsStatus::Ready)
    }

    /// Whether this is a MeshService.
    pub fn is_mesh_service(&self) -> bool {
        matches!(self.spec, ServiceSpec::MeshService(_))
    }

    /// The port of that name or number. The one port of a MeshExternalService goes by every name.
    pub fn find_port(&self, section: &str) -> Option<&ServicePort> {
        let external = self.is_external();
        self.ports.iter().find(|port| external || port.is_called(section))
    }

    /// The identity of a port.
    pub fn port_kri(&self, port: &ServicePort) -> Kri {
        self.kri.with_section(port.section())
    }

    /// The `kuma.io/service` under which the endpoints of a port stand.
    pub fn port_service(&self, port: u32) -> Text {
        name::resource_service(&self.kri, port)
    }

    /// Whether this is a MeshExternalService.
    pub fn is_external(&self) -> bool {
        matches!(self.spec, ServiceSpec::MeshExternalService(_))
    }

    /// Whether this is a MeshMultiZoneService.
    pub fn is_multi_zone(&self) -> bool {
        matches!(self.spec, ServiceSpec::MeshMultiZoneService(_))
    }

    /// Whether this is a MeshService of the own zone. One that came from elsewhere has the origin `global`.
    pub fn is_local(&self) -> bool {
        let origin = self.meta.labels.get(label::ORIGIN);
        matches!(self.spec, ServiceSpec::MeshService(_)) && origin.is_none_or(|origin| origin == "zone")
    }

    /// The legacy server name of a port.
    pub fn legacy_sni(&self, port: u32) -> Option<Text> {
        sni::legacy(&self.kri, &self.sni_name(), port)
    }

    /// The name in legacy server names. MeshServices that were copied between zones are known by their first name and namespace.
    fn sni_name(&self) -> Text {
        if !matches!(self.spec, ServiceSpec::MeshService(_)) {
            return self.meta.display_name().into();
        }
        let label = |key| self.meta.labels.get(key);
        let namespace = label(label::NAMESPACE).filter(|namespace| !namespace.is_empty());
        let name = match label(label::ORIGIN) {
            Some("global") => label(label::DISPLAY_NAME).unwrap_or_default(),
            Some("zone") => &self.meta.name,
            _ => return self.meta.name.clone(),
        };
        namespace.map_or_else(|| name.into(), |namespace| format!("{name}.{namespace}").into())
    }
}

/// What a kind of service resource consists of: spec, ports, addresses, host names.
type Parts<'a> = (ServiceSpec<'a>, Vec<ServicePort>, Vec<status::Vip>, &'a [status::Address]);

fn of_mesh_service<'a>(kri: &Kri, spec: &'a MeshService) -> Parts<'a> {
    let port = |port: &mesh_service::ServicePort| ServicePort {
        target: port.target_port.as_ref().map(|port| port.value.clone()),
        ..ServicePort::new(
            kri,
            port.name.as_ref().map(|name| name.value.clone()),
            port.port,
            Protocol::of_port(port.app_protocol.as_deref().map_or("tcp", Text::as_str)),
        )
    };
    let ports = spec.ports.iter().map(port).collect_vec();
    let status = spec.status.as_ref();
    let vips = status.map(|status| status.vips.clone()).unwrap_or_default();
    (
        ServiceSpec::MeshService(spec),
        ports,
        vips,
        status.map(|status| status.addresses.as_slice()).unwrap_or_default(),
    )
}

fn of_external_service<'a>(kri: &Kri, spec: &'a MeshExternalService) -> Parts<'a> {
    use mesh_external_service::ExternalProtocol;
    let protocol = match spec.matches.protocol.value {
        ExternalProtocol::Tcp => Protocol::Tcp,
        ExternalProtocol::Grpc => Protocol::Grpc,
        ExternalProtocol::Http => Protocol::Http,
        ExternalProtocol::Http2 => Protocol::Http2,
    };
    let port = ServicePort::new(kri, None, spec.matches.port, protocol);
    let status = spec.status.as_ref();
    let vips = status.map(|status| vec![status.vip.clone()]).unwrap_or_default();
    let addresses = status.map(|status| status.addresses.as_slice()).unwrap_or_default();
    (ServiceSpec::MeshExternalService(spec), vec![port], vips, addresses)
}

fn of_multi_zone_service<'a>(kri: &Kri, spec: &'a MeshMultiZoneService) -> Parts<'a> {
    let port = |port: &mesh_multi_zone_service::MultiZonePort| {
        let name = port.name.as_ref().map(|name| name.value.clone());
        ServicePort::new(kri, name, port.port, Protocol::of_port(&port.app_protocol))
    };
    let ports = spec.ports.iter().map(port).collect_vec();
    let status = spec.status.as_ref();
    let vips = status.map(|status| status.vips.clone()).unwrap_or_default();
    (
        ServiceSpec::MeshMultiZoneService(spec),
        ports,
        vips,
        status.map(|status| status.addresses.as_slice()).unwrap_or_default(),
    )
}
