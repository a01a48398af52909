//! Which side is visible, where there is room for one only.

use yew::{Callback, Html, html};

use super::click::click;
use crate::state::{Action, Pane};

/// Two buttons, of which styles show nothing on wide pages.
pub(crate) fn pane_switch(shown: Pane, on_action: &Callback<Action>) -> Html {
    let button = |title: &'static str, pane: Pane| {
        let on_click = click(on_action, Action::Turn(pane));
        html! {
            <button type="button" aria-pressed={(shown == pane).to_string()} onclick={on_click}>{ title }</button>
        }
    };
    html! {
        <nav class="switch pane-switch" aria-label="Side">
            { button("Resources", Pane::Files) }
            { button("Envoy", Pane::Output) }
        </nav>
    }
}
