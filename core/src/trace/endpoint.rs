//! The endpoints of a cluster, and the share that each of them gets.

use std::net::IpAddr;

use super::{Step, StepKind, at::At, walk::Hop};
use crate::{
    list::CollectVec as _,
    message::ResourceType,
    sorted::sort_by_key,
    tree::{Node, Text},
};

/// One endpoint.
pub(super) struct Endpoint<'a> {
    /// The endpoint itself.
    pub(super) at: At<'a>,
    /// Where it is.
    pub(super) target: Target,
}

/// Where an endpoint is.
pub(super) enum Target {
    /// A socket of TCP.
    Socket {
        /// The IP address or host name.
        address: Text,
        /// The port.
        port: u32,
    },
    /// A path.
    Pipe(Text),
}

/// What a cluster has.
pub(super) struct Found<'a> {
    /// The endpoints that take requests while all are healthy, with their shares.
    pub(super) endpoints: Vec<(Endpoint<'a>, f64)>,
    /// Those that take over.
    pub(super) failover: Vec<Step>,
    /// Where they stand.
    pub(super) origin: At<'a>,
}

impl Endpoint<'_> {
    /// Where it is, for people.
    pub(super) fn text(&self) -> String {
        match &self.target {
            Target::Socket { address, port } if address.contains(':') => format!("[{address}]:{port}"),
            Target::Socket { address, port } => format!("{address}:{port}"),
            Target::Pipe(path) => path.to_string(),
        }
    }

    /// Its name, where it has one: of itself, or the one that is looked up for it.
    pub(super) fn host_name(&self, cluster: &At<'_>) -> Option<Text> {
        let said = self.at.get("endpoint").map(|endpoint| endpoint.text("hostname")).unwrap_or_default();
        if !said.is_empty() {
            return Some(said.into());
        }
        let is_looked_up = matches!(cluster.text("type"), "STRICT_DNS" | "LOGICAL_DNS");
        match &self.target {
            Target::Socket { address, .. } if is_looked_up => Some(address.clone()),
            _ => None,
        }
    }

    fn of(at: At<'_>) -> Option<Endpoint<'_>> {
        let address = at.path(&["endpoint", "address"])?;
        let target = match (address.get("socketAddress"), address.get("pipe")) {
            (Some(socket), _) => Target::Socket {
                address: canonical(socket.text("address")),
                port: socket.count("portValue").unwrap_or_default(),
            },
            (None, pipe) => Target::Pipe(pipe?.text("path").into()),
        };
        Some(Endpoint { at, target })
    }
}

fn canonical(address: &str) -> Text {
    address.parse::<IpAddr>().map_or_else(|_| address.into(), |address| address.to_string().into())
}

/// The endpoints of a cluster, of those that a subset picks.
pub(super) fn of_cluster<'a>(hop: &Hop<'a>, cluster: &At<'a>, subset: Option<&At<'_>>) -> Found<'a> {
    let assignment = assignment(hop, cluster).unwrap_or_else(|| cluster.clone());
    let wanted = subset.and_then(|subset| Subset::of(cluster, subset));
    let groups: Vec<Group<'a>> = assignment
        .items("endpoints")
        .into_iter()
        .map(|group| Group::of(group, wanted.as_ref()))
        .collect_vec();
    let first = groups.iter().filter(|group| !group.endpoints.is_empty()).map(|group| group.priority).min();
    let (serving, standby): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|group| Some(group.priority) == first);
    let mut standby: Vec<Group<'a>> =
        standby.into_iter().filter(|group| !group.endpoints.is_empty()).collect_vec();
    sort_by_key(&mut standby, |group| group.priority);
    Found {
        endpoints: shares(serving, cluster.path(&["commonLbConfig", "localityWeightedLbConfig"]).is_some()),
        failover: standby.iter().flat_map(Group::failover).collect_vec(),
        origin: assignment,
    }
}

fn assignment<'a>(hop: &Hop<'a>, cluster: &At<'a>) -> Option<At<'a>> {
    if cluster.text("type") != "EDS" {
        return cluster.get("loadAssignment");
    }
    let service =
        cluster.get("edsClusterConfig").map(|config| config.text("serviceName")).unwrap_or_default();
    let name = if service.is_empty() { cluster.text("name") } else { service };
    At::find(hop.configuration, &hop.proxy, ResourceType::Endpoint, name)
}

