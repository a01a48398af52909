//! What comes out.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::JsValue;

use super::{Diagnostic, Range};

/// What Envoys get.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct Compilation {
    /// The configuration of each proxy, by its name `MESH/NAME`, as Kuma's `_config` endpoint shows it.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Record<string, Configuration>")]
    pub configurations: JsValue,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a control plane would store.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct Settlement {
    /// The resources, those included that the control plane adds by itself.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "JsonObject[]")]
    pub resources: JsValue,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// Everything that there is to say about the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Checked {
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// What the control plane answers to a proxy that starts.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct Bootstrap {
    /// The answer; nothing where it refuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<BootstrapAnswer>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// With what an Envoy starts.
#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct BootstrapAnswer {
    /// Envoy's bootstrap.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "JsonObject")]
    pub bootstrap: JsValue,
    /// What kuma-dp is told besides.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "JsonObject")]
    pub kuma_sidecar_configuration: JsValue,
}

/// Who set the values at and below one place.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct Explanation {
    /// The values that hold no others, in the order in which they stand.
    pub leaves: Vec<Leaf>,
}

/// A value that holds no others.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct Leaf {
    /// Its JSON pointer from the root of the configuration.
    pub pointer: String,
    /// The value.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "JsonValue")]
    pub value: JsValue,
    /// Who set it.
    pub origin: Origin,
}

/// Who set a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Origin {
    /// A field of a file.
    Field {
        /// Where it stands.
        range: Range,
    },
    /// A default that stands because nobody wrote the field.
    Default {
        /// The field that would override it.
        name: String,
    },
    /// A rule of the control plane that no field overrides.
    Rule {
        /// What it is called.
        name: String,
    },
}
