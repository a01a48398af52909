//! Plain objects of JavaScript, read and written member by member. serde would do the same for more than all else on the page weighs:
//! it reads every type anew, and brings along how to say in full what is wrong with a value that our own engine has made.

mod read;
mod write;

use js_sys::{Array, Number, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

pub(crate) use read::{diagnostic, file, fix, origin, range, redaction, shown};
pub(crate) use write::{files, findings, object, request, severity, trace_request};

/// A member; undefined where there is none.
pub(crate) fn member(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or_default()
}

/// A member; nothing where there is none.
pub(crate) fn given(value: &JsValue, name: &str) -> Option<JsValue> {
    Some(member(value, name)).filter(|member| !member.is_undefined() && !member.is_null())
}

/// A text; empty where there is none.
pub(crate) fn text(value: &JsValue, name: &str) -> String {
    member(value, name).as_string().unwrap_or_default()
}

/// A number; nought where there is none.
pub(crate) fn number(value: &JsValue, name: &str) -> f64 {
    member(value, name).as_f64().unwrap_or_default()
}

/// A count; nought where there is none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is no count becomes the nearest one"
)]
pub(crate) fn count(value: &JsValue, name: &str) -> u32 {
    number(value, name) as u32
}

/// The items of a list; none where there is no list.
pub(crate) fn items(value: &JsValue, name: &str) -> Vec<JsValue> {
    list(&member(value, name))
}

/// The items of a value that is a list; none where it is none.
pub(crate) fn list(value: &JsValue) -> Vec<JsValue> {
    value.dyn_ref::<Array>().map(Array::to_vec).unwrap_or_default()
}

/// The items of a list, each read.
pub(crate) fn each<T>(value: &JsValue, name: &str, read: impl Fn(&JsValue) -> T) -> Vec<T> {
    items(value, name).iter().map(read).collect()
}

/// Whether something is said, and is true.
pub(crate) fn holds(value: &JsValue, name: &str) -> bool {
    member(value, name).is_truthy()
}

/// A number as text. The standard library would print it with tables of powers of ten.
pub(crate) fn decimal(number: f64, digits: u8) -> String {
    Number::from(number).to_fixed(digits).map(String::from).unwrap_or_default()
}
