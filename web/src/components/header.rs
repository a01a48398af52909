//! The name of the page, and its theme.

use yew::{Callback, Html, component, html, use_effect_with, use_state};

use crate::theme::Theme;

/// The topmost line.
#[component]
pub(crate) fn Header() -> Html {
    let theme = use_state(Theme::current);
    let is_chosen = use_state(|| false);
    use_effect_with((*theme, *is_chosen), |(theme, is_chosen)| {
        if *is_chosen {
            theme.apply();
        }
    });
    let other = theme.other();
    let toggle = Callback::from({
        let (theme, is_chosen) = (theme.clone(), is_chosen.clone());
        move |_| {
            theme.set(other);
            is_chosen.set(true);
        }
    });
    let (label, picture) = match other {
        Theme::Light => ("Switch to the light theme", sun()),
        Theme::Dark => ("Switch to the dark theme", moon()),
    };
    html! {
        <header class="header">
            <img src="icon.svg" alt="" width="24" height="24" />
            <h1>{ "kumascope" }</h1>
            <p class="tagline">{ "What a Kuma mesh does to every Envoy, before it does it" }</p>
            <span class="badge" title="The version of Kuma whose control plane is reproduced">{ "Kuma 2.14.3" }</span>
            <button class="icon-button" type="button" aria-label={label} title={label} onclick={toggle}>{ picture }</button>
        </header>
    }
}

fn sun() -> Html {
    html! {
        <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
            <circle cx="12" cy="12" r="4" />
            <path d="M12 3v2m0 14v2m9-9h-2M5 12H3m15.4-6.4-1.5 1.5M7.1 16.9l-1.5 1.5m12.8 0-1.5-1.5M7.1 7.1 5.6 5.6" />
        </svg>
    }
}

fn moon() -> Html {
    html! {
        <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
            <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z" />
        </svg>
    }
}
