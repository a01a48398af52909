//! Everything that one Envoy gets, as messages.

use crate::{
    list::CollectVec as _,
    origin::Origin,
    sorted::{SortedMap, SortedSet},
    tree::{Entry, Map, Node, Text, Value},
};

/// The messages of one proxy, by type and name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Configuration {
    resources: SortedMap<(ResourceType, Text), Resource>,
    always: SortedSet<ResourceType>,
}

/// One message.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its type.
    pub resource_type: ResourceType,
    /// The name under which it is served.
    pub name: Text,
    /// Which part of the control plane made it: what `match.origin` of a MeshProxyPatch compares.
    pub generator: &'static str,
    /// The message.
    pub message: Node,
}

/// A type of message that the control plane serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceType {
    /// `envoy.config.cluster.v3.Cluster`
    Cluster,
    /// `envoy.config.endpoint.v3.ClusterLoadAssignment`
    Endpoint,
    /// `envoy.config.listener.v3.Listener`
    Listener,
    /// `envoy.extensions.transport_sockets.tls.v3.Secret`
    Secret,
    /// `envoy.service.runtime.v3.Runtime`
    Runtime,
}

impl ResourceType {
    /// Every type, in the order of type URLs.
    pub const ALL: [Self; 5] = [Self::Cluster, Self::Endpoint, Self::Listener, Self::Secret, Self::Runtime];

    /// The full name of the message.
    pub fn message_name(self) -> &'static str {
        match self {
            Self::Cluster => "envoy.config.cluster.v3.Cluster",
            Self::Endpoint => "envoy.config.endpoint.v3.ClusterLoadAssignment",
            Self::Listener => "envoy.config.listener.v3.Listener",
            Self::Secret => "envoy.extensions.transport_sockets.tls.v3.Secret",
            Self::Runtime => "envoy.service.runtime.v3.Runtime",
        }
    }

    /// The type URL.
    pub fn url(self) -> String {
        format!("type.googleapis.com/{}", self.message_name())
    }
}

impl Configuration {
    /// Adds a message, or replaces the one of the same type and name. Many are better collected at once.
    pub fn add(&mut self, resource: Resource) {
        self.resources.insert((resource.resource_type, resource.name.clone()), resource);
    }

    /// Serves a type even when there is no message of it: the answer names it, with nothing in it.
    pub fn serve(&mut self, resource_type: ResourceType) {
        self.always.insert(resource_type);
    }

    /// Takes a message out.
    pub fn remove(&mut self, resource_type: ResourceType, name: &str) -> Option<Resource> {
        self.resources.remove(&(resource_type, Text::new(name)))
    }

    /// Serves messages of these types under the names that they say, as edits left them: of several with one name the last by its
    /// name before.
    pub fn serve_as_named(&mut self, resource_types: &[ResourceType]) {
        let named = |(key, mut resource): ((ResourceType, Text), Resource)| {
            if !resource_types.contains(&key.0) {
                return (key, resource);
            }
            resource.name = resource.message.get("name").and_then(Node::as_text).cloned().unwrap_or_default();
            ((key.0, resource.name.clone()), resource)
        };
        let named = std::mem::take(&mut self.resources).into_iter().map(named).collect_vec();
        self.resources = SortedMap::of_many(named);
    }

    /// A message by type and name.
    pub fn get(&self, resource_type: ResourceType, name: &str) -> Option<&Resource> {
        self.resources.get(&(resource_type, Text::new(name)))
    }

    /// The messages, by type and name.
    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.resources.values()
    }

    /// The messages of one type, by name.
    pub fn of_type(&self, resource_type: ResourceType) -> impl Iterator<Item = &Resource> {
        self.iter().filter(move |resource| resource.resource_type == resource_type)
    }

    /// The messages for change, by type and name.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Resource> {
        self.resources.values_mut()
    }

    /// The types that are served even when there is no message of them, and the messages by type and name.
    pub fn into_messages(self) -> (SortedSet<ResourceType>, Vec<Resource>) {
        (self.always, self.resources.into_iter().map(|(_, resource)| resource).collect_vec())
    }

    /// `{"xds": {typeURL: {name: message}}}`, as Kuma's `_config` endpoint answers.
    pub fn to_node(&self) -> Node {
        self.clone().into_node()
    }

    /// The same as [`Self::to_node`], without a copy of the messages.
    pub fn into_node(self) -> Node {
        let origin = Origin::Rule(&"configuration");
        let mut types: SortedMap<ResourceType, Map> =
            self.always.into_iter().map(|resource_type| (resource_type, Map::default())).collect();
        for ((resource_type, name), Resource { message, .. }) in self.resources {
            // Names are unique within a type, so nothing needs to be searched.
            types.entry(resource_type).or_default().push(Entry {
                key: name,
                key_origin: message.origin,
                value: message,
            });
        }
        let types = types.into_iter().map(|(resource_type, members)| {
            (Text::from(resource_type.url()), Node::new(Value::Map(members), origin))
        });
        let xds = (Text::new_static("xds"), Node::new(Value::Map(types.collect()), origin));
        Node::new(Value::Map(Map::from_iter([xds])), origin)
    }
}

impl FromIterator<Resource> for Configuration {
    /// Gathers messages; of those with one type and name the last one stays.
    fn from_iter<I: IntoIterator<Item = Resource>>(resources: I) -> Self {
        let named = |resource: Resource| ((resource.resource_type, resource.name.clone()), resource);
        let named = resources.into_iter().map(named).collect_vec();
        Self { resources: SortedMap::of_many(named), always: SortedSet::new() }
    }
}
