//! Who set the line that somebody looks at.

use yew::{Callback, Html, html};

use super::click::click;
use crate::state::{Action, Focus, Origin, State};

/// A line below the output.
pub(crate) fn origin_bar(state: &State, on_action: &Callback<Action>) -> Html {
    html! {
        <p class="origin" aria-live="polite">{ describe(state, on_action) }</p>
    }
}

fn describe(state: &State, on_action: &Callback<Action>) -> Html {
    match state.origin() {
        None => html! { <span class="hint">{ "Choose a line to see who set it; Enter goes there." }</span> },
        Some(Origin::Field(place, owner)) => {
            let name = place.name();
            let on_click = click(on_action, Action::GoTo(place, Focus::Follows));
            html! {
                <>
                    <span class="origin-kind field">{ "set by" }</span>
                    if let Some(owner) = owner {
                        <code>{ owner }</code>
                    }
                    <button type="button" class="place" onclick={on_click}>{ name }</button>
                </>
            }
        }
        Some(Origin::Default(name)) => html! {
            <><span class="origin-kind">{ "default" }</span><span>{ name }</span></>
        },
        Some(Origin::Rule(name)) => html! {
            <><span class="origin-kind">{ "rule" }</span><span>{ name }</span></>
        },
    }
}
