//! Who set the line that somebody looks at.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html};

use crate::state::{Action, Focus, Origin, State};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the page knows.
    pub(crate) state: Rc<State>,
    /// Called when somebody goes there.
    pub(crate) on_action: Callback<Action>,
}

/// A line below the output.
#[component]
pub(crate) fn OriginBar(props: &Props) -> Html {
    html! {
        <p class="origin" aria-live="polite">{ describe(&props.state, &props.on_action) }</p>
    }
}

fn describe(state: &State, on_action: &Callback<Action>) -> Html {
    match state.origin() {
        None => html! { <span class="hint">{ "Choose a line to see who set it; Enter goes there." }</span> },
        Some(Origin::Field(place, owner)) => {
            let name = place.name();
            let on_click = on_action.reform(move |_| Action::GoTo(place.clone(), Focus::Follows));
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
