//! The way of a request, as JavaScript sees it.

use serde::Serialize;
use tsify::Tsify;

use super::{Diagnostic, Origin};

/// A request to walk through a mesh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct TraceRequest {
    /// Whose workload sends it, `MESH/NAME`; a client outside the mesh where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Where it goes: `http://HOST:PORT/PATH`, `https://HOST:PORT`, `tcp://HOST:PORT` or `HOST:PORT`.
    pub to: String,
    /// The method; `GET` where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The headers; `host` is the authority.
    #[serde(default)]
    pub headers: Vec<Header>,
    /// The SPIFFE ID of the client, in place of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
}

/// A header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value; nothing where it is taken out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// The way of a request, and how it can end.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct Trace {
    /// The steps in order.
    pub steps: Vec<TraceStep>,
    /// How it can end; the shares add up to one.
    pub outcomes: Vec<TraceOutcome>,
    /// What was found in the files.
    pub diagnostics: Vec<Diagnostic>,
}

/// One decision on the way, or something that holds there.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct TraceStep {
    /// What decided: `listener`, `filterChain`, `permission`, `route`, …
    pub kind: String,
    /// What it decided.
    pub text: String,
    /// Which part of all requests comes here, from nothing to one.
    pub share: f64,
    /// Whose configuration decided; nothing where none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// The field that decided, as `explain` takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Who set that field.
    pub origin: Origin,
    /// What belongs to it: what follows on a branch, or what else holds.
    pub steps: Vec<TraceStep>,
}

/// One end of the way.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct TraceOutcome {
    /// Which part of all requests ends so, from nothing to one.
    pub share: f64,
    /// What the client gets.
    pub answer: TraceAnswer,
    /// What the last of the way receives; nothing where it does not come so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<TraceDelivery>,
    /// Headers that proxies set in the response, or take out.
    pub response_headers: Vec<Header>,
    /// What holds for it: timeouts, retries, rate limits, delays.
    pub holds: Vec<TraceStep>,
}

/// What the client gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum TraceAnswer {
    /// What the last of the way answers.
    Delivered,
    /// A response that a proxy gives by itself.
    Response {
        /// The status.
        status: u32,
        /// The body.
        body: String,
        /// Where to look instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        location: Option<String>,
    },
    /// The connection is closed.
    Closed {
        /// Why.
        reason: String,
    },
    /// Nobody takes the connection.
    Refused {
        /// Why.
        reason: String,
    },
    /// It leaves what the files know.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// What the last of the way receives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct TraceDelivery {
    /// Whose workload it is; nothing outside the mesh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workload: Option<String>,
    /// The address that is called.
    pub address: String,
    /// The port.
    pub port: u32,
    /// The request as it comes out; nothing where no proxy looked into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<DeliveredRequest>,
}

/// A request as it comes out of the last proxy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct DeliveredRequest {
    /// The method.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// The authority.
    pub authority: String,
    /// The headers, without what Envoys add of their own accord.
    pub headers: Vec<Header>,
}
