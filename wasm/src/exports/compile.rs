//! `compile`: what Envoys get.

use std::slice;

use kumascope_core::{Compiler, output::messages};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

use crate::{
    session::Session,
    types::{Compilation, Options, SourceFile},
    value, workspace,
};

/// The configuration of every proxy, or of the one that is named.
///
/// Throws where options are wrong or there is no proxy of that name; what is wrong with the files is in `diagnostics`.
#[wasm_bindgen]
pub fn compile(
    files: Vec<Ts<SourceFile>>,
    options: Option<Ts<Options>>,
    proxy: Option<String>,
) -> Result<Ts<Compilation>, JsError> {
    let session = Session::open(files, options)?;
    let selected = match &proxy {
        Some(name) => slice::from_ref(session.find(name)?),
        None => session.proxies.as_slice(),
    };
    let compiler = Compiler::for_proxies(&session.store, &session.world, selected);
    let (mut text, mut reports) = (String::from("{"), vec![compiler.report.clone()]);
    for proxy in selected {
        let (messages, report) = compiler.messages(proxy, session.shadow);
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&value::json_string(&proxy.to_string()));
        text.push(':');
        text.push_str(&messages::to_json(messages));
        reports.push(report);
    }
    text.push('}');
    let answer =
        Compilation { configurations: value::json_to_js(&text)?, diagnostics: session.diagnostics(&reports) };
    Ok(answer.into_ts()?)
}

/// The names of all proxies, `MESH/NAME` for Dataplanes, `ingress/NAME` and `egress/NAME` for zone proxies.
#[wasm_bindgen]
pub fn proxies(files: Vec<Ts<SourceFile>>, options: Option<Ts<Options>>) -> Result<Vec<String>, JsError> {
    Ok(Session::open(files, options)?.proxies.iter().map(ToString::to_string).collect())
}

/// How many files this module has read since it was loaded. Files that are as they were in the last question are not read again.
#[wasm_bindgen(js_name = "filesRead")]
pub fn files_read() -> u32 {
    workspace::count()
}
