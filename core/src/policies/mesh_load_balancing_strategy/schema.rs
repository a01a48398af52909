//! What a MeshLoadBalancingStrategy can say.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::schema::Decimal,
    tree::{Duration, Text},
};

/// Which endpoint of a service a request goes to.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// Which endpoints are near.
    pub(super) locality_awareness: Option<LocalityAwareness>,
    /// How one of them is chosen.
    pub(super) load_balancer: Option<LoadBalancer>,
    /// What of a request is hashed.
    pub(super) hash_policies: Option<Vec<HashPolicy>>,
}

/// Which endpoints are near.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct LocalityAwareness {
    /// Whether all zones are the same.
    pub(super) disabled: Option<Traced<bool>>,
    /// Inside the own zone.
    pub(super) local_zone: Option<LocalZone>,
    /// Between zones.
    pub(super) cross_zone: Option<CrossZone>,
}

/// Which endpoints of the own zone are near.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct LocalZone {
    /// Those that have the same tag as the client, the first tag first.
    pub(super) affinity_tags: Option<Vec<AffinityTag>>,
}

/// A tag that near endpoints have.
#[derive(Clone, Debug, Schema)]
pub(super) struct AffinityTag {
    /// The tag.
    #[schema(required, keep)]
    pub(super) key: Traced<Text>,
    /// The share of traffic, compared with the other tags.
    pub(super) weight: Option<Traced<u32>>,
}

/// What happens when the own zone has no endpoint left.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct CrossZone {
    /// Other zones, the first rule first; none where there is no rule.
    pub(super) failover: Option<Vec<Failover>>,
    /// From how few healthy endpoints others are used.
    pub(super) failover_threshold: Option<FailoverThreshold>,
}

/// Other zones.
#[derive(Clone, Debug, Schema)]
pub(super) struct Failover {
    /// The clients; those of all zones where nothing is said.
    pub(super) from: Option<FromZone>,
    /// The endpoints.
    #[schema(required, keep)]
    pub(super) to: ToZone,
}

/// Zones of clients.
#[derive(Clone, Debug, Schema)]
pub(super) struct FromZone {
    /// Their names.
    #[schema(required, keep)]
    pub(super) zones: Vec<Traced<Text>>,
}

/// Zones of endpoints.
#[derive(Clone, Debug, Schema)]
pub(super) struct ToZone {
    /// Which.
    #[schema(name = "type", required, keep)]
    pub(super) kind: Traced<ToZoneType>,
    /// Their names, or the names of all others.
    pub(super) zones: Option<Vec<Traced<Text>>>,
}

/// Which zones of endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum ToZoneType {
    /// None.
    None,
    /// Those that are named.
    Only,
    /// All.
    Any,
    /// All but those that are named.
    AnyExcept,
}

/// From how few healthy endpoints others are used.
#[derive(Clone, Debug, Schema)]
pub(super) struct FailoverThreshold {
    /// In percent.
    #[schema(required, keep)]
    pub(super) percentage: Traced<Decimal>,
}

/// How an endpoint is chosen.
#[derive(Clone, Debug, Schema)]
pub(super) struct LoadBalancer {
    /// Which of the others counts.
    #[schema(name = "type", required, keep)]
    pub(super) kind: Traced<LoadBalancerType>,
    /// In turn.
    pub(super) round_robin: Option<EmptyMessage>,
    /// By the number of requests that they are busy with.
    pub(super) least_request: Option<LeastRequest>,
    /// By a hash on a ring.
    pub(super) ring_hash: Option<RingHash>,
    /// By chance.
    pub(super) random: Option<EmptyMessage>,
    /// By a hash in a table.
    pub(super) maglev: Option<Maglev>,
}

/// Nothing more to say: that it is there says all.
#[derive(Clone, Debug, Schema)]
pub(super) struct EmptyMessage {}

/// How an endpoint is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum LoadBalancerType {
    /// In turn.
    RoundRobin,
    /// By the number of requests that they are busy with.
    LeastRequest,
    /// By a hash on a ring.
    RingHash,
    /// By chance.
    Random,
    /// By a hash in a table.
    Maglev,
}

