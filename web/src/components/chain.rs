//! What the value overrides that somebody looks at, why it wins, and what would stand without it.

use std::rc::Rc;

use js_sys::JSON;
use kumascope_wasm::types::{Origin, Request, View};
use wasm_bindgen::JsValue;
use yew::{Callback, Html, html};

use super::{
    element::{code, span},
    findings::origin,
};
use crate::{
    aside::{Answer, Argument, Question},
    state::{Action, State},
    value,
};

/// How many letters of a value are shown: certificates and scripts are long.
const SHOWN: usize = 80;

/// The winner, and below it what it overrides, one by one; nothing where nothing else could stand.
pub(crate) fn show(found: &Answer, on_action: &Callback<Action>) -> Html {
    let Some(Ok(found)) = found else { return Html::default() };
    let links = value::items(found, "links");
    if links.len() < 2 {
        return Html::default();
    }
    let items = links.iter().enumerate().map(|(index, found)| link(found, index == 0, on_action));
    html! {
        <div class="chain" tabindex="0" role="region" aria-label="What the value overrides">
            <ol>{ for items }</ol>
            if value::holds(found, "equalOtherwise") {
                <p class="hint">{ "The same would stand without it." }</p>
            }
        </div>
    }
}

/// What there is to ask: only configurations have chains, and only what somebody wrote overrides something.
pub(crate) fn question(state: &State) -> Option<Question> {
    if state.view != View::Configuration || !state.is_answered() || !state.tab.is_text() {
        return None;
    }
    let line = state.looked_at.filter(|_| matches!(state.origin(), Some(crate::state::Origin::Field(..))))?;
    let proxy = state.shown.as_ref()?.proxy.clone();
    let request = Request { proxy, ..state.job().request };
    let files = Argument::Files(Rc::clone(&state.answered));
    let arguments = vec![files, Argument::Default, Argument::Request(request), Argument::Line(line)];
    Some(Question { call: "chainOfLine", arguments })
}

/// A value, who sets it, and why it wins over the next one.
fn link(found: &JsValue, is_first: bool, on_action: &Callback<Action>) -> Html {
    let setter = value::origin(&value::member(found, "origin"));
    let verb = match setter {
        _ if is_first => "stands",
        Some(Origin::Field { .. }) => "overridden",
        _ => "otherwise",
    };
    let reason = value::text(found, "reason");
    html! {
        <li class={verb}>
            { span("origin-kind", verb) }
            { code(shown(&value::member(found, "value"))) }
            // The bar above says who set what stands.
            if let Some(setter) = setter.filter(|_| !is_first) {
                { origin(&setter, on_action) }
            }
            if !reason.is_empty() {
                <span class="hint">{ "wins: " }{ reason }</span>
            }
        </li>
    }
}

/// A value as JSON, cut where it is long.
fn shown(value: &JsValue) -> String {
    let text = JSON::stringify(value).ok().and_then(|text| text.as_string());
    let Some(text) = text else { return "nothing".into() };
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => [text.get(..end).unwrap_or_default(), "…"].concat(),
        None => text,
    }
}
