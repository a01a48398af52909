//! The editor of the files.

use std::rc::Rc;

use js_sys::Function;
use serde::Serialize as _;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::Element;
use yew::{Callback, Html, NodeRef, Properties, component, html, use_effect_with, use_mut_ref, use_node_ref};

use crate::{
    editor::InputEditor,
    state::{Action, State},
};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the page knows.
    pub(crate) state: Rc<State>,
    /// Called when somebody types.
    pub(crate) on_action: Callback<Action>,
}

/// CodeMirror, and what keeps its callback alive.
struct Mounted {
    editor: InputEditor,
    _on_change: Closure<dyn FnMut(String, String)>,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.editor.destroy();
    }
}

/// Shows the active file, with findings at their places.
#[component]
pub(crate) fn Input(props: &Props) -> Html {
    let host = use_node_ref();
    let mounted = use_mut_ref(|| None::<Mounted>);
    {
        let (host, mounted, on_action) = (host.clone(), Rc::clone(&mounted), props.on_action.clone());
        use_effect_with((), move |()| {
            *mounted.borrow_mut() = mount(&host, on_action);
            move || drop(mounted.borrow_mut().take())
        });
    }
    {
        let (mounted, state) = (Rc::clone(&mounted), Rc::clone(&props.state));
        use_effect_with((state.active, state.target.clone()), move |_| {
            if let (Some(mounted), Some(file)) = (&*mounted.borrow(), state.files.get(state.active)) {
                mounted.editor.open(&file.path, &file.text);
            }
        });
    }
    {
        let mounted = Rc::clone(&mounted);
        use_effect_with(props.state.target.clone(), move |target| {
            if let (Some(mounted), Some((_, range))) = (&*mounted.borrow(), target) {
                mounted.editor.select(range.from, range.to);
            }
        });
    }
    use_effect_with(props.state.shown.clone(), move |shown| {
        let diagnostics = shown.as_ref().map(|shown| &shown.diagnostics);
        let findings =
            diagnostics.and_then(|found| found.serialize(&serde_wasm_bindgen::Serializer::new()).ok());
        if let (Some(mounted), Some(findings)) = (&*mounted.borrow(), findings) {
            mounted.editor.set_findings(&findings);
        }
    });
    html! { <div id="editor" class="editor" role="tabpanel" aria-labelledby={format!("file-{}", props.state.active)} ref={host} /> }
}

fn mount(host: &NodeRef, on_action: Callback<Action>) -> Option<Mounted> {
    let host = host.cast::<Element>()?;
    let on_change: Closure<dyn FnMut(String, String)> =
        Closure::new(move |path: String, text: String| on_action.emit(Action::Edit(path, text)));
    let function: &JsValue = on_change.as_ref();
    let editor = InputEditor::new(&host, "Kuma resources", function.unchecked_ref::<Function>());
    Some(Mounted { editor, _on_change: on_change })
}
