//! What there is to say about the files, as a list.

use kumascope_wasm::types::{Diagnostic, Origin, Range, Severity};
use yew::{Callback, Html, html};

use super::{
    class_of,
    click::click,
    element::{button, code, span},
};
use crate::state::{Action, Focus, State};

const WORST_FIRST: [Severity; 4] =
    [Severity::Error, Severity::Mistake, Severity::Warning, Severity::Information];

/// Every finding, worst first.
pub(crate) fn findings(state: &State, on_action: &Callback<Action>) -> Html {
    let findings = &state.findings;
    if findings.is_empty() {
        let text = if state.is_checked() { "Nothing to complain about." } else { "Checking the mesh…" };
        return html! { <p class="empty" role="status">{ text }</p> };
    }
    let items = WORST_FIRST
        .iter()
        .flat_map(|severity| findings.iter().filter(|found| found.severity == *severity))
        .map(|found| item(found, on_action));
    html! { <ul class="findings">{ for items }</ul> }
}

fn item(found: &Diagnostic, on_action: &Callback<Action>) -> Html {
    let related = found.related.iter().map(|related| {
        html! { <li>{ &related.message }{ " " }{ place(&related.range, on_action) }</li> }
    });
    html! {
        <li class={format!("finding {}", class_of(found.severity))}>
            <p class="finding-head">
                { span("severity", class_of(found.severity)) }
                { code(found.code.clone()) }
                if let Some(range) = &found.range {
                    { place(range, on_action) }
                }
            </p>
            <p class="finding-message">{ &found.message }</p>
            if let Some(help) = &found.help {
                <p class="finding-help">{ help }</p>
            }
            if let Some(fix) = &found.fix {
                <p class="finding-fix">
                    { button("toggle", format!("Fix: {}", fix.title), click(on_action, Action::Mend(fix.clone()))) }
                </p>
            }
            if !found.related.is_empty() {
                <ul class="finding-related">{ for related }</ul>
            }
        </li>
    }
}

/// A button that leads to a place.
pub(super) fn place(range: &Range, on_action: &Callback<Action>) -> Html {
    let on_click = click(on_action, Action::GoTo(range.into(), Focus::Follows));
    button("place", format!("{}:{}:{}", range.path, range.line, range.column), on_click)
}

/// Who set something: a button that leads there, or the name of a default or rule.
pub(super) fn origin(origin: &Origin, on_action: &Callback<Action>) -> Html {
    match origin {
        Origin::Field { range } => place(range, on_action),
        Origin::Default { name } => span("hint setter", format!("default: {name}")),
        Origin::Rule { name } => span("hint setter", format!("rule: {name}")),
    }
}
