//! Which proxies change against the pinned files.

use std::rc::Rc;

use kumascope_wasm::types::View;
use wasm_bindgen::JsValue;
use yew::{Callback, Html, html};

use super::{click::click, element::span};
use crate::{
    aside::{Answer, Argument, Question},
    state::{Action, State, Tab},
    value::{count, items, text},
};

/// A line above the differences of one proxy: a button for each that has some.
pub(crate) fn show(found: &Answer, state: &State, on_action: &Callback<Action>) -> Html {
    let Some(Ok(found)) = found else { return Html::default() };
    let proxies = items(found, "proxies");
    let chosen = state.shown.as_ref().and_then(|shown| shown.proxy.as_deref());
    let buttons = proxies.iter().map(|found| button(found, chosen, on_action));
    html! {
        <div class="impact" role="group" aria-label="Proxies that change">
            { span("hint", format!("{} of {} proxies change", proxies.len(), count(found, "total"))) }
            { for buttons }
        </div>
    }
}

/// What there is to ask: only the differences show who else changes.
pub(crate) fn question(state: &State) -> Option<Question> {
    let baseline = state.baseline.as_ref().filter(|_| state.tab == Tab::View(View::Difference))?;
    let arguments = [baseline, &state.answered].map(|files| Argument::Files(Rc::clone(files)));
    Some(Question { call: "impact", arguments: arguments.into() })
}

fn button(found: &JsValue, chosen: Option<&str>, on_action: &Callback<Action>) -> Html {
    let (proxy, presence) = (text(found, "proxy"), text(found, "presence"));
    let what = if presence == "changed" { count(found, "changes").to_string() } else { presence.clone() };
    let causes = items(found, "causes");
    let causes: Vec<String> =
        causes.iter().map(|cause| [text(cause, "type"), text(cause, "name")].join(" ")).collect();
    let is_chosen = chosen == Some(proxy.as_str());
    let on_click = click(on_action, Action::Select(proxy.clone()));
    html! {
        <button type="button" class="toggle" title={causes.join(", ")} disabled={presence == "removed"}
            aria-pressed={is_chosen.to_string()} onclick={on_click}>
            { proxy }<span class="count">{ " " }{ what }</span>
        </button>
    }
}
