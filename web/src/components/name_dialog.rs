//! Asks for the name of a file.

use web_sys::{HtmlInputElement, SubmitEvent};
use yew::{Callback, Html, Properties, component, html, use_node_ref};

use super::dialog::Dialog;
use crate::effect::use_effect_of;

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// What it is about.
    pub(super) title: &'static str,
    /// What is written on the button.
    pub(super) button: &'static str,
    /// The name to begin with.
    pub(super) name: String,
    /// Called with the name.
    pub(super) on_name: Callback<String>,
    /// Called when it is closed.
    pub(super) on_close: Callback<()>,
}

/// One field and one button.
#[component]
pub(super) fn NameDialog(props: &Props) -> Html {
    let field = use_node_ref();
    {
        let (field, name) = (field.clone(), props.name.clone());
        use_effect_of((), move |()| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                field.set_value(&name);
                // A field that cannot take the focus can still be clicked.
                let _ = field.focus();
                field.select();
            }
        });
    }
    let on_submit = {
        let (field, on_name, on_close) = (field.clone(), props.on_name.clone(), props.on_close.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(field) = field.cast::<HtmlInputElement>() {
                on_name.emit(field.value());
            }
            on_close.emit(());
        })
    };
    html! {
        <Dialog title={props.title} class="name" on_close={&props.on_close}>
            <form onsubmit={on_submit}>
                <label>
                    <span>{ "Name" }</span>
                    <input type="text" ref={field} required={true} autocomplete="off" spellcheck="false" />
                </label>
                <button type="submit" class="primary">{ props.button }</button>
            </form>
        </Dialog>
    }
}
