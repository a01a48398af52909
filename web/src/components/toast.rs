//! What has just happened, and how to undo it.

use yew::{Callback, Html, html};

use super::{click::click, element::icon_button, icon::Icon};
use crate::state::{self, Action, Undo};

/// A line at the bottom, until it is dismissed.
pub(crate) fn toast(toast: Option<&state::Toast>, on_action: &Callback<Action>) -> Html {
    html! {
        <div class="toasts" role="status">
            if let Some(toast) = toast {
                <div class={if toast.undo == Undo::Nothing { "toast passing" } else { "toast" }}>
                    <span>{ &toast.text }</span>
                    if toast.undo == Undo::Files {
                        <button type="button" onclick={click(on_action, Action::Undo)}>{ "Undo" }</button>
                    }
                    { icon_button("Dismiss", Icon::Close, click(on_action, Action::Dismiss)) }
                </div>
            }
        </div>
    }
}
