//! Elements that stand in many places. What `html!` makes is compiled anew wherever it stands, these once.

use web_sys::MouseEvent;
use yew::{AttrValue, Callback, Html, html};

use super::icon::Icon;

/// Words of a class.
pub(super) fn span(class: &'static str, text: impl Into<AttrValue>) -> Html {
    let text = text.into();
    draw_span(class, text)
}

fn draw_span(class: &'static str, text: AttrValue) -> Html {
    html! { <span {class}>{ text }</span> }
}

/// Words out of a file or a configuration.
pub(super) fn code(text: String) -> Html {
    html! { <code>{ text }</code> }
}

/// A button with words on it.
pub(super) fn button(
    class: &'static str,
    text: impl Into<AttrValue>,
    on_click: Callback<MouseEvent>,
) -> Html {
    draw_button(class, text.into(), on_click)
}

fn draw_button(class: &'static str, text: AttrValue, on_click: Callback<MouseEvent>) -> Html {
    html! { <button type="button" {class} onclick={on_click}>{ text }</button> }
}

/// A button with a picture, which says in words what it does.
pub(super) fn icon_button(label: &'static str, icon: Icon, on_click: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="icon-button" aria-label={label} title={label} onclick={on_click}>{ icon.draw() }</button>
    }
}
