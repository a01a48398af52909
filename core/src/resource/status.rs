//! What the control plane says about service resources: addresses, host names, conditions.

use kumascope_derive::Schema;

use crate::{
    origin::{Origin, Traced},
    sorted::SortedMap,
    tree::Text,
};

/// A host name of a service.
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct Address {
    /// The name.
    pub hostname: Traced<Text>,
    /// What made it: `HostnameGenerator` or `Kubernetes`.
    pub origin: Traced<Text>,
    /// The HostnameGenerator that made it.
    pub hostname_generator_ref: HostnameGeneratorRef,
}

/// A HostnameGenerator.
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct HostnameGeneratorRef {
    /// Its name.
    #[schema(keep)]
    pub core_name: Text,
}

/// What a HostnameGenerator did for a service.
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct HostnameGeneratorStatus {
    /// The HostnameGenerator.
    #[schema(keep)]
    pub hostname_generator_ref: HostnameGeneratorRef,
    /// What came of it.
    pub conditions: Vec<Condition>,
}

/// A statement about a resource.
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct Condition {
    /// What it is about.
    #[schema(name = "type", keep)]
    pub condition_type: Text,
    /// `True`, `False` or `Unknown`.
    #[schema(keep)]
    pub status: Text,
    /// Why, in one word.
    #[schema(keep)]
    pub reason: Text,
    /// Why, in a sentence.
    #[schema(keep)]
    pub message: Text,
}

/// A virtual address that the control plane gave a service.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct Vip {
    /// The address.
    #[schema(implicit)]
    pub ip: Option<Traced<Text>>,
}

/// Labels that something must have.
#[derive(Clone, Debug, Schema)]
pub struct LabelSelector {
    /// The labels; everything has none.
    pub match_labels: Option<SortedMap<Text, Traced<Text>>>,
    /// Where it was written.
    #[schema(origin)]
    pub origin: Origin,
}

impl LabelSelector {
    /// The labels; nothing where there are none.
    pub fn labels(&self) -> impl Iterator<Item = (&Text, &Traced<Text>)> {
        self.match_labels.iter().flatten()
    }

    /// Whether these labels have all that the selector asks for.
    pub fn matches(&self, labels: &super::Labels) -> bool {
        labels.contain(self.labels().map(|(key, value)| (key, &value.value)))
    }
}
