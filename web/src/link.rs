//! Links: what they carry takes the place of what the page shows.

use yew::Callback;

use crate::{browser, state::Action};

/// Opens what the part of a link behind `#` carries; says so where it carries nothing.
pub(crate) fn follow(hash: &str, on_action: Callback<Action>) {
    if !(hash.starts_with("ex=") || hash.starts_with('v')) {
        return;
    }
    browser::read_link(
        hash,
        Callback::from(move |(draft, title)| match draft {
            Some(draft) => on_action.emit(Action::Load(draft, format!("{title} is open"))),
            None => on_action.emit(Action::Tell(title)),
        }),
    );
}
