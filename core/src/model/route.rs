//! Routes: what a request must look like, and what happens to it then.

use sha2::{Digest, Sha256};

use super::{HeaderOption, WeightedClusters, base64};
use crate::{
    origin::{Origin, Traced},
    resource::Kri,
    tree::{Duration, Map, Node, Text},
};

/// A route of a virtual host.
#[derive(Clone, Debug)]
pub struct Route {
    /// Its name; empty where it has none.
    pub name: Text,
    /// The MeshHTTPRoute behind it: policies that target the route find it by this.
    pub kri: Option<Kri>,
    /// What a request must look like.
    pub matches: RouteMatch,
    /// What happens to it.
    pub action: RouteAction,
    /// Headers set on the request.
    pub request_headers_to_add: Vec<HeaderOption>,
    /// Headers taken from the request.
    pub request_headers_to_remove: Vec<Traced<Text>>,
    /// Headers set on the response.
    pub response_headers_to_add: Vec<HeaderOption>,
    /// Headers taken from the response.
    pub response_headers_to_remove: Vec<Traced<Text>>,
    /// `typedPerFilterConfig`: filter name → message.
    pub per_filter_config: Vec<(Text, Node)>,
    /// `metadata.filterMetadata`: namespace → members.
    pub metadata: Vec<(Text, Map)>,
    /// Which rule or field made it.
    pub origin: Origin,
}

/// What a request must look like.
#[derive(Clone, Debug)]
pub struct RouteMatch {
    /// Its path.
    pub path: PathMatch,
    /// Its headers, all of them.
    pub headers: Vec<HeaderMatch>,
    /// Its query parameters, all of them.
    pub query_parameters: Vec<QueryMatch>,
    /// Filter state that must be there, all of it.
    pub filter_state: Vec<FilterStateMatch>,
}

/// A condition on the path.
#[derive(Clone, Debug, PartialEq)]
pub enum PathMatch {
    /// The whole path.
    Exact(Traced<Text>),
    /// The beginning of the path.
    Prefix(Traced<Text>),
    /// A regular expression for the whole path.
    Regex(Traced<Text>),
}

/// A condition on a header.
#[derive(Clone, Debug)]
pub struct HeaderMatch {
    /// The name of the header.
    pub name: Traced<Text>,
    /// The condition: on its value, or on its presence.
    pub condition: HeaderCondition,
    /// Whether the condition must not hold.
    pub invert: Option<Traced<bool>>,
}

/// What a header must be.
#[derive(Clone, Debug)]
pub enum HeaderCondition {
    /// `stringMatch`.
    Value(StringMatch),
    /// `presentMatch`.
    Present(Traced<bool>),
    /// `prefixMatch`, the older form.
    Prefix(Traced<Text>),
    /// `safeRegexMatch`, the older form.
    Regex(Traced<Text>),
}

/// A condition on a query parameter.
#[derive(Clone, Debug)]
pub struct QueryMatch {
    /// The name of the parameter.
    pub name: Traced<Text>,
    /// The condition on its value.
    pub value: StringMatch,
}

/// A condition on filter state.
#[derive(Clone, Debug)]
pub struct FilterStateMatch {
    /// The key of the state.
    pub key: Text,
    /// The condition on its value.
    pub value: StringMatch,
}

/// A condition on a string.
#[derive(Clone, Debug, PartialEq)]
pub enum StringMatch {
    /// The whole string.
    Exact(Traced<Text>),
    /// The beginning.
    Prefix(Traced<Text>),
    /// A regular expression for all of it.
    Regex(Traced<Text>),
}

/// What happens to a request.
#[derive(Clone, Debug)]
pub enum RouteAction {
    /// It goes to clusters.
    Forward(Box<Forward>),
    /// The client is sent elsewhere.
    Redirect(Box<Redirect>),
    /// It is answered here.
    Direct(DirectResponse),
}

