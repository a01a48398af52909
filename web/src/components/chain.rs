//! What the value overrides that somebody looks at, why it wins, and what would stand without it.

use std::rc::Rc;

use js_sys::{Array, JSON};
use kumascope_wasm::types::{Chain as Answer, Link, Origin, Request, SourceFile, View};
use wasm_bindgen::JsValue;
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_state};

use super::findings::origin;
use crate::{
    aside, browser,
    state::{Action, State},
};

/// How many letters of a value are shown: certificates and scripts are long.
const SHOWN: usize = 80;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the page knows.
    pub(crate) state: Rc<State>,
    /// Called when somebody goes to a place.
    pub(crate) on_action: Callback<Action>,
}

/// What the engine is asked: the files, what is shown of them, and which line of that somebody looks at.
type Question = (Rc<Vec<SourceFile>>, Request, u32);

/// The winner, and below it what it overrides, one by one; nothing where nothing else could stand.
#[component]
pub(crate) fn Chain(props: &Props) -> Html {
    // The last chain stays until there is another one, so that the page does not jump with every line.
    let found = use_state(|| None::<Rc<Answer>>);
    {
        let found = found.clone();
        use_effect_with(question(&props.state), move |question| {
            let Some((files, request, line)) = question else { return found.set(None) };
            let (files, request) = (browser::to_js(&**files), browser::to_js(request));
            let arguments = Array::of4(&files, &JsValue::UNDEFINED, &request, &(*line).into());
            let done = Callback::from(move |answer: Result<Option<Answer>, _>| {
                found.set(answer.ok().flatten().filter(is_of_interest).map(Rc::new));
            });
            aside::ask("chainOfLine", &arguments, done);
        });
    }
    let Some(chain) = &*found else { return Html::default() };
    let links = chain.links.iter().enumerate().map(|(index, found)| {
        let above = index.checked_sub(1).and_then(|above| chain.links.get(above));
        link(found, above, &props.on_action)
    });
    html! {
        <div class="chain" tabindex="0" role="region" aria-label="What the value overrides">
            <ol>{ for links }</ol>
            if chain.equal_otherwise {
                <p class="hint">{ "The same would stand without it." }</p>
            }
        </div>
    }
}

/// What there is to ask: only configurations have chains, and only what somebody wrote overrides something.
fn question(state: &State) -> Option<Question> {
    if state.view != View::Configuration || !state.is_answered() {
        return None;
    }
    let line = state.looked_at.filter(|_| matches!(state.origin(), Some(crate::state::Origin::Field(..))))?;
    let proxy = state.shown.as_ref()?.proxy.clone();
    Some((Rc::clone(&state.answered), Request { proxy, ..state.job().request }, line))
}

fn is_of_interest(chain: &Answer) -> bool {
    chain.links.len() > 1
}

/// A value, who sets it, and why it gives way to the one above.
fn link(found: &Link, above: Option<&Link>, on_action: &Callback<Action>) -> Html {
    let is_written = matches!(found.origin, Some(Origin::Field { .. }));
    let verb = match above {
        None => "stands",
        Some(_) if is_written => "overridden",
        Some(_) => "otherwise",
    };
    let reason = found.reason.as_ref().map(|reason| format!("wins: {reason}"));
    html! {
        <li class={verb}>
            <span class="origin-kind">{ verb }</span>
            <code>{ shown(&found.value) }</code>
            // The bar above says who set what stands.
            if let Some(found) = found.origin.as_ref().filter(|_| above.is_some()) {
                { origin(found, on_action) }
            }
            if let Some(reason) = reason {
                <span class="hint">{ reason }</span>
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
