//! `check`: everything that there is to say.

use kumascope_core::check;
use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

use crate::{
    session::Session,
    types::{Checked, Options, SourceFile},
};

/// Checks files as `kumascope check` does: every proxy is compiled, and rules about meshes and about Envoy are looked at.
#[wasm_bindgen]
pub fn check(files: Vec<Ts<SourceFile>>, options: Option<Ts<Options>>) -> Result<Ts<Checked>, JsError> {
    let session = Session::open(files, options)?;
    let report = check::check(&session.store, &session.world);
    Ok(Checked { diagnostics: session.diagnostics([&report]) }.into_ts()?)
}
