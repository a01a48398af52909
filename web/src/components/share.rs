//! Hands on what the page shows: as a link, as Markdown, as a command, as a report of a bug. Secrets are taken out before.

use std::rc::Rc;

use js_sys::Array;
use kumascope_wasm::types::{Redaction, SourceFile};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use yew::{Callback, Html, component, html, use_state};

use super::{Props, click::act, counted, dialog::Dialog};
use crate::{
    browser,
    effect::use_effect_of,
    engine::Client,
    state::{Action, Draft, Engine, State},
    texts, value,
};

/// What can be handed on.
#[derive(Clone, Debug, PartialEq)]
struct Ready {
    files: Vec<SourceFile>,
    secrets: u32,
    link: String,
}

/// The link, and buttons that copy it and everything else.
#[component]
pub(super) fn Share(props: &Props) -> Html {
    let ready = use_state(|| None::<Ready>);
    {
        let (ready, state, client) = (ready.clone(), props.state.clone(), Rc::clone(&props.client));
        use_effect_of((), move |()| {
            prepare(&state, &client, Callback::from(move |found| ready.set(Some(found))));
        });
    }
    let content = match &*ready {
        None => html! { <p class="none" role="status">{ "Making a link…" }</p> },
        Some(ready) => content(ready, &props.state, &props.on_action),
    };
    html! {
        <Dialog title="Share" class="share" on_close={act(&props.on_action, Action::Cover(None))}>{ content }</Dialog>
    }
}

/// Takes secrets out, and then makes a link of what is left. Nothing is made where nobody can look for secrets.
fn prepare(state: &State, client: &Rc<Client>, done: Callback<Ready>) {
    let draft = Draft::of(state);
    let files = value::files(&draft.files);
    let reply = Closure::once_into_js(move |redacted: JsValue| {
        let Some(Redaction { files, count }) = value::redaction(&redacted) else { return };
        let draft = Draft { files: files.clone(), ..draft };
        let made = move |link| done.emit(Ready { files: files.clone(), secrets: count, link });
        browser::make_link(&draft, Callback::from(made));
    });
    client.ask("redact", &Array::of1(&files), reply.unchecked_into());
}

fn content(ready: &Ready, state: &State, on_action: &Callback<Action>) -> Html {
    let proxy = state.shown.as_ref().and_then(|shown| shown.proxy.clone()).unwrap_or_default();
    let crash = match &state.engine {
        Engine::Crashed(message) => Some(message.as_str()),
        _ => None,
    };
    let copies = [
        ("Copy the link", ready.link.clone()),
        ("Copy as Markdown", texts::markdown(&ready.files, &ready.link)),
        ("Copy as a command", texts::command(&ready.files, &proxy)),
        ("Copy as a bug report", texts::report(&ready.files, &proxy, &state.findings, crash)),
    ];
    let buttons = copies.into_iter().map(|(title, text)| copy_button(title, text, on_action));
    html! {
        <>
            if ready.secrets > 0 {
                <p class="notice-line" role="status">
                    { format!("{} taken out: whoever opens it sees stand-ins.", counted_secrets(ready.secrets)) }
                </p>
            }
            <label>
                <span>{ "Link" }</span>
                <input type="text" readonly={true} value={ready.link.clone()} />
            </label>
            <p class="hint">
                { format!("Everything is in the link itself ({} characters); nothing is sent anywhere.", ready.link.len()) }
            </p>
            <div class="buttons">{ for buttons }</div>
        </>
    }
}

fn counted_secrets(count: u32) -> String {
    let verb = if count == 1 { "was" } else { "were" };
    format!("{} {verb}", counted(usize::try_from(count).unwrap_or(usize::MAX), "secret"))
}

fn copy_button(title: &'static str, text: String, on_action: &Callback<Action>) -> Html {
    let on_action = on_action.clone();
    let on_click = Callback::from(move |_| {
        let on_action = on_action.clone();
        let tell = move |succeeded| {
            let told = if succeeded {
                "It is in the clipboard"
            } else {
                "The browser lets nobody write into the clipboard"
            };
            on_action.emit(Action::Tell(told.into()));
        };
        browser::copy(&text, Callback::from(tell));
    });
    html! { <button type="button" onclick={on_click}>{ title }</button> }
}
