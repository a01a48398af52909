//! From a cluster to one of its endpoints.

use super::{
    Answer, Outcome, Step, StepKind,
    arrive::{self, Begun},
    at::At,
    connection::{Connection, Payload},
    endpoint::{self, Endpoint, Target},
    network::plain,
    tls,
    walk::{Hop, Walk, Way},
};
use crate::{list::CollectVec as _, message::ResourceType, tree::Node};

/// What is sent to a cluster.
pub(super) struct Carried<'c> {
    /// The connection.
    pub(super) connection: Connection,
    /// Which endpoints are wanted, where the cluster tells them apart.
    pub(super) subset: Option<&'c At<'c>>,
    /// Whether the request gets the name of the endpoint as its host.
    pub(super) host: HostRewrite,
}

/// Whether a request gets the name of its endpoint as its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HostRewrite {
    /// It keeps its own.
    Keep,
    /// It does, where the endpoint has a name.
    Endpoint,
}

/// Sends a connection to the cluster of that name; `chosen` is the field that names it.
pub(super) fn forward(
    walk: &mut Walk<'_>,
    hop: &Hop<'_>,
    chosen: &At<'_>,
    name: &str,
    carried: Carried<'_>,
) -> Way {
    let refused =
        |steps, reason: String| Way::end(steps, Outcome::new(Answer::Refused { reason: reason.into() }));
    let Some(cluster) = At::find(hop.configuration, &hop.proxy, ResourceType::Cluster, name) else {
        let step = chosen.step(StepKind::Cluster, format!("{name}, which does not exist"));
        return refused(vec![step], format!("there is no cluster {name}"));
    };
    let kind = cluster.text("type");
    let mut steps = vec![cluster.step(StepKind::Cluster, cluster_text(name, &cluster))];
    let timeout = cluster
        .get("connectTimeout")
        .map(|at| at.step(StepKind::Timeout, format!("connecting takes at most {}", plain(&at))));
    let holds: Vec<Step> = timeout.into_iter().collect_vec();
    if kind == "ORIGINAL_DST" {
        let way = arrive::at_address(walk, hop, &cluster, carried.connection);
        return way.holding(&holds).after(steps);
    }
    let found = endpoint::of_cluster(hop, &cluster, carried.subset);
    steps.extend(found.failover);
    if found.endpoints.is_empty() {
        steps.push(found.origin.step(StepKind::Endpoint, "there is none"));
        return refused(steps, "no healthy upstream".into()).holding(&holds);
    }
    let is_one = found.endpoints.len() == 1;
    let parts = found.endpoints.into_iter().map(|(endpoint, share)| {
        let step = endpoint.at.step(StepKind::Endpoint, endpoint.text()).with_share(share);
        (step, to_endpoint(walk, hop, &cluster, &endpoint, &carried))
    });
    let parts: Vec<(Step, Way)> = parts.collect_vec();
    if !is_one && let Some(policy) = cluster.get("lbPolicy").filter(|policy| is_hashing(policy.node)) {
        steps.push(
            policy.step(
                StepKind::HashPolicy,
                "equal hashes go to one endpoint; shares are those of many hashes",
            ),
        );
    }
    Way::parts(parts).holding(&holds).after(steps)
}

fn is_hashing(policy: &Node) -> bool {
    matches!(policy.as_str(), Some("RING_HASH" | "MAGLEV"))
}

fn cluster_text(name: &str, cluster: &At<'_>) -> String {
    let balanced = match cluster.text("lbPolicy") {
        "" | "CLUSTER_PROVIDED" => String::new(),
        policy => format!(", balanced by {policy}"),
    };
    format!("{name}{balanced}")
}

fn to_endpoint(
    walk: &mut Walk<'_>,
    hop: &Hop<'_>,
    cluster: &At<'_>,
    endpoint: &Endpoint<'_>,
    carried: &Carried<'_>,
) -> Way {
    let mut connection = carried.connection.clone();
    connection.source = arrive::source_of(walk, hop);
    let Target::Socket { address, port } = &endpoint.target else {
        return arrive::at_pipe(endpoint, connection);
    };
    let had = connection.layers.len();
    (connection.address, connection.port) = (address.clone(), *port);
    let socket = endpoint::transport_socket(cluster, endpoint);
    let tls = socket.and_then(|socket| tls::begin(walk, hop, &socket, &mut connection));
    if carried.host == HostRewrite::Endpoint
        && let (Payload::Http(request), Some(name)) = (&mut connection.payload, endpoint.host_name(cluster))
    {
        request.authority = name;
    }
    let begun = if connection.layers.len() > had { Begun::Here } else { Begun::Elsewhere };
    let way = if arrive::is_workload(walk, hop, cluster, &connection) {
        arrive::at_workload(hop, &endpoint.at, connection)
    } else {
        arrive::at_server(walk, &endpoint.at, connection, begun)
    };
    way.after(tls.into_iter().collect_vec())
}
