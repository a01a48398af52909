//! Examples to choose from.

use wasm_bindgen::JsValue;
use yew::{Callback, Html, Properties, component, html, use_state};

use super::{click::act, dialog::Dialog, element::span};
use crate::{
    browser,
    effect::use_effect_of,
    state::Action,
    value::{self, text},
};

/// An example, as `examples/gallery.json` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Example {
    name: String,
    title: String,
    description: String,
    group: String,
}

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// Called with what somebody chose.
    pub(super) on_action: Callback<Action>,
}

/// What is known of the list.
#[derive(Clone, PartialEq)]
enum List {
    Loading,
    Missing,
    There(Vec<Example>),
}

/// The examples, group by group.
#[component]
pub(super) fn Gallery(props: &Props) -> Html {
    let list = use_state(|| List::Loading);
    {
        let list = list.clone();
        use_effect_of((), move |()| {
            browser::gallery(Callback::from(move |found: JsValue| {
                list.set(if found.is_undefined() { List::Missing } else { List::There(examples(&found)) });
            }));
        });
    }
    let content = match &*list {
        List::Loading => html! { <p class="none" role="status">{ "Loading the examples…" }</p> },
        List::Missing => {
            html! { <p class="none" role="alert">{ "The examples cannot be loaded. Is there a network?" }</p> }
        }
        List::There(examples) => groups(examples, &props.on_action),
    };
    html! {
        <Dialog title="Examples" class="gallery" on_close={act(&props.on_action, Action::Cover(None))}>
            <div class="gallery-list" tabindex="0" role="region" aria-label="Examples by task">{ content }</div>
        </Dialog>
    }
}

fn examples(found: &JsValue) -> Vec<Example> {
    let example = |found: &JsValue| Example {
        name: text(found, "name"),
        title: text(found, "title"),
        description: text(found, "description"),
        group: text(found, "group"),
    };
    value::list(found).iter().map(example).collect()
}

fn groups(examples: &[Example], on_action: &Callback<Action>) -> Html {
    let mut names: Vec<&str> = examples.iter().map(|example| example.group.as_str()).collect();
    names.dedup();
    let groups = names.into_iter().map(|group| {
        let cards =
            examples.iter().filter(|example| example.group == group).map(|example| card(example, on_action));
        html! {
            <section>
                <h3>{ group }</h3>
                <ul class="cards">{ for cards }</ul>
            </section>
        }
    });
    html! { <>{ for groups }</> }
}

fn card(example: &Example, on_action: &Callback<Action>) -> Html {
    let on_click = {
        let (name, on_action) = (example.name.clone(), on_action.clone());
        Callback::from(move |_| {
            open(&name, &on_action);
        })
    };
    html! {
        <li>
            <button type="button" class="card" onclick={on_click}>
                { span("card-name", example.title.clone()) }
                { span("card-text", example.description.clone()) }
            </button>
        </li>
    }
}

fn open(name: &str, on_action: &Callback<Action>) {
    on_action.emit(Action::Cover(None));
    browser::name_example(name);
    crate::link::follow(&format!("ex={name}"), on_action.clone());
}
