//! The functions that JavaScript sees. Each is a question about files, whose answer depends on nothing that was asked before.

mod bootstrap;
mod chain;
mod check;
mod compile;
mod diff;
mod explain;
mod impact;
mod service;
mod settle;
mod show;
mod trace;
mod why;

pub use bootstrap::bootstrap;
pub use chain::{chain, chain_of_line};
pub use check::check;
pub use compile::{compile, files_read, proxies};
pub use diff::diff;
pub use explain::explain;
pub use impact::impact;
pub use service::{complete, definition, format, hover, redact};
pub use settle::settle;
pub use show::show;
pub use trace::trace;
pub use why::{explain_line, why};

use wasm_bindgen::prelude::wasm_bindgen;

/// What the types made from Rust refer to.
#[wasm_bindgen(typescript_custom_section)]
const JSON_TYPES: &str = r"
/** A value that JSON can express. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** Named values that JSON can express. */
export interface JsonObject {
    [name: string]: JsonValue;
}

/** Everything that one Envoy gets: resources by type URL and name. */
export interface Configuration {
    xds: Record<string, Record<string, JsonObject>>;
}
";
