//! Which proxies change against the pinned files.

use std::rc::Rc;

use js_sys::Array;
use kumascope_wasm::types::{ImpactAnswer, Presence, ProxyImpact};
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_state};

use super::counted;
use crate::{
    aside, browser,
    state::{Action, State},
};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the page knows.
    pub(crate) state: Rc<State>,
    /// Called when somebody chooses a proxy.
    pub(crate) on_action: Callback<Action>,
}

/// A line above the differences of one proxy: a button for each that has some.
#[component]
pub(crate) fn Impact(props: &Props) -> Html {
    let state = &props.state;
    let found = use_state(|| None::<Rc<ImpactAnswer>>);
    {
        let found = found.clone();
        let asked = (state.baseline.clone(), Rc::clone(&state.answered));
        use_effect_with(asked, move |(baseline, files)| {
            let Some(baseline) = baseline else { return };
            let arguments = Array::of2(&browser::to_js(&**baseline), &browser::to_js(&**files));
            let done = move |answer: Result<ImpactAnswer, _>| found.set(answer.ok().map(Rc::new));
            aside::ask("impact", &arguments, Callback::from(done));
        });
    }
    let (Some(answer), true) = (&*found, state.baseline.is_some()) else { return Html::default() };
    let chosen = state.shown.as_ref().and_then(|shown| shown.proxy.as_deref());
    let buttons = answer.proxies.iter().map(|found| button(found, chosen, &props.on_action));
    html! {
        <div class="impact" role="group" aria-label="Proxies that change">
            <span class="hint">{ format!("{} of {} change", answer.proxies.len(), counted_proxies(answer.total)) }</span>
            { for buttons }
        </div>
    }
}

fn counted_proxies(total: u32) -> String {
    if total == 1 { "1 proxy".into() } else { format!("{total} proxies") }
}

fn button(found: &ProxyImpact, chosen: Option<&str>, on_action: &Callback<Action>) -> Html {
    let what = match found.presence {
        Presence::Added => "is new".into(),
        Presence::Removed => "is gone".into(),
        Presence::Changed => counted(usize::try_from(found.changes).unwrap_or(usize::MAX), "change"),
    };
    let causes: Vec<String> =
        found.causes.iter().map(|cause| format!("{} {}", cause.kind, cause.name)).collect();
    let title = if causes.is_empty() { what.clone() } else { format!("{what}: {}", causes.join(", ")) };
    let on_click = {
        let proxy = found.proxy.clone();
        on_action.reform(move |_| Action::Select(proxy.clone()))
    };
    html! {
        <button type="button" class="toggle" {title} disabled={found.presence == Presence::Removed}
            aria-pressed={(chosen == Some(found.proxy.as_str())).to_string()} onclick={on_click}>
            { &found.proxy }<span class="count">{ " " }{ what }</span>
        </button>
    }
}
