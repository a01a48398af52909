//! What `show` answers: everything that a page with one editor and one view needs.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::JsValue;

use super::{Diagnostic, Range};

/// One view, and what belongs around it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
pub struct Shown {
    /// All proxies, by name.
    pub proxies: Vec<String>,
    /// The proxy of the view; nothing where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// The text of the view; empty where there is nothing to read.
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "string")]
    pub text: JsValue,
    /// Who set each line of the text, as the position of an origin in `origins`.
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint32Array")]
    pub lines: JsValue,
    /// Origins, seven numbers each: what it is (0 a field of a file, 1 a default, 2 a rule); in `names` the path of the file, or
    /// what the default or rule is called; the line, column, last line and last column of a field, from 1; in `names`, counted
    /// from 1, the resource of a field, or 0.
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint32Array")]
    pub origins: JsValue,
    /// What origins speak of.
    #[serde(default)]
    pub names: Vec<String>,
    /// How many places differ, where differences are shown.
    #[serde(default)]
    pub changes: u32,
    /// The overview, where it is shown and the proxy is that of a Dataplane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overview: Option<Overview>,
    /// The graph, where it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub graph: Option<Graph>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a Dataplane listens to, what it calls, and which policies hold where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Overview {
    /// What it listens to.
    pub inbounds: Vec<PlaceOfTraffic>,
    /// What it calls.
    pub outbounds: Vec<PlaceOfTraffic>,
    /// Items of policies, kind by kind in the order in which they take effect, the least specific first.
    pub policies: Vec<AppliedItem>,
    /// The policies of the mesh that hold nowhere at it.
    pub others: Vec<AppliedItem>,
}

/// An inbound or an outbound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct PlaceOfTraffic {
    /// The section of an inbound; the service and port of an outbound.
    pub name: String,
    /// Where it listens.
    pub address: String,
    /// The port where it listens.
    pub port: u32,
    /// What is spoken there.
    pub protocol: String,
}

/// An item of a policy that holds somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct AppliedItem {
    /// The kind of the policy.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Where it holds; nothing for the proxy as a whole.
    pub places: Vec<AppliedPlace>,
    /// Where the item is written; nothing for one that the control plane adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
}

/// Where an item of a policy holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum AppliedPlace {
    /// At an inbound, by its section.
    Inbound {
        /// The section.
        name: String,
    },
    /// At an outbound, by the name of the service.
    Outbound {
        /// The service.
        name: String,
    },
    /// For the requests of a MeshHTTPRoute.
    Route {
        /// The route.
        name: String,
    },
}

/// Which Dataplanes call which services, and which Dataplanes stand behind them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Graph {
    /// The Dataplanes of the mesh.
    pub dataplanes: Vec<GraphDataplane>,
    /// The services that somebody calls.
    pub services: Vec<String>,
    /// Which Dataplane calls which service, by their positions.
    pub calls: Vec<(u32, u32)>,
    /// Which service leads to which Dataplane, by their positions.
    pub leads: Vec<(u32, u32)>,
}

/// A Dataplane of a graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct GraphDataplane {
    /// The name of its proxy.
    pub proxy: String,
    /// The kinds of the policies that hold somewhere at it.
    pub policies: Vec<String>,
}
