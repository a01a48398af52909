//! `bootstrap`: with what an Envoy starts.

use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, JsValue, prelude::wasm_bindgen};

use crate::{
    engine,
    session::Session,
    types::{Bootstrap, Options, SourceFile},
    value,
};

/// The bootstrap of a proxy. The members of `request`, if there is one, replace what kuma-dp sends by default.
#[wasm_bindgen]
pub fn bootstrap(
    files: Vec<Ts<SourceFile>>,
    options: Option<Ts<Options>>,
    proxy: &str,
    #[wasm_bindgen(unchecked_param_type = "JsonObject | undefined")] request: &JsValue,
) -> Result<Ts<Bootstrap>, JsError> {
    let session = Session::open(files, options)?;
    let request = if request.is_undefined() { None } else { Some(value::from_js(request, "request")?) };
    let found = engine::bootstrap(&session.store, &session.world, session.find(proxy)?, request.as_ref());
    let answer = Bootstrap {
        bootstrap: value::to_js(&found.bootstrap)?,
        kuma_sidecar_configuration: value::to_js(&found.sidecar)?,
        diagnostics: session.diagnostics([&found.report]),
    };
    Ok(answer.into_ts()?)
}
