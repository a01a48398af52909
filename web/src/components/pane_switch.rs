//! Which side is visible, where there is room for one only.

use yew::{Callback, Html, Properties, component, html};

use crate::state::{Action, Pane};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The side that is visible.
    pub(crate) pane: Pane,
    /// Called with what somebody chose.
    pub(crate) on_action: Callback<Action>,
}

/// Two buttons, of which styles show nothing on wide pages.
#[component]
pub(crate) fn PaneSwitch(props: &Props) -> Html {
    let button = |title: &'static str, pane: Pane| {
        let on_click = props.on_action.reform(move |_| Action::Turn(pane));
        html! {
            <button type="button" aria-pressed={(props.pane == pane).to_string()} onclick={on_click}>{ title }</button>
        }
    };
    html! {
        <nav class="switch pane-switch" aria-label="Side">
            { button("Resources", Pane::Files) }
            { button("Envoy", Pane::Output) }
        </nav>
    }
}
