//! `show`: everything that a page with one editor and one view needs, by one call.

use kumascope_core::{
    output::to_yaml,
    report::Report,
    tree::{Message, Node},
    world::ProxyKey,
};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, JsValue, prelude::wasm_bindgen};

use crate::{
    arguments,
    session::Session,
    types::{Format, Options, Request, Shown, SourceFile, View},
};

/// Prints one view, and lists the proxies and all findings. Findings are those of the store and of the proxy that is shown.
#[wasm_bindgen]
pub fn show(
    files: Vec<Ts<SourceFile>>,
    options: Option<Ts<Options>>,
    request: Ts<Request>,
) -> Result<Ts<Shown>, JsError> {
    let request = request.to_rust()?;
    let session = Session::open(files, options)?;
    let chosen = |proxy: &&ProxyKey| request.proxy.as_deref() == Some(proxy.to_string().as_str());
    let proxy = session.proxies.iter().find(chosen).or(session.proxies.first());
    let mut reports = Vec::new();
    let trees = match (request.view, proxy) {
        (View::Settled, _) => session.store.documents(),
        (_, None) => Vec::new(),
        (View::Configuration, Some(proxy)) => {
            let compiled = session.compile(proxy);
            reports.push(compiled.report);
            vec![compiled.configuration.to_node()]
        }
        (View::Bootstrap, Some(proxy)) => bootstrap(&session, proxy, &mut reports)?.into_iter().collect(),
    };
    let answer = Shown {
        proxies: session.proxies.iter().map(ToString::to_string).collect(),
        proxy: proxy.map(ToString::to_string),
        text: print(&trees, request.format),
        diagnostics: session.diagnostics(&reports),
    };
    Ok(answer.into_ts()?)
}

/// The answer to what kuma-dp sends by default; nothing where it is a refusal.
fn bootstrap(
    session: &Session,
    proxy: &ProxyKey,
    reports: &mut Vec<Report>,
) -> Result<Option<Node>, JsError> {
    let request = arguments::request(&JsValue::UNDEFINED, proxy)?;
    let found = session.store.bootstrap(&session.world, &request);
    reports.push(found.report);
    Ok(found.answer.ok().map(|answer| {
        let message = Message::rule("bootstrap")
            .with("bootstrap", answer.bootstrap)
            .with("kumaSidecarConfiguration", answer.sidecar);
        message.into()
    }))
}

fn print(trees: &[Node], format: Format) -> String {
    let (separator, print): (_, fn(&Node) -> String) = match format {
        Format::Json => ("\n", Node::to_json_pretty),
        Format::Yaml => ("---\n", to_yaml),
    };
    trees.iter().map(print).collect::<Vec<_>>().join(separator)
}
