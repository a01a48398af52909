//! What has just happened, and how to undo it.

use yew::{Callback, Html, Properties, component, html};

use super::icon::Icon;
use crate::state::{self, Action, Undo};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What has happened; nothing where nothing has.
    pub(crate) toast: Option<state::Toast>,
    /// Called with what somebody wants.
    pub(crate) on_action: Callback<Action>,
}

/// A line at the bottom, until it is dismissed.
#[component]
pub(crate) fn Toast(props: &Props) -> Html {
    let act = |action: Action| props.on_action.reform(move |_| action.clone());
    html! {
        <div class="toasts" role="status">
            if let Some(toast) = &props.toast {
                <div class={yew::classes!("toast", (toast.undo == Undo::Nothing).then_some("passing"))}>
                    <span>{ &toast.text }</span>
                    if toast.undo == Undo::Files {
                        <button type="button" onclick={act(Action::Undo)}>{ "Undo" }</button>
                    }
                    <button type="button" class="icon-button" aria-label="Dismiss" onclick={act(Action::Dismiss)}>
                        { Icon::Close.draw() }
                    </button>
                </div>
            }
        </div>
    }
}
