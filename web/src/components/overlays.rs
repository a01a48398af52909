//! What lies over the page.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html};

use super::{gallery::Gallery, name_dialog::NameDialog, palette::Palette, share::Share};
use crate::{
    engine::Client,
    state::{Action, Overlay, State},
};

#[derive(Properties)]
pub(crate) struct Props {
    /// What the page knows.
    pub(crate) state: Rc<State>,
    /// Called with what somebody wants.
    pub(crate) on_action: Callback<Action>,
    /// The engine.
    pub(crate) client: Rc<Client>,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state && Rc::ptr_eq(&self.client, &other.client)
    }
}

/// The dialog that is open, if there is one.
#[component]
pub(crate) fn Overlays(props: &Props) -> Html {
    let Props { state, on_action, client } = props;
    let Some(overlay) = state.overlay else { return Html::default() };
    let on_close = on_action.reform(|()| Action::Cover(None));
    match overlay {
        Overlay::Palette => html! { <Palette {state} {on_action} /> },
        Overlay::Gallery => html! { <Gallery {on_action} /> },
        Overlay::Share => html! { <Share {state} {on_action} {client} /> },
        Overlay::NewFile => html! {
            <NameDialog title="New file" button="Add" name="untitled.yaml" on_name={on_action.reform(Action::Add)} {on_close} />
        },
        Overlay::Rename => {
            let name = state.active_file().map(|file| file.path.clone()).unwrap_or_default();
            html! {
                <NameDialog title="Rename the file" button="Rename" {name} on_name={on_action.reform(Action::Rename)} {on_close} />
            }
        }
    }
}
