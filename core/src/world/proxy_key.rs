//! What a proxy is called.

use std::fmt;

use crate::tree::Text;

/// A proxy: the Dataplane, ZoneIngress or ZoneEgress that it runs for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProxyKey {
    /// What the proxy runs for.
    pub proxy_type: ProxyType,
    /// The mesh; empty for ZoneIngress and ZoneEgress.
    pub mesh: Text,
    /// The name of the resource.
    pub name: Text,
}

/// What a proxy runs for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProxyType {
    /// A Dataplane.
    Dataplane,
    /// A ZoneIngress.
    Ingress,
    /// A ZoneEgress.
    Egress,
}

impl ProxyKey {
    /// The proxy of a Dataplane.
    pub fn dataplane(mesh: impl Into<Text>, name: impl Into<Text>) -> Self {
        Self { proxy_type: ProxyType::Dataplane, mesh: mesh.into(), name: name.into() }
    }

    /// The proxy that is printed so: `MESH/NAME` for that of a Dataplane, `ingress/NAME` and `egress/NAME`.
    pub fn named(printed: &str) -> Option<Self> {
        let (before, name) = printed.split_once('/')?;
        let zone_proxy = |proxy_type| Self { proxy_type, mesh: Text::default(), name: name.into() };
        Some(match before {
            "ingress" => zone_proxy(ProxyType::Ingress),
            "egress" => zone_proxy(ProxyType::Egress),
            mesh => Self::dataplane(mesh, name),
        })
    }

    /// The node id by which the control plane knows the proxy: `mesh.name`.
    pub fn node_id(&self) -> String {
        format!("{}.{}", self.mesh, self.name)
    }
}

impl ProxyType {
    /// The name in bootstrap requests and node metadata.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dataplane => "dataplane",
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        }
    }
}

impl fmt::Display for ProxyKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.proxy_type {
            ProxyType::Dataplane => write!(formatter, "{}/{}", self.mesh, self.name),
            ProxyType::Ingress | ProxyType::Egress => {
                write!(formatter, "{}/{}", self.proxy_type.name(), self.name)
            }
        }
    }
}
