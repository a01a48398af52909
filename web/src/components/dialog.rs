//! A dialog over the page: the browser keeps the focus inside, and gives it back.

use web_sys::{Event, HtmlDialogElement, MouseEvent};
use yew::{Callback, Children, Html, Properties, TargetCast as _, component, html, use_node_ref};

use super::{element::icon_button, icon::Icon};
use crate::{browser, effect::use_effect_of};

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// What it is about.
    pub(super) title: &'static str,
    /// The class of what it holds.
    pub(super) class: &'static str,
    /// Called when it is closed.
    pub(super) on_close: Callback<()>,
    /// What it holds.
    pub(super) children: Children,
}

/// The dialog, open.
#[component]
pub(super) fn Dialog(props: &Props) -> Html {
    let own = use_node_ref();
    {
        let own = own.clone();
        use_effect_of((), move |()| {
            if let Some(dialog) = own.cast::<HtmlDialogElement>() {
                browser::show_modal(&dialog);
            }
        });
    }
    let on_close = props.on_close.reform(|_: Event| ());
    // A click beside what it holds is one on the dialog itself.
    let on_click = {
        let (own, on_close) = (own.clone(), props.on_close.clone());
        Callback::from(move |event: MouseEvent| {
            if event
                .target_dyn_into::<HtmlDialogElement>()
                .is_some_and(|hit| own.cast().as_ref() == Some(&hit))
            {
                on_close.emit(());
            }
        })
    };
    html! {
        <dialog class="dialog" aria-label={props.title} ref={own} onclose={on_close} onclick={on_click}>
            <div class={["dialog-body ", props.class].concat()}>
                <header class="dialog-head">
                    <h2>{ props.title }</h2>
                    { icon_button("Close", Icon::Close, props.on_close.reform(|_| ())) }
                </header>
                { for props.children.iter() }
            </div>
        </dialog>
    }
}
