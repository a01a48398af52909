//! What a compilation depends on besides resources: the zone, the control plane's settings, and how proxies present themselves.

mod cidr;
mod control_plane;
mod metadata;
mod proxy_key;
mod setting;

pub use cidr::Cidr;
pub use control_plane::{
    Authentication, BootstrapParameters, ControlPlane, Defaults, Dns, MeshServiceGeneration,
    ProxyAuthentication, SettingError, SubsetGrouping, UnknownVariable,
};
pub use metadata::{Feature, Metadata};
pub use proxy_key::{ProxyKey, ProxyType};
use setting::Setting;

use crate::{
    sorted::{SortedMap, SortedSet},
    tree::Text,
};

/// Everything outside the resources that changes what is generated.
#[derive(Clone, Debug)]
pub struct World {
    /// The zone of the control plane; `default` where nothing else is said.
    pub zone: Text,
    /// The settings of the control plane.
    pub control_plane: ControlPlane,
    /// The node metadata that proxies send; a proxy that is not here sends what kuma-dp sends by default.
    pub presentations: SortedMap<ProxyKey, Metadata>,
    /// Proxies that are not connected to the control plane: they have no certificate yet. All others are connected.
    pub disconnected: SortedSet<ProxyKey>,
    /// The certificate (PEM) by which proxies recognise the control plane, where it is known.
    pub certificate_authority: Option<Text>,
}

/// Whether policies labelled `kuma.io/effect: shadow` take part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shadow {
    /// They do not: what proxies get.
    #[default]
    Exclude,
    /// They do: what proxies would get.
    Include,
}

impl World {
    /// Sets a variable of kuma-cp: `KUMA_MULTIZONE_ZONE_NAME` names the zone, all others see [`ControlPlane::set`].
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), SettingError> {
        if name != "KUMA_MULTIZONE_ZONE_NAME" {
            return self.control_plane.set(name, value);
        }
        if value.is_empty() {
            return Err(SettingError::Invalid { name: name.into(), reason: "cannot be empty".into() });
        }
        self.zone = value.into();
        Ok(())
    }
}

impl Default for World {
    fn default() -> Self {
        Self {
            zone: Text::new_static("default"),
            control_plane: ControlPlane::default(),
            presentations: SortedMap::new(),
            disconnected: SortedSet::new(),
            certificate_authority: None,
        }
    }
}
