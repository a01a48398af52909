//! Service resources: MeshService, MeshExternalService and MeshMultiZoneService, as destinations of traffic.

use super::{Protocol, name, sni};
use crate::{
    origin::Traced,
    resource::{Kri, MeshExternalService, MeshMultiZoneService, MeshService, Meta, meta::label},
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
    /// What is spoken there.
    pub protocol: Protocol,
}

impl ServicePort {
    /// The section by which the port is called in KRIs: its name, or its number.
    pub fn section(&self) -> Text {
        self.name.clone().unwrap_or_else(|| number(self.port.value))
    }

    fn is_called(&self, section: &str) -> bool {
        self.name.as_deref().unwrap_or_default() == section || number(self.port.value) == section
    }
}

impl ServiceResource<'_> {
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

fn number(port: u32) -> Text {
    port.to_string().into()
}
