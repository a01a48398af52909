//! `bootstrap`: with what an Envoy starts.

use kumascope_core::bootstrap::Answer;
use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, JsValue, prelude::wasm_bindgen};

use crate::{
    arguments,
    session::Session,
    types::{Bootstrap, BootstrapAnswer, Options, SourceFile},
    value,
};

/// The bootstrap of a proxy. The members of `request`, if there is one, replace what kuma-dp sends by default.
/// There is no `answer` where the control plane refuses; `diagnostics` say why.
#[wasm_bindgen]
pub fn bootstrap(
    files: Vec<Ts<SourceFile>>,
    options: Option<Ts<Options>>,
    proxy: &str,
    #[wasm_bindgen(unchecked_optional_param_type = "JsonObject")] request: &JsValue,
) -> Result<Ts<Bootstrap>, JsError> {
    let session = Session::open(files, options)?;
    let request = arguments::request(request, session.find(proxy)?)?;
    let found = session.store.bootstrap(&session.world, &request);
    let answer = Bootstrap {
        answer: found.answer.ok().map(|answer| plain(&answer)).transpose()?,
        diagnostics: session.diagnostics([&found.report]),
    };
    Ok(answer.into_ts()?)
}

fn plain(answer: &Answer) -> Result<BootstrapAnswer, JsError> {
    Ok(BootstrapAnswer {
        bootstrap: value::to_js(&answer.bootstrap)?,
        kuma_sidecar_configuration: value::to_js(&answer.sidecar)?,
    })
}
