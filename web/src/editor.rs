//! The classes of `www/site/editor.js`.

use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::Element;

#[wasm_bindgen(raw_module = "./editor.js")]
extern "C" {
    /// The editor of the files.
    pub(crate) type InputEditor;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(host: &Element, label: &str, on_change: &Function) -> InputEditor;

    #[wasm_bindgen(method)]
    pub(crate) fn open(this: &InputEditor, path: &str, text: &str);

    /// `findings` are diagnostics as the engine returns them.
    #[wasm_bindgen(method, js_name = setFindings)]
    pub(crate) fn set_findings(this: &InputEditor, findings: &JsValue);

    #[wasm_bindgen(method)]
    pub(crate) fn select(this: &InputEditor, from: u32, to: u32);

    #[wasm_bindgen(method)]
    pub(crate) fn destroy(this: &InputEditor);

    /// The view of what came out.
    pub(crate) type OutputEditor;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(host: &Element) -> OutputEditor;

    #[wasm_bindgen(method)]
    pub(crate) fn show(this: &OutputEditor, text: &str, format: &str, label: &str);

    #[wasm_bindgen(method)]
    pub(crate) fn destroy(this: &OutputEditor);
}
