//! KRI, the Kuma resource identifier: what one resource, or one section of it, is called across zones.

use std::{cmp::Ordering, fmt};

use super::Kind;
use crate::tree::Text;

/// A resource's identity, printed as `kri_<short>_<mesh>_<zone>_<namespace>_<name>_<section>`; empty parts stay empty.
/// It is compared as a value and never parsed back from its print. The name stands first, because it tells most identities apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kri {
    /// The label `kuma.io/display-name`, or the resource's name.
    pub name: Text,
    /// A port, listener or rule of it; empty for the whole resource.
    pub section: Text,
    /// What kind of resource.
    pub kind: Kind,
    /// Its mesh; empty for global kinds.
    pub mesh: Text,
    /// The zone of the label `kuma.io/zone`; may be empty.
    pub zone: Text,
    /// The namespace of the label `k8s.kuma.io/namespace`; may be empty.
    pub namespace: Text,
}

impl Kri {
    /// The same resource with another section; an empty one means the whole resource.
    #[must_use]
    pub fn with_section(&self, section: impl Into<Text>) -> Self {
        Self { section: section.into(), ..self.clone() }
    }

    /// The whole resource of this identity.
    #[must_use]
    pub fn without_section(&self) -> Self {
        self.with_section("")
    }

    /// How others stand to this one in the order of KRIs, whichever sections they are about.
    pub fn order_of_resources(&self) -> impl Fn(&Self) -> Ordering {
        let (name, surroundings) = (self.name.as_str(), self.surroundings());
        move |other| other.name.as_str().cmp(name).then_with(|| other.surroundings().cmp(&surroundings))
    }

    /// The order of this identity and of the whole resource of another.
    pub fn cmp_to_whole(&self, other: &Self) -> Ordering {
        let section = || self.section.as_str().cmp("");
        self.name
            .cmp(&other.name)
            .then_with(section)
            .then_with(|| self.surroundings().cmp(&other.surroundings()))
    }

    /// What tells resources of one name apart, in the order in which it counts.
    fn surroundings(&self) -> (Kind, &str, &str, &str) {
        (self.kind, &self.mesh, &self.zone, &self.namespace)
    }

    fn print(&self) -> String {
        let Self { kind, mesh, zone, namespace, name, section } = self;
        ["kri", kind.0.short_name, mesh, zone, namespace, name, section].join("_")
    }
}

impl fmt::Display for Kri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.print())
    }
}

/// The same as its print, of which every outbound has several.
impl From<&Kri> for Text {
    fn from(kri: &Kri) -> Self {
        kri.print().into()
    }
}
