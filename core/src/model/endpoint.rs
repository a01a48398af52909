//! Endpoints, grouped by locality as Envoy wants them.

use super::Destination;
use crate::{
    origin::{Origin, Traced},
    tree::{Map, Node, Text},
};

/// `envoy.config.endpoint.v3.ClusterLoadAssignment`.
#[derive(Clone, Debug)]
pub struct EndpointGroup {
    /// The cluster whose endpoints these are.
    pub cluster_name: Text,
    /// The service of an outbound that they belong to, even where the proxy has no cluster for it.
    pub destination: Option<Destination>,
    /// Endpoints by locality, in Envoy's order.
    pub localities: Vec<LocalityEndpoints>,
    /// `policy`, a message, where a policy sets it.
    pub policy: Option<Node>,
    /// Which rule made the group.
    pub origin: Origin,
}

impl EndpointGroup {
    /// A group of one address, of no locality.
    pub fn single(cluster_name: Text, address: Address, origin: Origin) -> Self {
        let endpoint = Endpoint { address, weight: None, metadata: Vec::new() };
        let localities =
            vec![LocalityEndpoints { endpoints: vec![endpoint], ..LocalityEndpoints::default() }];
        Self { cluster_name, destination: None, localities, policy: None, origin }
    }
}

/// The endpoints of one locality and priority.
#[derive(Clone, Debug, Default)]
pub struct LocalityEndpoints {
    /// Where they are; nothing where no locality is known.
    pub locality: Option<Locality>,
    /// The priority; 0 is preferred and left out.
    pub priority: Option<Traced<u32>>,
    /// The weight of the locality.
    pub weight: Option<Traced<u32>>,
    /// The endpoints, by address and port.
    pub endpoints: Vec<Endpoint>,
    /// Who put them together, where that is not who made the group.
    pub origin: Option<Origin>,
}

/// A place in the world.
#[derive(Clone, Debug, PartialEq)]
pub struct Locality {
    /// The zone.
    pub zone: Option<Traced<Text>>,
    /// The sub-zone.
    pub sub_zone: Option<Traced<Text>>,
}

/// One endpoint.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Its address.
    pub address: Address,
    /// Its weight; 0 is left out.
    pub weight: Option<Traced<u32>>,
    /// `metadata.filterMetadata`: namespace → members.
    pub metadata: Vec<(Text, Map)>,
}

/// Where an endpoint is.
#[derive(Clone, Debug, PartialEq)]
pub enum Address {
    /// An IP address or host name, and a port.
    Socket {
        /// The address.
        address: Traced<Text>,
        /// The port.
        port: Traced<u32>,
    },
    /// A Unix socket.
    Pipe(Traced<Text>),
}
