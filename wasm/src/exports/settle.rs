//! `settle`: what a control plane would store.

use kumascope_core::{origin::Origin, tree::Node};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

use crate::{
    session::Session,
    types::{Options, Settlement, SourceFile},
    value,
};

/// What a control plane would store, everything included that it adds by itself.
#[wasm_bindgen]
pub fn settle(files: Vec<Ts<SourceFile>>, options: Option<Ts<Options>>) -> Result<Ts<Settlement>, JsError> {
    let session = Session::open(files, options)?;
    let resources = Node::list(session.store.documents(), Origin::Rule(&"store"));
    let answer = Settlement { resources: value::to_js(&resources)?, diagnostics: session.diagnostics([]) };
    Ok(answer.into_ts()?)
}
