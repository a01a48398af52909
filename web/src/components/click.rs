//! What a click does: one closure for all of them, which is compiled once.

use web_sys::MouseEvent;
use yew::Callback;

use crate::state::Action;

/// A click that does this.
pub(super) fn click(on_action: &Callback<Action>, action: Action) -> Callback<MouseEvent> {
    on_action.reform(move |_| action.clone())
}

/// Something closed or chosen that does this.
pub(super) fn act(on_action: &Callback<Action>, action: Action) -> Callback<()> {
    on_action.reform(move |()| action.clone())
}
