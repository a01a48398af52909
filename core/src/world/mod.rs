//! What a compilation depends on besides resources: the zone, the control plane's settings, and how proxies present themselves.

mod control_plane;
mod metadata;
mod proxy_key;

use std::collections::BTreeMap;

pub use control_plane::{ControlPlane, UnknownVariable};
pub use metadata::{Feature, Metadata};
pub use proxy_key::{ProxyKey, ProxyType};

use crate::tree::Text;

/// Everything outside the resources that changes what is generated.
#[derive(Clone, Debug)]
pub struct World {
    /// The zone of the control plane; `default` where nothing else is said.
    pub zone: Text,
    /// The settings of the control plane.
    pub control_plane: ControlPlane,
    /// The node metadata that proxies send; a proxy that is not here sends what kuma-dp sends by default.
    pub presentations: BTreeMap<ProxyKey, Metadata>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            zone: Text::new_static("default"),
            control_plane: ControlPlane::default(),
            presentations: BTreeMap::new(),
        }
    }
}
