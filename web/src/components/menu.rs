//! A button with a menu, as keyboards and screen readers expect it.

use wasm_bindgen::JsCast as _;
use web_sys::{FocusEvent, HtmlElement, KeyboardEvent, Node};
use yew::{Callback, Html, Properties, component, html, use_node_ref, use_state};

use crate::effect::use_effect_of;

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    /// What is written on it.
    pub(super) title: &'static str,
    /// Does it.
    pub(super) on_choose: Callback<()>,
}

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// What the menu is about.
    pub(super) label: &'static str,
    /// What is written on the button.
    pub(super) button: Html,
    /// What there is to do.
    pub(super) items: Vec<Item>,
}

/// The button, and the menu while it is open.
#[component]
pub(super) fn Menu(props: &Props) -> Html {
    let is_open = use_state(|| false);
    let list = use_node_ref();
    {
        let list = list.clone();
        use_effect_of(*is_open, move |is_open| {
            if *is_open {
                focus(list.cast::<HtmlElement>().and_then(|list| list.first_element_child()));
            }
        });
    }
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_| is_open.set(!*is_open))
    };
    let on_key = {
        let (is_open, list) = (is_open.clone(), list.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" => is_open.set(false),
            "ArrowDown" | "ArrowUp" => {
                event.prevent_default();
                step(&event, list.cast::<HtmlElement>());
            }
            _ => {}
        })
    };
    let on_leave = {
        let is_open = is_open.clone();
        Callback::from(move |event: FocusEvent| {
            let inside = event.current_target().and_then(|own| own.dyn_into::<Node>().ok());
            let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
            if !inside.is_some_and(|inside| inside.contains(next.as_ref())) {
                is_open.set(false);
            }
        })
    };
    let items = props.items.iter().map(|item| {
        let (on_choose, is_open) = (item.on_choose.clone(), is_open.clone());
        let on_click = Callback::from(move |_| {
            is_open.set(false);
            on_choose.emit(());
        });
        html! { <button type="button" role="menuitem" tabindex="-1" onclick={on_click}>{ item.title }</button> }
    });
    html! {
        <div class="menu" onkeydown={on_key} onfocusout={on_leave}>
            <button type="button" class="icon-button" aria-haspopup="menu" aria-expanded={is_open.to_string()}
                aria-label={props.label} title={props.label} onclick={toggle}>{ props.button.clone() }</button>
            if *is_open {
                <div class="menu-list" role="menu" aria-label={props.label} ref={list}>{ for items }</div>
            }
        </div>
    }
}

/// The next item, or the one before; the list goes round.
fn step(event: &KeyboardEvent, list: Option<HtmlElement>) {
    let Some(list) = list else { return };
    let here = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let next = if event.key() == "ArrowDown" {
        here.and_then(|here| here.next_element_sibling()).or_else(|| list.first_element_child())
    } else {
        here.and_then(|here| here.previous_element_sibling()).or_else(|| list.last_element_child())
    };
    focus(next);
}

fn focus(element: Option<web_sys::Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // What cannot take the focus is still there to be clicked.
        let _ = element.focus();
    }
}
