//! Who set the line that somebody looks at.

use yew::{Callback, Html, html};

use super::{
    click::click,
    element::{button, code, span},
};
use crate::state::{Action, Focus, Origin, State};

/// A line below the output.
pub(crate) fn origin_bar(state: &State, on_action: &Callback<Action>) -> Html {
    html! {
        <p class="origin" aria-live="polite">{ describe(state, on_action) }</p>
    }
}

fn describe(state: &State, on_action: &Callback<Action>) -> Html {
    match state.origin() {
        None => span("hint", "Choose a line to see who set it; Enter goes there."),
        Some(Origin::Field(place, owner)) => {
            let name = place.name();
            let on_click = click(on_action, Action::GoTo(place, Focus::Follows));
            html! {
                <>
                    { span("origin-kind field", "set by") }
                    if let Some(owner) = owner {
                        { code(owner) }
                    }
                    { button("place", name, on_click) }
                </>
            }
        }
        Some(Origin::Default(name)) => html! {
            <>{ span("origin-kind", "default") }<span>{ name }</span></>
        },
        Some(Origin::Rule(name)) => html! {
            <>{ span("origin-kind", "rule") }<span>{ name }</span></>
        },
    }
}
