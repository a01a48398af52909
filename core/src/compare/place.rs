//! Which part of a configuration a change belongs to, as people speak of it.

use super::change::{Change, Step};
use crate::{message::ResourceType, tree::Text};

/// Kinds of parts, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Listeners and their filter chains.
    Listener,
    /// Routes of the virtual hosts of listeners.
    Route,
    /// Clusters.
    Cluster,
    /// Endpoints of clusters.
    Endpoint,
    /// Secrets.
    Secret,
    /// Layers of runtime settings.
    Runtime,
}

/// A part of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// What kind of part.
    pub group: Group,
    /// The message that it is in: a listener, cluster, secret.
    pub message: Text,
    /// The parts within it, wider ones first: a filter chain; a virtual host and a route; the address of an endpoint.
    pub parts: Vec<Text>,
}

impl Group {
    /// Every group, in the order in which they are shown.
    pub const ALL: [Self; 6] =
        [Self::Listener, Self::Route, Self::Cluster, Self::Endpoint, Self::Secret, Self::Runtime];

    /// One of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Listener => "listener",
            Self::Route => "route",
            Self::Cluster => "cluster",
            Self::Endpoint => "endpoint",
            Self::Secret => "secret",
            Self::Runtime => "runtime layer",
        }
    }

    /// Several of it.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Listener => "listeners",
            Self::Route => "routes",
            Self::Cluster => "clusters",
            Self::Endpoint => "endpoints",
            Self::Secret => "secrets",
            Self::Runtime => "runtime layers",
        }
    }
}

impl Change<'_> {
    /// The part that the change belongs to, and how many of the steps lead to it.
    pub fn place(&self) -> (Place, usize) {
        let (group, lists): (Group, &[&str]) = match self.resource_type {
            ResourceType::Listener if self.is_in("virtualHosts") => {
                (Group::Route, &["virtualHosts", "routes"])
            }
            ResourceType::Listener => (Group::Listener, &["filterChains"]),
            ResourceType::Cluster if self.starts_with("loadAssignment") => {
                (Group::Endpoint, &["lbEndpoints"])
            }
            ResourceType::Cluster => (Group::Cluster, &[]),
            ResourceType::Endpoint => (Group::Endpoint, &["lbEndpoints"]),
            ResourceType::Secret => (Group::Secret, &[]),
            ResourceType::Runtime => (Group::Runtime, &[]),
        };
        let (mut parts, mut depth) = (Vec::new(), 0);
        for list in lists {
            if let Some((index, label)) = self.item_of(list) {
                parts.push(label);
                depth = index + 1;
            }
        }
        (Place { group, message: self.name.clone(), parts }, depth)
    }

    fn is_in(&self, list: &str) -> bool {
        self.item_of(list).is_some()
    }

    fn starts_with(&self, member: &str) -> bool {
        matches!(self.steps.first(), Some(Step::Member(name)) if name == member)
    }

    /// The step to an item of that list, and what tells the item apart.
    fn item_of(&self, list: &str) -> Option<(usize, Text)> {
        let steps = self.steps.iter().zip(self.steps.iter().skip(1)).enumerate();
        steps.into_iter().find_map(|(index, pair)| match pair {
            (Step::Member(name), Step::Item { label, .. }) if name == list => {
                Some((index + 1, label.clone()))
            }
            _ => None,
        })
    }
}
