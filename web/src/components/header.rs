//! The name of the page, what concerns all of it, and its theme.

use yew::{Callback, Html, Properties, component, html, use_state};

use super::{click::click, element::icon_button, icon::Icon};
use crate::{
    state::{Action, Overlay},
    theme::Theme,
};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Called with what somebody wants.
    pub(crate) on_action: Callback<Action>,
}

/// The topmost line.
#[component]
pub(crate) fn Header(props: &Props) -> Html {
    let turns = use_state(|| 0_u32);
    let other = Theme::current().other();
    let toggle = Callback::from(move |_| {
        Theme::choose(Some(other));
        turns.set(*turns + 1);
    });
    let (label, picture) = match other {
        Theme::Light => ("Switch to the light theme", Icon::Sun),
        Theme::Dark => ("Switch to the dark theme", Icon::Moon),
    };
    let cover = |overlay: Overlay| click(&props.on_action, Action::Cover(Some(overlay)));
    html! {
        <header class="header">
            <img src="icon.svg" alt="" width="24" height="24" />
            <h1>{ "kumascope" }</h1>
            <p class="tagline">{ "What a Kuma mesh does to every Envoy, before it does it" }</p>
            <span class="badge" title="The version of Kuma whose control plane is reproduced">{ "Kuma 2.14.3" }</span>
            <button class="text-button" type="button" onclick={cover(Overlay::Gallery)}>
                { Icon::Gallery.draw() }<span>{ "Examples" }</span>
            </button>
            <button class="text-button" type="button" onclick={cover(Overlay::Share)}>
                { Icon::Share.draw() }<span>{ "Share" }</span>
            </button>
            <button class="icon-button" type="button" aria-label="Commands" title="Commands (Ctrl+K)" aria-keyshortcuts="Control+K Meta+K"
                onclick={cover(Overlay::Palette)}>{ Icon::Search.draw() }</button>
            { icon_button(label, picture, toggle) }
        </header>
    }
}
