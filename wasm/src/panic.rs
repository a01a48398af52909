//! A panic is a bug; whoever called gets it as an error with a message instead of a bare `unreachable`.
//!
//! The module's memory may be inconsistent afterwards: instantiate it anew, as the playground's worker is.

use wasm_bindgen::prelude::wasm_bindgen;

/// Installs the hook when the module is instantiated.
#[wasm_bindgen(start, skip_typescript)]
fn install() {
    std::panic::set_hook(Box::new(|panic| {
        wasm_bindgen::throw_str(&format!("this is a bug in kumascope: {panic}"));
    }));
}
