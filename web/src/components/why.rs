//! Why a policy holds at the chosen proxy, or does not: every demand with what was found.

use std::rc::Rc;

use js_sys::Array;
use kumascope_wasm::types::{Decision, Neighbour, SourceFile, Why as Answer, WhyItem};
use wasm_bindgen::JsValue;
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_state};

use super::findings::origin;
use crate::{aside, browser, state::Action};

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The files.
    pub(super) files: Rc<Vec<SourceFile>>,
    /// The policy, `KIND/NAME`.
    pub(super) policy: String,
    /// The proxy.
    pub(super) proxy: String,
    /// Called when somebody goes to a place.
    pub(super) on_action: Callback<Action>,
}

/// The tree of decisions.
#[component]
pub(super) fn Why(props: &Props) -> Html {
    let found = use_state(|| None::<Result<Rc<Answer>, String>>);
    {
        let found = found.clone();
        let asked = (Rc::clone(&props.files), props.policy.clone(), props.proxy.clone());
        use_effect_with(asked, move |(files, policy, proxy)| {
            let files = browser::to_js(&**files);
            let arguments = Array::of4(&files, &JsValue::UNDEFINED, &policy.into(), &proxy.into());
            let done = move |answer: Result<Answer, String>| found.set(Some(answer.map(Rc::new)));
            aside::ask("why", &arguments, Callback::from(done));
        });
    }
    match &*found {
        None => html! { <p class="none" role="status">{ "Asking…" }</p> },
        Some(Err(why)) => html! { <p class="notice-line">{ why }</p> },
        Some(Ok(why)) => answer(why, &props.on_action),
    }
}

fn answer(why: &Answer, on_action: &Callback<Action>) -> Html {
    let items = why.items.iter().map(|found| item(found, on_action));
    html! {
        <div class="why-answer">
            if let Some(failed) = &why.first_failed {
                <p>{ "It does not hold here: " }<code>{ &failed.question }</code>{ " demands " }<code>{ &failed.expected }</code>
                    { ", and this is " }<code>{ &failed.actual }</code>{ "." }</p>
            }
            { decisions(&why.decisions, on_action) }
            if why.selected.is_some() {
                <ul class="steps">{ for items }</ul>
            }
        </div>
    }
}

fn decisions(all: &[Decision], on_action: &Callback<Action>) -> Html {
    html! { <ul class="steps decisions">{ for all.iter().map(|found| decision(found, on_action)) }</ul> }
}

fn decision(found: &Decision, on_action: &Callback<Action>) -> Html {
    let (class, mark, verb) = if found.holds { ("holds", "✓", "holds") } else { ("fails", "✗", "fails") };
    html! {
        <li class={class}>
            <span aria-hidden="true">{ mark }</span><span class="spoken">{ verb }</span>
            <code>{ &found.question }</code>
            <span class="hint">{ " demands " }</span><code>{ &found.expected }</code>
            <span class="hint">{ " finds " }</span><code>{ &found.actual }</code>
            { origin(&found.origin, on_action) }
        </li>
    }
}

/// An item, what it was asked, and where it holds over and under others.
fn item(found: &WhyItem, on_action: &Callback<Action>) -> Html {
    let places = found.places.iter().map(|place| {
        let over = place.over.iter().map(|other| neighbour("over", other, on_action));
        let under = place.under.iter().map(|other| neighbour("under", other, on_action));
        html! {
            <li><span class="hint">{ "holds at " }</span><span class="tag">{ &place.name }</span>
                <ul class="steps">{ for over }{ for under }</ul>
            </li>
        }
    });
    html! {
        <li>
            <code>{ format!("{}[{}]", found.list, found.index) }</code>{ origin(&found.origin, on_action) }
            { decisions(&found.decisions, on_action) }
            <ul class="steps">{ for places }</ul>
        </li>
    }
}

fn neighbour(how: &'static str, other: &Neighbour, on_action: &Callback<Action>) -> Html {
    html! {
        <li>
            <span class="hint">{ how }{ " " }</span><code>{ format!("{} {}[{}]", other.policy, other.list, other.index) }</code>
            { origin(&other.origin, on_action) }
            <span class="hint">{ " since " }{ &other.reason }</span>
        </li>
    }
}
