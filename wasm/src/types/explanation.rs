//! Why things are as they are.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::JsValue;

use super::Origin;

/// What stands behind one value of a configuration.
#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Chain {
    /// Its JSON pointer from the root of the configuration.
    pub pointer: String,
    /// First who set it, then what would stand without the line before, and so on.
    pub links: Vec<Link>,
    /// The lines that have a part in it, where it is made of several.
    pub contributors: Vec<Origin>,
    /// What would stand without the whole policy of the first line, where that is a line of a policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_policy: Option<Link>,
    /// Whether the same would stand without the first line, or without its policy.
    pub equal_otherwise: bool,
    /// Who made the messages around it, the outermost first.
    pub within: Vec<Origin>,
}

/// A value that stands or would stand.
#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// Who sets it; nothing where nothing would stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The value; nothing where nothing would stand.
    #[serde(with = "serde_wasm_bindgen::preserve", skip_serializing_if = "JsValue::is_undefined")]
    #[tsify(type = "JsonValue", optional)]
    pub value: JsValue,
    /// Why it overrides the next one, as the end of a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a line of a file does.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct LineEffect {
    /// The kind and name of the resource in which it stands, `KIND/NAME`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The values that it set, proxy by proxy.
    pub fields: Vec<SetField>,
    /// Why it set none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<NoEffect>,
}

/// A value that a line set.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct SetField {
    /// Whose configuration it is in, `MESH/NAME`.
    pub proxy: String,
    /// Its JSON pointer there.
    pub pointer: String,
    /// The value.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "JsonValue")]
    pub value: JsValue,
}

/// Why a line set nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum NoEffect {
    /// It is in no resource that the control plane stores.
    NoResource,
    /// It says what a policy is called or whom it is about, and is no value itself.
    NoValue,
    /// No proxy gets anything from this field.
    Unused,
    /// The policy selects no proxy.
    SelectsNothing {
        /// The proxy that meets most of its demands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nearest: Option<String>,
        /// The first demand that this proxy does not meet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision: Option<Decision>,
    },
    /// The item reaches no place of any proxy.
    ReachesNothing {
        /// The demand that is not met.
        decision: Decision,
    },
    /// Another line wins.
    Overridden {
        /// The line that wins.
        by: Origin,
        /// Why it wins, as the end of a sentence.
        reason: String,
    },
    /// It holds, but has no effect on what is spoken there, or says what stands anyway.
    NoDifference {
        /// Where it holds: `MESH/NAME` of the proxy, and the inbound, service or route.
        places: Vec<(String, String)>,
    },
}

/// How a policy and a proxy came together, or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Why {
    /// The policy, `KIND/NAME`.
    pub policy: String,
    /// The first demand that is not met; nothing where the policy holds somewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_failed: Option<Decision>,
    /// What was asked before the policy selected the proxy.
    pub decisions: Vec<Decision>,
    /// The inbounds and zone listeners that it selects, `address:port`; nothing where it does not select the proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selected: Option<Vec<String>>,
    /// Its items.
    pub items: Vec<WhyItem>,
}

/// A demand of a policy, and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Decision {
    /// What was asked, in a few words.
    pub question: String,
    /// What the policy demands.
    pub expected: String,
    /// What was found.
    pub actual: String,
    /// Whether that is enough.
    pub holds: bool,
    /// Where the demand is written.
    pub origin: Origin,
}

/// What became of one item of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct WhyItem {
    /// `to`, `from` or `rules`.
    pub list: String,
    /// Its position there.
    pub index: usize,
    /// Where it is written.
    pub origin: Origin,
    /// What was asked.
    pub decisions: Vec<Decision>,
    /// Where it holds.
    pub places: Vec<WhyPlace>,
}

/// A place where an item holds, and what else is said there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct WhyPlace {
    /// The inbound, service or route.
    pub name: String,
    /// The items over which it is merged.
    pub over: Vec<Neighbour>,
    /// The items that are merged over it.
    pub under: Vec<Neighbour>,
}

/// Another item that holds at the same place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Neighbour {
    /// The name of its policy.
    pub policy: String,
    /// `to`, `from` or `rules`.
    pub list: String,
    /// Its position there.
    pub index: usize,
    /// Where it is written.
    pub origin: Origin,
    /// Why the one wins over the other, as the end of a sentence about the winner.
    pub reason: String,
}
