//! What goes in.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::JsValue;

/// One file of resources, YAML or JSON, with any number of documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct SourceFile {
    /// The name under which diagnostics speak of it.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// What a compilation depends on besides the files. Everything may be left out.
#[derive(Clone, Debug, Default, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct Options {
    /// The zone of the control plane: `default` where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Variables of kuma-cp that differ from their defaults: `{ KUMA_…: "value" }`. Unknown ones are refused.
    #[tsify(type = "Record<string, string>")]
    pub control_plane: Vec<(String, String)>,
    /// The certificate (PEM) by which proxies recognise the control plane; it stands in every bootstrap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_authority: Option<String>,
    /// The proxies that are not connected to the control plane, by name; all others are.
    pub disconnected: Vec<String>,
    /// What the files are.
    pub input: Input,
    /// Whether policies labelled `kuma.io/effect: shadow` take part.
    pub shadow: Shadow,
    /// The node metadata that proxies send, by the name of the proxy; others send what kuma-dp sends by default.
    #[serde(with = "serde_wasm_bindgen::preserve", skip_serializing_if = "JsValue::is_undefined")]
    #[tsify(type = "Record<string, JsonObject>")]
    pub metadata: JsValue,
}

/// What the files are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Input {
    /// What people wrote: the control plane adds what it adds by itself.
    #[default]
    Resources,
    /// What a control plane stores, complete.
    Store,
}

/// Whether shadow policies take part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Shadow {
    /// They do not: what proxies get.
    #[default]
    Exclude,
    /// They do: what proxies would get.
    Include,
}

/// What `show` shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct Request {
    /// What to show.
    pub view: View,
    /// How to print it, where it is a text.
    pub format: Format,
    /// The proxy, `MESH/NAME`; the first one where there is none of that name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// Of a configuration, what to print.
    pub part: Part,
    /// Whose lines to print.
    pub lines: Lines,
    /// Only lines with this text, in ASCII letters of either case, and what stands around them; empty for all.
    pub filter: String,
    /// The files as they were, for [`View::Difference`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Vec<SourceFile>>,
}

/// What there is to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum View {
    /// What one Dataplane listens to and calls, and which policies hold where.
    Overview,
    /// The xDS configuration of one proxy.
    #[default]
    Configuration,
    /// The bootstrap of one proxy.
    Bootstrap,
    /// What a control plane would store.
    Settled,
    /// How the configuration of one proxy differs from what it was.
    Difference,
    /// Who calls whom.
    Graph,
}

/// A part of a configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Part {
    /// All of it.
    #[default]
    Everything,
    /// The listeners.
    Listeners,
    /// The routes within listeners.
    Routes,
    /// The clusters.
    Clusters,
    /// The endpoints of clusters.
    Endpoints,
    /// The certificates, and whom to trust.
    Secrets,
}

/// Whose lines are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Lines {
    /// All of them.
    #[default]
    All,
    /// Those that policies have set, and what stands above them.
    Policies,
}

/// How trees are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Format {
    /// With two spaces of indentation.
    Json,
    /// With sorted keys.
    #[default]
    Yaml,
}
