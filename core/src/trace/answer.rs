//! What is found: the steps of the way, and how it can end.

use super::HttpRequest;
use crate::{
    message::ResourceType,
    origin::Origin,
    tree::{Pointer, Text},
    world::ProxyKey,
};

/// The way of a request.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The steps in order; where the way parts, the last one has a branch for each part.
    pub steps: Vec<Step>,
    /// How it can end. The shares add up to one.
    pub outcomes: Vec<Outcome>,
}

/// One decision on the way, or something that holds there.
#[derive(Clone, Debug)]
pub struct Step {
    /// What decided.
    pub kind: StepKind,
    /// What it decided, in a few words.
    pub text: String,
    /// Which part of all requests comes here, from nothing to one.
    pub share: f64,
    /// The field that decided; nothing where it was no field of a message.
    pub place: Option<Place>,
    /// Who set that field.
    pub origin: Origin,
    /// What belongs to it: what follows on a branch, or what else holds.
    pub steps: Vec<Step>,
}

/// A field of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose message.
    pub proxy: ProxyKey,
    /// The type of the message.
    pub resource_type: ResourceType,
    /// The name of the message.
    pub name: Text,
    /// The field within it.
    pub pointer: Pointer,
}

/// What a step is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Where the client turns to, and who takes the connection.
    Destination,
    /// The listener that takes a connection.
    Listener,
    /// The filter chain that takes it.
    FilterChain,
    /// TLS that begins or ends.
    Tls,
    /// Who may call.
    Permission,
    /// Who might call if a shadow rule were one.
    ShadowPermission,
    /// How many requests or connections are let through.
    RateLimit,
    /// A fault that is put in.
    Fault,
    /// A filter that this walk cannot look into.
    Filter,
    /// The virtual host of a request.
    VirtualHost,
    /// The route of a request.
    Route,
    /// A change of the request or of the response.
    Change,
    /// How long something may take.
    Timeout,
    /// When a request is sent again.
    Retry,
    /// By what an endpoint is chosen.
    HashPolicy,
    /// Where copies of the request go.
    Mirror,
    /// The cluster that a request or connection goes to.
    Cluster,
    /// One of its endpoints.
    Endpoint,
    /// An endpoint that takes over when others fail.
    Failover,
    /// The workload, or what lies outside the mesh.
    Arrival,
}

/// One end of the way.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Which part of all requests ends so, from nothing to one.
    pub share: f64,
    /// What the client gets.
    pub answer: Answer,
    /// What the last of the way receives; nothing where it does not come so far.
    pub delivery: Option<Delivery>,
    /// Headers that proxies on the way set in the response, or take out where there is no value. The proxy that is the last to touch
    /// it comes last.
    pub response_headers: Vec<(Text, Option<Text>)>,
    /// What holds for it: timeouts, retries, rate limits, delays.
    pub holds: Vec<Step>,
}

/// What the client gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What the last of the way answers.
    Delivered,
    /// A response that a proxy gives by itself.
    Response {
        /// The status.
        status: u32,
        /// The body; what Envoy writes where nothing says one.
        body: Text,
        /// Where to look instead, when it is a redirect.
        location: Option<Text>,
    },
    /// The connection is closed before there is an answer.
    Closed {
        /// Why.
        reason: Text,
    },
    /// Nobody takes the connection.
    Refused {
        /// Why.
        reason: Text,
    },
    /// It leaves what the store knows.
    Unknown {
        /// Why.
        reason: Text,
    },
}

/// What the last of the way receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Whose workload it is; nothing for what lies outside the mesh.
    pub workload: Option<ProxyKey>,
    /// The IP address or host name that is called.
    pub address: Text,
    /// The port.
    pub port: u32,
    /// The request as it comes out of the last proxy, without what Envoys add of their own accord; nothing where none of them looked
    /// into it.
    pub request: Option<HttpRequest>,
}

impl StepKind {
    /// Its name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Destination => "destination",
            Self::Listener => "listener",
            Self::FilterChain => "filterChain",
            Self::Tls => "tls",
            Self::Permission => "permission",
            Self::ShadowPermission => "shadowPermission",
            Self::RateLimit => "rateLimit",
            Self::Fault => "fault",
            Self::Filter => "filter",
            Self::VirtualHost => "virtualHost",
            Self::Route => "route",
            Self::Change => "change",
            Self::Timeout => "timeout",
            Self::Retry => "retry",
            Self::HashPolicy => "hashPolicy",
            Self::Mirror => "mirror",
            Self::Cluster => "cluster",
            Self::Endpoint => "endpoint",
            Self::Failover => "failover",
            Self::Arrival => "arrival",
        }
    }
}

impl Answer {
    /// Its name in output.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Response { .. } => "response",
            Self::Closed { .. } => "closed",
            Self::Refused { .. } => "refused",
            Self::Unknown { .. } => "unknown",
        }
    }
}
