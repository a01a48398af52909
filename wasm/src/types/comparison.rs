//! What is different between two versions of the files.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::JsValue;

use super::{Diagnostic, Origin, Range};

/// What is different for every proxy.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct Comparison {
    /// The proxies that differ, by name.
    pub proxies: Vec<ProxyDifference>,
    /// What was found in the new files.
    pub diagnostics: Vec<Diagnostic>,
}

/// What is different for one proxy.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct ProxyDifference {
    /// The proxy.
    pub proxy: String,
    /// Its changes, by the part that they belong to.
    pub changes: Vec<Change>,
}

/// One thing that is different.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct Change {
    /// What kind of part it belongs to.
    pub group: Group,
    /// The listener, cluster or other message that it is in.
    pub message: String,
    /// The parts within it, wider ones first: a filter chain; a virtual host and a route; the address of an endpoint.
    pub parts: Vec<String>,
    /// The way from the part to the place, for people; empty for the part as a whole.
    pub path: String,
    /// What is different.
    pub kind: ChangeKind,
    /// What the old side has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<ChangeSide>,
    /// What the new side has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<ChangeSide>,
}

/// A value on one side.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct ChangeSide {
    /// Its JSON pointer from the root of the configuration.
    pub pointer: String,
    /// The value.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "JsonValue")]
    pub value: JsValue,
    /// Who set it and everything below it.
    pub causes: Vec<Origin>,
}

/// What is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum ChangeKind {
    /// Only the new side has it.
    Added,
    /// Only the old side has it.
    Removed,
    /// The sides have different values.
    Replaced,
    /// It stands elsewhere in a list whose order counts.
    Moved,
}

/// Kinds of parts of a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Group {
    /// Listeners and their filter chains.
    Listener,
    /// Routes of the virtual hosts of listeners.
    Route,
    /// Clusters.
    Cluster,
    /// Endpoints of clusters.
    Endpoint,
    /// Secrets.
    Secret,
    /// Layers of runtime settings.
    Runtime,
}

/// Which proxies an edit changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct ImpactAnswer {
    /// How many proxies there are on either side.
    pub total: u32,
    /// The proxies that change, by name.
    pub proxies: Vec<ProxyImpact>,
    /// What was found in the new files.
    pub diagnostics: Vec<Diagnostic>,
}

/// What an edit does to one proxy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct ProxyImpact {
    /// The proxy.
    pub proxy: String,
    /// Whether it comes, goes or changes.
    pub presence: Presence,
    /// How many fields and items are different.
    pub changes: u32,
    /// How many parts are different, by their kind.
    pub tally: Vec<GroupCount>,
    /// The resources of the edit behind the changes.
    pub causes: Vec<Cause>,
}

/// How many parts of one kind are different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct GroupCount {
    /// The kind.
    pub group: Group,
    /// Those that only the new side has.
    pub added: u32,
    /// Those that only the old side has.
    pub removed: u32,
    /// Those that both sides have.
    pub changed: u32,
}

/// On which sides something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Presence {
    /// On the new side only.
    Added,
    /// On the old side only.
    Removed,
    /// On both, and different.
    Changed,
}

/// A resource that an edit changes, and that is behind changes of configurations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Cause {
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its mesh; empty for resources of no mesh.
    pub mesh: String,
    /// Its name.
    pub name: String,
    /// Whether the edit adds, removes or changes it.
    pub presence: Presence,
    /// The places in it that old values are owed to, in the old files.
    pub old: Vec<Range>,
    /// The places in it that new values are owed to, in the new files.
    pub new: Vec<Range>,
}