/// Forwarding to clusters.
#[derive(Clone, Debug)]
pub struct Forward {
    /// Where requests go.
    pub clusters: WeightedClusters,
    /// The time for the whole response.
    pub timeout: Option<Traced<Duration>>,
    /// The time between bytes of a stream.
    pub idle_timeout: Option<Traced<Duration>>,
    /// What replaces the matched prefix.
    pub prefix_rewrite: Option<Traced<Text>>,
    /// What replaces the path: pattern and substitution.
    pub regex_rewrite: Option<(Traced<Text>, Traced<Text>)>,
    /// What replaces the host.
    pub host_rewrite: Option<Traced<Text>>,
    /// What of the path replaces the host: pattern and substitution.
    pub host_rewrite_from_path: Option<(Traced<Text>, Traced<Text>)>,
    /// Whether the host becomes the name of the chosen endpoint.
    pub auto_host_rewrite: Option<Traced<bool>>,
    /// Copies of requests, sent elsewhere.
    pub mirrors: Vec<RequestMirror>,
    /// `retryPolicy`, a message.
    pub retry_policy: Option<Node>,
    /// `hashPolicy`, messages.
    pub hash_policies: Vec<Node>,
}

/// Copies of requests to another cluster.
#[derive(Clone, Debug)]
pub struct RequestMirror {
    /// The cluster.
    pub cluster: Traced<Text>,
    /// `runtimeFraction.defaultValue`, a message; nothing for all requests.
    pub fraction: Option<Node>,
}

/// Sending the client elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Redirect {
    /// The scheme to go to.
    pub scheme: Option<Traced<Text>>,
    /// The host to go to.
    pub host: Option<Traced<Text>>,
    /// The port to go to.
    pub port: Option<Traced<u32>>,
    /// The path to go to.
    pub path: Option<Traced<Text>>,
    /// What replaces the matched prefix.
    pub prefix_rewrite: Option<Traced<Text>>,
    /// What replaces the path: pattern and substitution.
    pub regex_rewrite: Option<(Traced<Text>, Traced<Text>)>,
    /// Envoy's name of the status (`FOUND`); nothing for Envoy's default, 301.
    pub response_code: Option<Traced<Text>>,
}

/// An answer given by the proxy itself.
#[derive(Clone, Debug)]
pub struct DirectResponse {
    /// The HTTP status.
    pub status: Traced<u32>,
    /// The body; nothing for none.
    pub body: Option<Traced<Text>>,
}

impl RouteMatch {
    /// Everything whose path begins so.
    pub fn prefix(prefix: Traced<Text>) -> Self {
        Self {
            path: PathMatch::Prefix(prefix),
            headers: Vec::new(),
            query_parameters: Vec::new(),
            filter_state: Vec::new(),
        }
    }
}

impl Forward {
    /// Forwarding to clusters, and nothing else.
    pub fn to(clusters: WeightedClusters) -> Self {
        Self {
            clusters,
            timeout: None,
            idle_timeout: None,
            prefix_rewrite: None,
            regex_rewrite: None,
            host_rewrite: None,
            host_rewrite_from_path: None,
            auto_host_rewrite: None,
            mirrors: Vec::new(),
            retry_policy: None,
            hash_policies: Vec::new(),
        }
    }
}

impl Route {
    /// A route without a name or any change to the request.
    pub fn new(matches: RouteMatch, action: RouteAction, origin: Origin) -> Self {
        Self {
            name: Text::default(),
            kri: None,
            matches,
            action,
            request_headers_to_add: Vec::new(),
            request_headers_to_remove: Vec::new(),
            response_headers_to_add: Vec::new(),
            response_headers_to_remove: Vec::new(),
            per_filter_config: Vec::new(),
            metadata: Vec::new(),
            origin,
        }
    }

    /// The forwarding, where the request is forwarded.
    pub fn forward_mut(&mut self) -> Option<&mut Forward> {
        match &mut self.action {
            RouteAction::Forward(forward) => Some(forward),
            _ => None,
        }
    }
}

/// The name of a route of a service by tags: the base64 of the SHA-256 of its matches as Go prints them in JSON.
/// Policies that target a MeshHTTPRoute find its routes by it.
pub fn route_name(matches: Option<&Node>) -> Text {
    let json = matches.map_or_else(|| "null".to_owned(), Node::to_go_json);
    base64(&Sha256::digest(json))
}
