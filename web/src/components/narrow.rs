//! What narrows down the output: a text, a part, the lines of policies; and folding.

use kumascope_wasm::types::{Lines, Part, View};
use web_sys::{Event, HtmlInputElement, HtmlSelectElement, InputEvent};
use yew::{Callback, Html, TargetCast as _, html};

use super::{
    click::click,
    element::{button, icon_button},
    icon::Icon,
};
use crate::state::{Action, State, Tab};

/// The parts of a configuration, as they are called.
const PARTS: [(Part, &str); 6] = [
    (Part::Everything, "everything"),
    (Part::Listeners, "listeners"),
    (Part::Routes, "routes"),
    (Part::Clusters, "clusters"),
    (Part::Endpoints, "endpoints"),
    (Part::Secrets, "secrets"),
];

/// What to do with everything that can be folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fold {
    /// Fold every resource.
    Collapse,
    /// Unfold all.
    Expand,
}

/// A line above the output.
pub(crate) fn narrow(state: &State, on_action: &Callback<Action>, on_fold: &Callback<Fold>) -> Html {
    let on_filter = on_action.reform(|event: InputEvent| {
        let field = event.target_dyn_into::<HtmlInputElement>();
        Action::Filter(field.map(|field| field.value()).unwrap_or_default())
    });
    let is_configuration = state.tab == Tab::View(View::Configuration);
    html! {
        <div class="narrow">
            <label class="filter">
                { Icon::Search.draw() }
                <input type="search" placeholder="Filter" aria-label="Filter the output" value={state.filter.clone()}
                    oninput={on_filter} autocomplete="off" spellcheck="false" />
            </label>
            if is_configuration {
                { parts(state.part, on_action) }
            }
            if state.tab != Tab::View(View::Settled) {
                { policies(state.lines, on_action) }
            }
            { compare(state, on_action) }
            <span class="folds">
                { fold("Collapse", Icon::Collapse, Fold::Collapse, on_fold) }
                { fold("Expand", Icon::Expand, Fold::Expand, on_fold) }
            </span>
        </div>
    }
}

fn parts(part: Part, on_action: &Callback<Action>) -> Html {
    let on_change = on_action.reform(|event: Event| {
        let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
        let found = PARTS.into_iter().find(|(_, name)| Some(*name) == chosen.as_deref());
        Action::Narrow(found.map_or(Part::Everything, |(part, _)| part))
    });
    let options =
        PARTS.map(|(own, name)| html! { <option value={name} selected={own == part}>{ name }</option> });
    html! { <select class="parts" aria-label="Part" onchange={on_change}>{ for options }</select> }
}

fn policies(lines: Lines, on_action: &Callback<Action>) -> Html {
    let next = if lines == Lines::Policies { Lines::All } else { Lines::Policies };
    let on_click = click(on_action, Action::Keep(next));
    html! {
        <button type="button" class="toggle" aria-pressed={(lines == Lines::Policies).to_string()} onclick={on_click}
            title="Only what policies have set">{ "Policies only" }</button>
    }
}

/// Pins the files, or takes the pin out.
fn compare(state: &State, on_action: &Callback<Action>) -> Html {
    if state.tab != Tab::View(View::Difference) {
        return Html::default();
    }
    let act = |title: &'static str, action: Action| button("toggle", title, click(on_action, action));
    html! {
        if state.baseline.is_some() {
            { act("Pin anew", Action::Pin) }
            { act("Unpin", Action::Unpin) }
        }
    }
}

fn fold(title: &'static str, icon: Icon, fold: Fold, on_fold: &Callback<Fold>) -> Html {
    icon_button(title, icon, on_fold.reform(move |_| fold))
}
