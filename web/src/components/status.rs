//! The bottom line: how the engine fares, what was found, how long it took.

use kumascope_wasm::types::Severity;
use yew::{Html, html};

use super::{counted, element::span};
use crate::{
    state::{Engine, State},
    value,
};

/// Counts and times.
pub(crate) fn status(state: &State) -> Html {
    let (class, engine) = match &state.engine {
        Engine::Loading(..) => ("busy", "Loading"),
        Engine::Ready => ("ready", "Ready"),
        Engine::Crashed(_) => ("failed", "Restarted"),
        Engine::Unavailable(_) => ("failed", "Unavailable"),
    };
    html! {
        <footer class="status">
            <span class={["state ", class].concat()}>{ engine }</span>
            <span role="status">{ findings(state) }</span>
            if state.shown.is_some() && !state.is_checked() {
                { span("aside checking", "checking the mesh…") }
            }
            if let Some(shown) = &state.shown {
                { span("aside", proxies(shown.proxies.len())) }
                <span class="aside time">{ value::decimal(state.milliseconds, 1) }{ " ms" }</span>
            }
        </footer>
    }
}

fn proxies(count: usize) -> String {
    if count == 1 { "1 proxy".into() } else { format!("{count} proxies") }
}

fn findings(state: &State) -> String {
    if state.shown.is_none() {
        return String::new();
    }
    let count = |severity| state.findings.iter().filter(|found| found.severity == severity).count();
    let parts = [
        (Severity::Error, "error"),
        (Severity::Mistake, "mistake"),
        (Severity::Warning, "warning"),
        (Severity::Information, "note"),
    ]
    .map(|(severity, noun)| (count(severity), noun));
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(*count, noun)).collect();
    if parts.is_empty() { "No findings".into() } else { parts.join(", ") }
}
