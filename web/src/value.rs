//! Answers looked at member by member: for what is only shown, since readers of whole types weigh more than all else that shows it.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

/// A member; undefined where there is none.
pub(crate) fn member(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or_default()
}

/// A text; empty where there is none.
pub(crate) fn text(value: &JsValue, name: &str) -> String {
    member(value, name).as_string().unwrap_or_default()
}

/// A count as text.
pub(crate) fn number(value: &JsValue, name: &str) -> String {
    format!("{:.0}", member(value, name).as_f64().unwrap_or_default())
}

/// The items of a list; none where there is no list.
pub(crate) fn items(value: &JsValue, name: &str) -> Vec<JsValue> {
    member(value, name).dyn_into::<Array>().map(|list| list.to_vec()).unwrap_or_default()
}

/// Whether something is said, and is true.
pub(crate) fn holds(value: &JsValue, name: &str) -> bool {
    member(value, name).is_truthy()
}