/// By the number of requests that endpoints are busy with.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct LeastRequest {
    /// How many endpoints are compared.
    pub(super) choice_count: Option<Traced<u32>>,
    /// How much requests count against weights.
    pub(super) active_request_bias: Option<Traced<Decimal>>,
}

/// By a hash on a ring.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct RingHash {
    /// The function.
    pub(super) hash_function: Option<Traced<HashFunction>>,
    /// The smallest ring.
    pub(super) min_ring_size: Option<Traced<u32>>,
    /// The largest ring.
    pub(super) max_ring_size: Option<Traced<u32>>,
    /// What of a request is hashed.
    pub(super) hash_policies: Option<Vec<HashPolicy>>,
}

/// A function that hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum HashFunction {
    /// `XX_HASH`.
    #[schema(name = "XXHash")]
    XxHash,
    /// `MURMUR_HASH_2`.
    MurmurHash2,
}

/// By a hash in a table.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Maglev {
    /// The size of the table.
    pub(super) table_size: Option<Traced<u32>>,
    /// What of a request is hashed.
    pub(super) hash_policies: Option<Vec<HashPolicy>>,
}

/// What of a request is hashed.
#[derive(Clone, Debug, Schema)]
pub(super) struct HashPolicy {
    /// Which of the others counts.
    #[schema(name = "type", required, keep)]
    pub(super) kind: Traced<HashPolicyType>,
    /// Whether the rest is left aside where this gives a hash.
    pub(super) terminal: Option<Traced<bool>>,
    /// A header.
    pub(super) header: Option<Header>,
    /// A cookie.
    pub(super) cookie: Option<Cookie>,
    /// The connection.
    pub(super) connection: Option<Connection>,
    /// A query parameter.
    pub(super) query_parameter: Option<QueryParameter>,
    /// Filter state.
    pub(super) filter_state: Option<FilterState>,
}

/// What of a request is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum HashPolicyType {
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The connection.
    Connection,
    /// Nothing that the reference knows.
    #[schema(name = "SourceIP")]
    SourceIp,
    /// A query parameter.
    QueryParameter,
    /// Filter state.
    FilterState,
}

/// A header.
#[derive(Clone, Debug, Schema)]
pub(super) struct Header {
    /// Its name.
    #[schema(required, keep)]
    pub(super) name: Traced<Text>,
}

/// A cookie.
#[derive(Clone, Debug, Schema)]
pub(super) struct Cookie {
    /// Its name.
    #[schema(required, keep)]
    pub(super) name: Traced<Text>,
    /// How long it lives where Envoy makes it.
    pub(super) ttl: Option<Traced<Duration>>,
    /// The path where Envoy makes it.
    pub(super) path: Option<Traced<Text>>,
}

/// The connection.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Connection {
    /// Whether the address of the client counts.
    #[schema(name = "sourceIP")]
    pub(super) source_ip: Option<Traced<bool>>,
}

/// A query parameter.
#[derive(Clone, Debug, Schema)]
pub(super) struct QueryParameter {
    /// Its name.
    #[schema(required, keep)]
    pub(super) name: Traced<Text>,
}

/// Filter state.
#[derive(Clone, Debug, Schema)]
pub(super) struct FilterState {
    /// Its key.
    #[schema(required, keep)]
    pub(super) key: Traced<Text>,
}

impl Conf {
    /// What of a request is hashed: what is said for itself, else what the load balancer says.
    pub(super) fn hashed(&self) -> &[HashPolicy] {
        if let Some(policies) = &self.hash_policies {
            return policies;
        }
        let Some(balancer) = &self.load_balancer else { return &[] };
        let policies = match balancer.kind.value {
            LoadBalancerType::RingHash => {
                balancer.ring_hash.as_ref().and_then(|ring| ring.hash_policies.as_ref())
            }
            LoadBalancerType::Maglev => {
                balancer.maglev.as_ref().and_then(|maglev| maglev.hash_policies.as_ref())
            }
            _ => None,
        };
        policies.map(Vec::as_slice).unwrap_or_default()
    }

    /// The tags that near endpoints have.
    pub(super) fn affinity_tags(&self) -> &[AffinityTag] {
        let zone = self.locality_awareness.as_ref().and_then(|awareness| awareness.local_zone.as_ref());
        zone.and_then(|zone| zone.affinity_tags.as_deref()).unwrap_or_default()
    }
}
