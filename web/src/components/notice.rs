//! What the engine is doing, where that is not compiling.

use yew::{Callback, Html, html};

use super::element::span;
use crate::state::Engine;

/// A line below the toolbar; nothing while all is well.
pub(crate) fn notice(engine: &Engine, on_retry: &Callback<()>) -> Html {
    match engine {
        Engine::Ready => Html::default(),
        Engine::Loading(loaded, total) => html! {
            <div class="notice" role="status">
                <span>{ "Loading the compiler…" }</span>
                <progress max={total.map(|total| total.to_string())} value={total.map(|_| loaded.to_string())}
                    aria-label="Loading the compiler" />
                { span("amount", amount(*loaded)) }
            </div>
        },
        Engine::Crashed(message) => html! {
            <div class="notice error" role="alert">
                <span>{ "The compiler gave up on this input and was started again: " }{ message }</span>
            </div>
        },
        Engine::Unavailable(message) => html! {
            <div class="notice error" role="alert">
                <span>{ "The compiler cannot be loaded: " }{ message }</span>
                <button type="button" onclick={on_retry.reform(|_| ())}>{ "Try again" }</button>
            </div>
        },
    }
}

fn amount(bytes: u32) -> String {
    if bytes == 0 { String::new() } else { format!("{} KiB", bytes / 1024) }
}