/// Endpoints of one locality.
struct Group<'a> {
    priority: u32,
    weight: f64,
    endpoints: Vec<(Endpoint<'a>, f64)>,
}

impl<'a> Group<'a> {
    fn of(group: At<'a>, wanted: Option<&Subset<'_>>) -> Self {
        let endpoints =
            group.items("lbEndpoints").into_iter().filter(|at| wanted.is_none_or(|wanted| wanted.has(at)));
        let weighted = endpoints.filter_map(|at| {
            let weight = at.number("loadBalancingWeight").unwrap_or(1.0);
            Some((Endpoint::of(at)?, weight))
        });
        Self {
            priority: group.count("priority").unwrap_or_default(),
            weight: group.number("loadBalancingWeight").unwrap_or_default(),
            endpoints: weighted.collect_vec(),
        }
    }

    fn failover(&self) -> Vec<Step> {
        let text = |endpoint: &Endpoint<'_>| format!("{} with priority {}", endpoint.text(), self.priority);
        self.endpoints
            .iter()
            .map(|(endpoint, _)| endpoint.at.step(StepKind::Failover, text(endpoint)).with_share(0.0))
            .collect_vec()
    }
}

/// Every endpoint has the share of its weight; where localities have weights that count, within its locality.
fn shares(groups: Vec<Group<'_>>, by_locality: bool) -> Vec<(Endpoint<'_>, f64)> {
    let sum = |group: &Group<'_>| group.endpoints.iter().map(|(_, weight)| *weight).sum::<f64>();
    let localities: f64 = groups.iter().map(|group| group.weight).sum();
    let all: f64 = groups.iter().map(sum).sum();
    let parts = groups.into_iter().flat_map(|group| {
        let factor = if by_locality { group.weight / localities / sum(&group) } else { 1.0 / all };
        group.endpoints.into_iter().map(move |(endpoint, weight)| (endpoint, weight * factor))
    });
    parts.filter(|(_, share)| *share > 0.0).collect_vec()
}

/// Which endpoints are wanted, by their metadata.
struct Subset<'s> {
    wanted: Vec<(Text, &'s Node)>,
    any: bool,
}

impl<'s> Subset<'s> {
    /// Nothing where the cluster does not tell its endpoints apart by these keys, and takes any then.
    fn of(cluster: &At<'_>, subset: &At<'s>) -> Option<Self> {
        let config = cluster.get("lbSubsetConfig")?;
        let metadata = subset.get("filterMetadata")?.members("envoy.lb");
        let wanted: Vec<(Text, &Node)> = metadata.into_iter().map(|(key, at)| (key, at.node)).collect_vec();
        let knows = |selector: &At<'_>| {
            let keys = selector.node.get("keys").and_then(Node::as_list).unwrap_or_default();
            keys.len() == wanted.len()
                && keys.iter().all(|key| wanted.iter().any(|(own, _)| Some(own.as_str()) == key.as_str()))
        };
        let is_known = config.items("subsetSelectors").iter().any(knows);
        match (is_known, config.text("fallbackPolicy")) {
            (false, "ANY_ENDPOINT") => None,
            (false, _) => Some(Self { wanted, any: false }),
            (true, _) => Some(Self { wanted, any: true }),
        }
    }

    fn has(&self, endpoint: &At<'_>) -> bool {
        let own = endpoint.path(&["metadata", "filterMetadata", "envoy.lb"]);
        self.any
            && self
                .wanted
                .iter()
                .all(|(key, value)| own.as_ref().and_then(|own| own.node.get(key)) == Some(*value))
    }
}

/// The transport socket for an endpoint: the first whose metadata it has, else the one of all.
pub(super) fn transport_socket<'a>(cluster: &At<'a>, endpoint: &Endpoint<'_>) -> Option<At<'a>> {
    let own = endpoint.at.path(&["metadata", "filterMetadata", "envoy.transport_socket_match"]);
    let fits = |found: &At<'_>| {
        found
            .members("match")
            .iter()
            .all(|(key, at)| own.as_ref().and_then(|own| own.node.get(key)) == Some(at.node))
    };
    let matching = cluster.items("transportSocketMatches").into_iter().find(fits);
    matching.and_then(|found| found.get("transportSocket")).or_else(|| cluster.get("transportSocket"))
}
