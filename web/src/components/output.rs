//! What the engine printed.

use std::rc::Rc;

use kumascope_wasm::types::{Format, View};
use web_sys::Element;
use yew::{Html, Properties, component, html, use_effect_with, use_mut_ref, use_node_ref};

use crate::{editor::OutputEditor, state::State};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the page knows.
    pub(crate) state: Rc<State>,
    /// Whether something else is shown in its place.
    pub(crate) hidden: bool,
}

/// A read-only CodeMirror.
#[component]
pub(crate) fn Output(props: &Props) -> Html {
    let host = use_node_ref();
    let mounted = use_mut_ref(|| None::<OutputEditor>);
    {
        let (host, mounted) = (host.clone(), Rc::clone(&mounted));
        use_effect_with((), move |()| {
            *mounted.borrow_mut() = host.cast::<Element>().map(|host| OutputEditor::new(&host));
            move || {
                if let Some(editor) = mounted.borrow_mut().take() {
                    editor.destroy();
                }
            }
        });
    }
    let shown = props.state.shown.clone();
    use_effect_with((shown, props.state.shown_as), move |(shown, (view, format))| {
        if let (Some(editor), Some(shown)) = (&*mounted.borrow(), shown) {
            let label = label(*view, shown.proxy.as_deref().unwrap_or("no proxy"));
            editor.show(&shown.text, language(*format), &label);
        }
    });
    let is_empty = props.state.shown.as_ref().is_some_and(|shown| shown.text.is_empty());
    html! {
        <>
            <div class="editor" hidden={props.hidden || is_empty} ref={host} />
            if is_empty && !props.hidden {
                <p class="empty">{ empty(props.state.shown_as.0) }</p>
            }
        </>
    }
}

fn label(view: View, proxy: &str) -> String {
    match view {
        View::Configuration => format!("Envoy configuration of {proxy}"),
        View::Bootstrap => format!("Envoy bootstrap of {proxy}"),
        View::Settled => "What a control plane would store".into(),
    }
}

fn empty(view: View) -> &'static str {
    match view {
        View::Configuration | View::Bootstrap => {
            "There is no proxy yet. Write a Dataplane to see what its Envoy gets."
        }
        View::Settled => "There is no resource yet.",
    }
}

fn language(format: Format) -> &'static str {
    match format {
        Format::Json => "json",
        Format::Yaml => "yaml",
    }
}
