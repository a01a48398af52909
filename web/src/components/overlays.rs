//! What lies over the page.

use yew::{Html, html};

use super::{Props, click::act, gallery::Gallery, name_dialog::NameDialog, palette::Palette, share::Share};
use crate::state::{Action, Overlay};

/// The dialog that is open, if there is one.
pub(crate) fn overlay(props: &Props) -> Html {
    let Props { state, on_action, .. } = props;
    let Some(overlay) = state.overlay else { return Html::default() };
    let on_close = act(on_action, Action::Cover(None));
    match overlay {
        Overlay::Palette => html! { <Palette ..props.clone() /> },
        Overlay::Gallery => html! { <Gallery {on_action} /> },
        Overlay::Share => html! { <Share ..props.clone() /> },
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
