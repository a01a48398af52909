//! TrafficRoute: which endpoints requests and connections go to.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::{schema::ProtoInteger, virtual_outbound::Selector},
    sorted::SortedMap,
    tree::Text,
};

/// Which endpoints requests and connections go to.
#[derive(Clone, Debug, Schema)]
pub struct TrafficRoute {
    /// The clients; one of these must match.
    pub sources: Vec<Selector>,
    /// The services; one of these must match.
    pub destinations: Vec<Selector>,
    /// Where they go.
    pub conf: Option<TrafficRouteConf>,
}

/// Where requests and connections go.
#[derive(Clone, Debug, Schema)]
pub struct TrafficRouteConf {
    /// Shares of the traffic.
    pub split: Vec<Split>,
    /// How an endpoint is chosen.
    #[schema(alias = "load_balancer")]
    pub load_balancer: Option<LoadBalancer>,
    /// Where all of it goes; `*` is the value of the outbound.
    pub destination: SortedMap<Text, Traced<Text>>,
    /// Requests that go elsewhere.
    pub http: Vec<HttpRoute>,
}

/// A share of the traffic.
#[derive(Clone, Debug, Schema)]
pub struct Split {
    /// How much of it, compared with the others.
    pub weight: Option<Traced<u32>>,
    /// Where it goes.
    pub destination: SortedMap<Text, Traced<Text>>,
}

/// How an endpoint is chosen: the first of these that is given.
#[derive(Clone, Debug, Schema)]
pub struct LoadBalancer {
    /// In turn.
    #[schema(alias = "round_robin")]
    pub round_robin: Option<EmptyMessage>,
    /// By the number of requests that they are busy with.
    #[schema(alias = "least_request")]
    pub least_request: Option<LeastRequest>,
    /// By a hash on a ring.
    #[schema(alias = "ring_hash")]
    pub ring_hash: Option<RingHash>,
    /// By chance.
    pub random: Option<EmptyMessage>,
    /// By a hash in a table.
    pub maglev: Option<EmptyMessage>,
}

/// Nothing more to say: that it is there says all.
#[derive(Clone, Debug, Schema)]
pub struct EmptyMessage {}

/// By the number of requests that endpoints are busy with.
#[derive(Clone, Debug, Schema)]
pub struct LeastRequest {
    /// How many endpoints are compared; 2 where nothing is said.
    #[schema(alias = "choice_count", implicit)]
    pub choice_count: Option<Traced<u32>>,
}

/// By a hash on a ring.
#[derive(Clone, Debug, Schema)]
pub struct RingHash {
    /// Envoy's name of the function.
    #[schema(alias = "hash_function")]
    pub hash_function: Traced<Text>,
    /// The smallest ring.
    #[schema(alias = "min_ring_size")]
    pub min_ring_size: Traced<ProtoInteger>,
    /// The largest ring.
    #[schema(alias = "max_ring_size")]
    pub max_ring_size: Traced<ProtoInteger>,
}

/// Requests that go elsewhere.
#[derive(Clone, Debug, Schema)]
pub struct HttpRoute {
    /// What a request must look like.
    #[schema(name = "match")]
    pub matches: Option<HttpMatch>,
    /// What is changed about it.
    pub modify: Option<HttpModify>,
    /// Shares.
    pub split: Vec<Split>,
    /// Where all of them go.
    pub destination: SortedMap<Text, Traced<Text>>,
}

/// What a request must look like.
#[derive(Clone, Debug, Schema)]
pub struct HttpMatch {
    /// Its method.
    pub method: Option<StringMatcher>,
    /// Its path.
    pub path: Option<StringMatcher>,
    /// Its headers, all of them.
    pub headers: SortedMap<Text, StringMatcher>,
}

/// What a text must be: one of these.
#[derive(Clone, Debug, Schema)]
pub struct StringMatcher {
    /// The beginning.
    pub prefix: Option<Traced<Text>>,
    /// The whole.
    pub exact: Option<Traced<Text>>,
    /// A regular expression for the whole.
    pub regex: Option<Traced<Text>>,
}

/// What is changed about a request.
#[derive(Clone, Debug, Schema)]
pub struct HttpModify {
    /// The path.
    pub path: Option<PathRewrite>,
    /// The host.
    pub host: Option<HostRewrite>,
    /// Headers of the request.
    pub request_headers: Option<Headers>,
    /// Headers of the response.
    pub response_headers: Option<Headers>,
}

/// What the path becomes.
#[derive(Clone, Debug, Schema)]
pub struct PathRewrite {
    /// What replaces the matched prefix.
    pub rewrite_prefix: Option<Traced<Text>>,
    /// What replaces what a pattern finds.
    pub regex: Option<RegexReplace>,
}

/// What the host becomes.
#[derive(Clone, Debug, Schema)]
pub struct HostRewrite {
    /// This.
    pub value: Option<Traced<Text>>,
    /// What a pattern makes of the path.
    pub from_path: Option<RegexReplace>,
}

/// A pattern, and what replaces what it finds.
#[derive(Clone, Debug, Schema)]
pub struct RegexReplace {
    /// The pattern.
    pub pattern: Traced<Text>,
    /// What replaces it.
    pub substitution: Traced<Text>,
}

/// What is changed about headers.
#[derive(Clone, Debug, Schema)]
pub struct Headers {
    /// Headers to set.
    pub add: Vec<HeaderToAdd>,
    /// Headers to take away.
    pub remove: Vec<HeaderToRemove>,
}

/// A header to set.
#[derive(Clone, Debug, Schema)]
pub struct HeaderToAdd {
    /// The name.
    pub name: Traced<Text>,
    /// The value.
    pub value: Traced<Text>,
    /// Whether it stands beside a header of that name instead of replacing it.
    pub append: Traced<bool>,
}

/// A header to take away.
#[derive(Clone, Debug, Schema)]
pub struct HeaderToRemove {
    /// The name.
    pub name: Traced<Text>,
}

impl TrafficRouteConf {
    /// The shares of what no HTTP route takes; one of weight 1 where there is one destination only.
    pub fn shares(&self) -> Vec<Split> {
        shares(&self.destination, &self.split)
    }
}

impl HttpRoute {
    /// The shares of these requests; one of weight 1 where there is one destination only.
    pub fn shares(&self) -> Vec<Split> {
        shares(&self.destination, &self.split)
    }
}

fn shares(destination: &SortedMap<Text, Traced<Text>>, split: &[Split]) -> Vec<Split> {
    if destination.is_empty() {
        return split.to_vec();
    }
    let weight = Some(Traced::default_of(1, &"TrafficRoute conf.split.weight"));
    vec![Split { weight, destination: destination.clone() }]
}
