//! What every resource has: kind, mesh, name and labels.

use super::{Creation, Kind, Kri};
use crate::{
    origin::{Origin, Traced},
    sorted::SortedMap,
    tree::Text,
};

/// The names and labels of a resource.
#[derive(Clone, Debug)]
pub struct Meta {
    /// Its kind.
    pub kind: Kind,
    /// The mesh it belongs to; empty for global kinds.
    pub mesh: Text,
    /// Its name within mesh and kind.
    pub name: Text,
    /// Its labels, those that the control plane computes included once it is settled.
    pub labels: Labels,
    /// Where it was written, or the rule that generated it.
    pub origin: Origin,
    /// Its name on Kubernetes; nothing where it was written for Universal, or generated.
    pub kubernetes: Option<KubernetesName>,
    /// When it was created.
    pub creation: Creation,
}

/// How Kubernetes names an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubernetesName {
    /// The namespace; empty for kinds that have none.
    pub namespace: Text,
    /// The name within the namespace.
    pub name: Text,
}

/// Labels, in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels(pub SortedMap<Text, Traced<Text>>);

/// The labels that Kuma itself reads and writes.
pub mod label {
    /// The mesh of a resource.
    pub const MESH: &str = "kuma.io/mesh";
    /// Where a resource was made: `zone` or `global`.
    pub const ORIGIN: &str = "kuma.io/origin";
    /// The zone of a resource.
    pub const ZONE: &str = "kuma.io/zone";
    /// `universal` or `kubernetes`.
    pub const ENVIRONMENT: &str = "kuma.io/env";
    /// The name by which users know a resource that was synchronised under another one.
    pub const DISPLAY_NAME: &str = "kuma.io/display-name";
    /// The Kubernetes namespace of a resource.
    pub const NAMESPACE: &str = "k8s.kuma.io/namespace";
    /// What manages a generated resource.
    pub const MANAGED_BY: &str = "kuma.io/managed-by";
    /// The role of a policy: `system`, `producer`, `consumer` or `workload-owner`.
    pub const POLICY_ROLE: &str = "kuma.io/policy-role";
    /// `shadow` makes a policy take part only when shadow policies are asked for.
    pub const EFFECT: &str = "kuma.io/effect";
    /// `sidecar`, `gateway` and so on.
    pub const PROXY_TYPE: &str = "kuma.io/proxy-type";
    /// The Kubernetes service account of a Dataplane.
    pub const SERVICE_ACCOUNT: &str = "k8s.kuma.io/service-account";
    /// The workload of a Dataplane.
    pub const WORKLOAD: &str = "kuma.io/workload";
}

impl Labels {
    /// The value of a label.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|value| value.value.as_str())
    }

    /// Whether every pair of `selector` is among these labels.
    pub fn contain<'a>(&self, selector: impl IntoIterator<Item = (&'a Text, &'a Text)>) -> bool {
        selector.into_iter().all(|(key, value)| self.get(key) == Some(value))
    }
}

impl Meta {
    /// The name by which users know the resource: the label `kuma.io/display-name`, or its name.
    pub fn display_name(&self) -> &str {
        self.labels.get(label::DISPLAY_NAME).unwrap_or(&self.name)
    }

    /// The zone in which it was made: the label `kuma.io/zone`; empty where there is none.
    pub fn zone(&self) -> &str {
        self.labels.get(label::ZONE).unwrap_or_default()
    }

    /// Its namespace on Kubernetes: the label `k8s.kuma.io/namespace`; empty where there is none.
    pub fn namespace(&self) -> &str {
        self.labels.get(label::NAMESPACE).unwrap_or_default()
    }

    /// The identity of the whole resource.
    pub fn kri(&self) -> Kri {
        Kri {
            kind: self.kind,
            mesh: self.mesh.clone(),
            zone: self.zone().into(),
            namespace: self.namespace().into(),
            name: self.display_name().into(),
            section: Text::default(),
        }
    }
}
