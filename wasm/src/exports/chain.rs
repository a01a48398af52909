//! `chain` and `chainOfLine`: what stands behind a value.

use kumascope_core::{
    explain::{self, Explainer},
    origin::Origin,
    output::place_of_line,
    text::Sources,
    tree::{Node, Pointer},
    world::ProxyKey,
};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, JsValue, prelude::wasm_bindgen};

use super::{
    explain::origin,
    show::{keep_part, notation, page_of},
};
use crate::{
    page::Owners,
    plain,
    session::Session,
    types::{Chain, Link, Options, Request, SourceFile},
    value,
};

/// What stands behind the value at a place of a proxy's configuration: the line that set it, the lines that it overrides, and what
/// would stand without them all. Nothing where there is no such place.
#[wasm_bindgen]
pub fn chain(
    files: Vec<Ts<SourceFile>>,
    options: Option<Ts<Options>>,
    proxy: &str,
    pointer: &str,
) -> Result<Option<Ts<Chain>>, JsError> {
    let session = Session::open(files, options)?;
    let place =
        Pointer::parse(pointer).ok_or_else(|| JsError::new(&format!("`{pointer}` is not a JSON pointer")))?;
    behind(&session, session.find(proxy)?, |_| Some(place))
}

/// The same as [`chain`] for the value in a line, counted from 0, of what `show` answers to a request for a configuration.
/// Nothing where there is no such line.
#[wasm_bindgen(js_name = "chainOfLine")]
pub fn chain_of_line(
    files: Vec<Ts<SourceFile>>,
    options: Option<Ts<Options>>,
    request: Ts<Request>,
    line: u32,
) -> Result<Option<Ts<Chain>>, JsError> {
    let session = Session::open(files, options)?;
    let request = plain::request(&request)?;
    let proxy = session.find(request.proxy.as_deref().unwrap_or_default())?;
    behind(&session, proxy, |configuration| {
        let mut shown = configuration.clone();
        keep_part(&mut shown, request.part);
        let trees = [shown];
        let page = page_of(&trees, &Owners::of(&session.store.resources), &request);
        let line = page.lines.get(usize::try_from(line).ok()?)?;
        place_of_line(trees.first()?, notation(request.format), line.number)
    })
}

/// What stands behind the value at the place that is found in a proxy's configuration.
fn behind(
    session: &Session,
    proxy: &ProxyKey,
    find: impl FnOnce(&Node) -> Option<Pointer>,
) -> Result<Option<Ts<Chain>>, JsError> {
    let mut explainer = Explainer::new(&session.store, &session.world, proxy, session.shadow);
    let place = find(explainer.configuration());
    let Some(found) = place.and_then(|place| explainer.chain(&place)) else { return Ok(None) };
    let sources = session.sources();
    let links = found.links.iter().map(|link| describe(link, sources));
    let answer = Chain {
        pointer: found.pointer.to_string(),
        links: links.collect::<Result<_, _>>()?,
        contributors: found.contributors.iter().map(|line| origin(Origin::Field(*line), sources)).collect(),
        without_policy: found.without_policy.as_ref().map(|link| describe(link, sources)).transpose()?,
        equal_otherwise: found.is_equal_otherwise(),
        within: found.within.iter().map(|found| origin(*found, sources)).collect(),
    };
    Ok(Some(answer.into_ts()?))
}

fn describe(link: &explain::Link, sources: &Sources) -> Result<Link, JsError> {
    Ok(Link {
        origin: link.origin.map(|found| origin(found, sources)),
        value: link.value.as_ref().map_or(Ok(JsValue::UNDEFINED), value::to_js)?,
        reason: link.reason.map(|reason| reason.reason().into()),
    })
}
