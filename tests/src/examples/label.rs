//! What the line above a block says about it.

use kumascope_core::world::{ProxyKey, Shadow};

use super::place::Place;

/// What a block is.
#[derive(Clone, Debug)]
pub(super) enum Label {
    /// Resources.
    Resources,
    /// Variables of the control plane.
    ControlPlane,
    /// Node metadata of the proxies.
    Proxy,
    /// What is expected of a configuration.
    Configuration { proxy: Option<ProxyKey>, place: Place, shadow: Shadow },
    /// What is expected to have set a place.
    Explain { proxy: Option<ProxyKey>, place: Place },
    /// What is expected to be stored: kind, mesh and name.
    Settled(String),
    /// What is expected to be found.
    Findings,
}

impl Label {
    /// Reads the code of a line.
    pub(super) fn read(code: &str) -> Option<Self> {
        let words: Vec<&str> = code.split(' ').collect();
        Some(match words.as_slice() {
            ["kuma-cp"] => Self::ControlPlane,
            ["kuma-dp"] => Self::Proxy,
            ["findings"] => Self::Findings,
            ["settled", resource] => Self::Settled((*resource).to_owned()),
            ["explain", place] => Self::Explain { proxy: None, place: Place::read(place)? },
            ["explain", name, place] => {
                Self::Explain { proxy: Some(proxy(name)), place: Place::read(place)? }
            }
            ["shadow", place] => configuration(None, place, Shadow::Include)?,
            [place] => configuration(None, place, Shadow::Exclude)?,
            ["shadow", name, place] => configuration(Some(proxy(name)), place, Shadow::Include)?,
            [name, place] => configuration(Some(proxy(name)), place, Shadow::Exclude)?,
            _ => return None,
        })
    }

    /// Whether the block is expected, and not given.
    pub(super) fn is_expectation(&self) -> bool {
        !matches!(self, Self::Resources | Self::ControlPlane | Self::Proxy)
    }
}

fn configuration(proxy: Option<ProxyKey>, place: &str, shadow: Shadow) -> Option<Label> {
    Some(Label::Configuration { proxy, place: Place::read(place)?, shadow })
}

/// `MESH/NAME`, `ingress/NAME`, `egress/NAME`, or a name in the mesh `default`.
fn proxy(name: &str) -> ProxyKey {
    use kumascope_core::world::ProxyType;
    let zone_proxy = |proxy_type, name: &str| ProxyKey { proxy_type, mesh: "".into(), name: name.into() };
    match name.split_once('/') {
        Some(("ingress", name)) => zone_proxy(ProxyType::Ingress, name),
        Some(("egress", name)) => zone_proxy(ProxyType::Egress, name),
        Some((mesh, name)) => ProxyKey::dataplane(mesh, name),
        None => ProxyKey::dataplane("default", name),
    }
}
