//! How the traffic of a workload is redirected to its proxy.

use std::net::IpAddr;

use crate::{
    origin::{Origin, Traced},
    resource::dataplane::IpFamilyMode,
    tree::{Node, Text},
    world::{Feature, Metadata},
};

/// The transparent proxy of one workload.
#[derive(Clone, Debug)]
pub struct TransparentProxy {
    /// Which families of addresses are redirected.
    pub family_mode: FamilyMode,
    /// What comes in; nothing where nothing is said of it.
    pub inbound: Option<Flow>,
    /// Redirection of what goes out: the port of the proxy; nothing where it is off.
    pub outbound: Option<Traced<u32>>,
    /// The port of DNS; nothing where it is off.
    pub dns: Option<Traced<u32>>,
    /// Whether the address of the Dataplane can be redirected at all.
    address: AddressFamily,
}

/// Traffic of one direction. The port counts for listeners even where redirection is off.
#[derive(Clone, Debug)]
pub struct Flow {
    /// The port of the proxy.
    pub port: Traced<u32>,
    /// Whether it is redirected to that port.
    pub is_redirected: bool,
}

/// Which families of addresses are redirected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FamilyMode {
    /// IPv4 and IPv6.
    #[default]
    DualStack,
    /// IPv4 only.
    V4,
    /// IPv6 only; handled as both.
    V6,
}

/// What the address of a Dataplane is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AddressFamily {
    V4,
    Other,
}

impl FamilyMode {
    /// The mode of metadata; unknown words are dual stack.
    fn parse(name: &str) -> Self {
        match name {
            "ipv4" => Self::V4,
            "ipv6" => Self::V6,
            _ => Self::DualStack,
        }
    }
}

impl From<IpFamilyMode> for FamilyMode {
    fn from(mode: IpFamilyMode) -> Self {
        match mode {
            IpFamilyMode::V4 => Self::V4,
            IpFamilyMode::V6 => Self::V6,
            IpFamilyMode::UnSpecified | IpFamilyMode::DualStack => Self::DualStack,
        }
    }
}

impl Flow {
    fn redirected(port: Traced<u32>) -> Self {
        Self { port, is_redirected: true }
    }
}

impl TransparentProxy {
    /// What the proxy says of itself with `feature-transparent-proxy-in-dataplane-metadata`; nothing without that feature,
    /// when the Dataplane decides. A proxy that says nothing redirects everything to Kuma's default ports.
    pub fn of_metadata(metadata: &Metadata, address: &str) -> Option<Self> {
        if !metadata.has(Feature::TransparentProxyInMetadata) {
            return None;
        }
        let mut proxy = metadata.transparent_proxy.as_ref().map_or_else(Self::everything, Self::read);
        proxy.complete(metadata, address);
        Some(proxy)
    }

    /// What a Dataplane says: a flow is redirected where its port is above 0.
    pub fn of_dataplane(
        family_mode: FamilyMode,
        inbound: Option<Traced<u32>>,
        outbound: Option<Traced<u32>>,
        metadata: &Metadata,
        address: &str,
    ) -> Self {
        let set = |port: Option<Traced<u32>>| port.filter(|port| port.value > 0);
        let mut proxy = Self {
            family_mode,
            inbound: set(inbound).map(Flow::redirected),
            outbound: set(outbound),
            dns: None,
            address: AddressFamily::Other,
        };
        proxy.complete(metadata, address);
        proxy
    }

    /// Whether traffic is redirected at all, of addresses that the Dataplane has.
    pub fn is_enabled(&self) -> bool {
        let inbound = self.inbound.as_ref().is_some_and(|flow| flow.is_redirected);
        (inbound || self.outbound.is_some())
            && (self.family_mode != FamilyMode::V4 || self.address == AddressFamily::V4)
    }

    /// Whether IPv6 is redirected.
    pub fn is_enabled_for_v6(&self) -> bool {
        self.family_mode != FamilyMode::V4
    }

    fn everything() -> Self {
        let port = |port| Some(Traced::default_of(port, &"transparent proxy redirect port"));
        Self {
            family_mode: FamilyMode::DualStack,
            inbound: port(15006).map(Flow::redirected),
            outbound: port(15001),
            dns: None,
            address: AddressFamily::Other,
        }
    }

    fn read(node: &Node) -> Self {
        let flow = |name| {
            let flow = node.get("redirect")?.get(name)?;
            let is_redirected = flow.get("enabled").and_then(Node::as_bool).unwrap_or_default();
            Some(Flow { port: port(flow.get("port"), flow.origin), is_redirected })
        };
        let mode = node.get("ipFamilyMode").and_then(Node::as_str).unwrap_or_default();
        Self {
            family_mode: FamilyMode::parse(mode),
            inbound: flow("inbound"),
            outbound: flow("outbound").filter(|flow| flow.is_redirected).map(|flow| flow.port),
            dns: None,
            address: AddressFamily::Other,
        }
    }

    /// The port of DNS is always the one of the metadata.
    fn complete(&mut self, metadata: &Metadata, address: &str) {
        let port = metadata.dns_port;
        self.dns = (port > 0).then(|| Traced::rule(port, &"DNS port of kuma-dp"));
        let address = address.parse::<IpAddr>().ok();
        self.address = if address.is_some_and(|address| address.is_ipv4()) {
            AddressFamily::V4
        } else {
            AddressFamily::Other
        };
    }
}

fn port(node: Option<&Node>, origin: Origin) -> Traced<u32> {
    let number = node.and_then(|node| node.as_u64().or_else(|| node.as_str()?.parse().ok()));
    let origin = node.map_or(origin, |node| node.origin);
    Traced::new(number.and_then(|number| u32::try_from(number).ok()).unwrap_or_default(), origin)
}

/// The IPv6 form of an address that DNS answers beside an IPv4 one: `::ffff:` and its two halves in hexadecimal.
pub fn to_v6(address: &str) -> Text {
    match address.parse() {
        Ok(IpAddr::V4(address)) => {
            let [first, second, third, fourth] = address.octets().map(u32::from);
            format!("::ffff:{:x}:{:x}", first << 8 | second, third << 8 | fourth).into()
        }
        _ => address.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::to_v6;

    #[test]
    fn halves_of_mapped_addresses_have_no_leading_zeros() {
        assert_eq!(to_v6("240.0.0.1"), "::ffff:f000:1");
        assert_eq!(to_v6("::1"), "::1");
    }
}
