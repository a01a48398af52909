//! Trees as JavaScript values, and back.

use js_sys::JSON;
use kumascope_core::{
    origin::Origin,
    text::{Sources, parse_values},
    tree::Node,
};
use wasm_bindgen::{JsError, JsValue};

/// A tree as objects and arrays.
pub(crate) fn to_js(node: &Node) -> Result<JsValue, JsError> {
    json_to_js(&node.to_json())
}

/// What a JSON text says, as objects and arrays.
pub(crate) fn json_to_js(text: &str) -> Result<JsValue, JsError> {
    JSON::parse(text).map_err(|_| JsError::new("this is a bug in kumascope: it wrote invalid JSON"))
}

/// An object as a tree; `what` names it where it cannot be one.
pub(crate) fn from_js(value: &JsValue, what: &str) -> Result<Node, JsError> {
    let refused = || JsError::new(&format!("{what} has to be a plain object"));
    let text = JSON::stringify(value).ok().and_then(|text| text.as_string()).ok_or_else(refused)?;
    let mut sources = Sources::default();
    let id = sources.add(what, text);
    let (documents, _) = parse_values(&sources, id);
    let root = documents.into_iter().next().map(|document| document.root);
    root.filter(|root| root.as_map().is_some()).ok_or_else(refused)
}

/// A text as a JSON string, with its quotes.
pub(crate) fn json_string(text: &str) -> String {
    Node::string(text, Origin::Rule(&"text")).to_json()
}
