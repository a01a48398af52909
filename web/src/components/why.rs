//! Why a policy holds at the chosen proxy, or does not: every demand with what was found.

use std::rc::Rc;

use kumascope_wasm::types::SourceFile;
use wasm_bindgen::JsValue;
use yew::{Callback, Html, Properties, component, html};

use super::{
    element::{code, span},
    findings,
};
use crate::{
    aside::{Argument, Question, use_answer},
    state::Action,
    value::{self, holds, items, member, text},
};

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
    let names = [&props.policy, &props.proxy].map(|name| Argument::Name(name.clone()));
    let arguments = [Argument::Files(Rc::clone(&props.files)), Argument::Default].into_iter().chain(names);
    match use_answer(Some(Question { call: "why", arguments: arguments.collect() })) {
        None => html! { <p class="none" role="status">{ "Asking…" }</p> },
        Some(Ok(why)) => answer(&why, &props.on_action),
        Some(Err(why)) => html! { <p class="notice-line">{ why }</p> },
    }
}

fn answer(why: &JsValue, on_action: &Callback<Action>) -> Html {
    let failed = member(why, "firstFailed");
    html! {
        <>
            if failed.is_object() {
                <p>{ "It does not hold here: " }{ code(text(&failed, "question")) }{ " demands " }
                    { code(text(&failed, "expected")) }{ ", and this is " }{ code(text(&failed, "actual")) }{ "." }</p>
            }
            { decisions(why, on_action) }
            if holds(why, "selected") {
                { list(why, "items", |found| item(found, on_action)) }
            }
        </>
    }
}

/// What a member lists, one below the other.
fn list(value: &JsValue, name: &str, show: impl Fn(&JsValue) -> Html) -> Html {
    html! { <ul class={["steps ", name].concat()}>{ for items(value, name).iter().map(show) }</ul> }
}

fn decisions(value: &JsValue, on_action: &Callback<Action>) -> Html {
    list(value, "decisions", |found| decision(found, on_action))
}

fn decision(found: &JsValue, on_action: &Callback<Action>) -> Html {
    let (class, mark) = if holds(found, "holds") { ("holds", "✓") } else { ("fails", "✗") };
    html! {
        <li class={class}>
            <span aria-hidden="true">{ mark }</span>{ span("spoken", class) }
            { code(text(found, "question")) }
            { span("hint", " demands ") }{ code(text(found, "expected")) }
            { span("hint", " finds ") }{ code(text(found, "actual")) }
            { origin(found, on_action) }
        </li>
    }
}

/// An item, what it was asked, and where it holds over and under others.
fn item(found: &JsValue, on_action: &Callback<Action>) -> Html {
    html! {
        <li>
            { code(name(found)) }{ origin(found, on_action) }
            { decisions(found, on_action) }
            { list(found, "places", |place| html! {
                <li>{ span("hint", "holds at ") }{ span("tag", text(place, "name")) }
                    { list(place, "over", |other| neighbour("over ", other, on_action)) }
                    { list(place, "under", |other| neighbour("under ", other, on_action)) }
                </li>
            }) }
        </li>
    }
}

fn neighbour(how: &'static str, other: &JsValue, on_action: &Callback<Action>) -> Html {
    html! {
        <li>
            { span("hint", how) }<code>{ text(other, "policy") }{ " " }{ name(other) }</code>
            { origin(other, on_action) }
            <span class="hint">{ " since " }{ text(other, "reason") }</span>
        </li>
    }
}

/// The place of an item in its policy.
fn name(item: &JsValue) -> String {
    format!("{}[{}]", text(item, "list"), value::count(item, "index"))
}

fn origin(found: &JsValue, on_action: &Callback<Action>) -> Html {
    value::origin(&member(found, "origin"))
        .map(|written| findings::origin(&written, on_action))
        .unwrap_or_default()
}
