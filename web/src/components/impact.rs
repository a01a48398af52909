//! Which proxies change against the pinned files.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsValue;
use yew::{Callback, Html, component, html, use_state};

use super::{Props, click::click};
use crate::{
    aside,
    effect::use_effect_of,
    state::Action,
    value::{self, count, items, text},
};

/// A line above the differences of one proxy: a button for each that has some.
#[component]
pub(crate) fn Impact(props: &Props) -> Html {
    let state = &props.state;
    let found = use_state(|| JsValue::UNDEFINED);
    {
        let found = found.clone();
        let asked = (state.baseline.clone(), Rc::clone(&state.answered));
        use_effect_of(asked, move |(baseline, files)| {
            let Some(baseline) = baseline else { return found.set(JsValue::UNDEFINED) };
            let arguments = Array::of2(&value::files(baseline), &value::files(files));
            aside::ask("impact", &arguments, move |answer| found.set(answer.unwrap_or_default()));
        });
    }
    if found.is_undefined() {
        return Html::default();
    }
    let proxies = items(&found, "proxies");
    let chosen = state.shown.as_ref().and_then(|shown| shown.proxy.as_deref());
    let buttons = proxies.iter().map(|found| button(found, chosen, &props.on_action));
    html! {
        <div class="impact" role="group" aria-label="Proxies that change">
            <span class="hint">{ format!("{} of {} proxies change", proxies.len(), count(&found, "total")) }</span>
            { for buttons }
        </div>
    }
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
