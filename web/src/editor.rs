//! The classes of `www/site/editor.js`.

use js_sys::Object;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::Element;

#[wasm_bindgen(raw_module = "./editor.js")]
extern "C" {
    /// The editor of the files.
    pub(crate) type InputEditor;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(host: &Element, label: &str, listeners: &Object) -> InputEditor;

    #[wasm_bindgen(method)]
    pub(crate) fn open(this: &InputEditor, path: &str, text: &str);

    /// `findings` are diagnostics as the engine returns them.
    #[wasm_bindgen(method, js_name = setFindings)]
    pub(crate) fn set_findings(this: &InputEditor, findings: &JsValue);

    /// `lines` are line, column, last line and last column, from 1.
    #[wasm_bindgen(method)]
    pub(crate) fn select(this: &InputEditor, lines: &[u32], follows: bool);

    #[wasm_bindgen(method)]
    pub(crate) fn destroy(this: &InputEditor);

    /// The view of what came out.
    pub(crate) type OutputEditor;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(host: &Element, listeners: &Object) -> OutputEditor;

    /// `kinds` says of each line what set it: 0 a field, 1 a default, 2 a rule.
    #[wasm_bindgen(method)]
    pub(crate) fn show(this: &OutputEditor, text: &JsValue, format: &str, label: &str, kinds: &[u8]);

    /// Lets lines light up, counted from 0.
    #[wasm_bindgen(method)]
    pub(crate) fn light(this: &OutputEditor, lines: &[u32]);

    /// Brings the first of these lines into sight, unless one of them is.
    #[wasm_bindgen(method)]
    pub(crate) fn reveal(this: &OutputEditor, lines: &[u32]);

    #[wasm_bindgen(method)]
    pub(crate) fn collapse(this: &OutputEditor);

    #[wasm_bindgen(method)]
    pub(crate) fn expand(this: &OutputEditor);

    #[wasm_bindgen(method)]
    pub(crate) fn destroy(this: &OutputEditor);
}
