//! What the engine printed, with who set each line.

use std::rc::Rc;

use js_sys::{JsString, Object};
use kumascope_wasm::types::{Format, View};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::Element;
use yew::{Callback, Html, NodeRef, Properties, component, html, use_effect_with, use_mut_ref, use_node_ref};

use super::{click::click, element};
use crate::{
    browser,
    editor::OutputEditor,
    effect::use_effect_of,
    state::{Action, Focus, Now, Origins, State, Tab},
};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the page knows.
    pub(crate) state: Now,
    /// Whether something else is shown in its place.
    pub(crate) hidden: bool,
    /// Called when somebody looks at a line.
    pub(crate) on_action: Callback<Action>,
    /// Counts how often everything was folded (even numbers unfold).
    pub(crate) folds: u32,
}

/// CodeMirror, which is destroyed with the component.
struct Mounted(OutputEditor);

impl Drop for Mounted {
    fn drop(&mut self) {
        self.0.destroy();
    }
}

/// A read-only CodeMirror.
#[component]
pub(crate) fn Output(props: &Props) -> Html {
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
        let (mounted, origins) = (Rc::clone(&mounted), Rc::clone(&props.state.origins));
        use_effect_of((props.state.shown.clone(), props.state.shown_as), move |(shown, shown_as)| {
            let (view, format) = *shown_as;
            // Other views have no text; what was read last is there again when somebody comes back.
            if !Tab::View(view).is_text() {
                return;
            }
            if let (Some(Mounted(editor)), Some(shown)) = (&*mounted.borrow(), shown) {
                let label = label(view, shown.proxy.as_deref().unwrap_or("no proxy"));
                editor.show(&shown.text, language(view, format), &label, &origins.kinds());
            }
        });
    }
    {
        let mounted = Rc::clone(&mounted);
        let lit = lit_by(&props.state.origins, props.state.caret.as_ref());
        use_effect_of((lit, props.state.shown.clone()), move |(lit, _)| {
            if let Some(Mounted(editor)) = &*mounted.borrow() {
                editor.light(lit);
            }
        });
    }
    {
        let (mounted, origins) = (Rc::clone(&mounted), Rc::clone(&props.state.origins));
        let caret = props.state.caret.clone().filter(|caret| !came_by_click(&props.state, caret));
        // Where the caret came by an edit, the output stays where it is: what somebody looks at is about to change.
        let is_current = props.state.is_current();
        use_effect_of(caret, move |caret| {
            if let (Some(Mounted(editor)), true) = (&*mounted.borrow(), is_current) {
                editor.reveal(&lit_by(&origins, caret.as_ref()));
            }
        });
    }
    {
        let mounted = Rc::clone(&mounted);
        use_effect_of(props.folds, move |folds| match (&*mounted.borrow(), folds) {
            (None, _) | (_, 0) => {}
            (Some(Mounted(editor)), folds) if folds % 2 == 1 => editor.collapse(),
            (Some(Mounted(editor)), _) => editor.expand(),
        });
    }
    let is_answered = props.state.is_answered();
    let is_empty = is_answered && props.state.shown.as_ref().is_some_and(|shown| is_empty(&shown.text));
    html! {
        <>
            <div class="editor" hidden={props.hidden || is_empty} ref={host} />
            if is_empty && !props.hidden {
                { empty(&props.state, &props.on_action) }
            }
        </>
    }
}

fn mount(host: &NodeRef, on_action: Callback<Action>) -> Option<Mounted> {
    let host = host.cast::<Element>()?;
    let listeners = Object::new();
    let on_look = {
        let on_action = on_action.clone();
        Closure::<dyn FnMut(u32)>::new(move |line| on_action.emit(Action::Look(Some(line))))
    };
    let on_trace = Closure::<dyn FnMut(u32, bool)>::new(move |line, follows| {
        let focus = if follows { Focus::Follows } else { Focus::Stays };
        on_action.emit(Action::Trace(line, focus));
    });
    browser::set(&listeners, "onLook", &on_look.into_js_value());
    browser::set(&listeners, "onTrace", &on_trace.into_js_value());
    Some(Mounted(OutputEditor::new(&host, &listeners)))
}

/// The lines that were set by what stands in the line of the caret.
fn lit_by(origins: &Origins, caret: Option<&(String, u32)>) -> Vec<u32> {
    caret.map(|(path, line)| origins.lines_of(path, *line)).unwrap_or_default()
}

/// Whether the caret is where it is because somebody clicked on a line of the output, which is in sight then.
fn came_by_click(state: &State, (path, line): &(String, u32)) -> bool {
    state.target.as_ref().is_some_and(|target| target.place.path == *path && target.place.lines[0] == *line)
}

fn is_empty(text: &wasm_bindgen::JsValue) -> bool {
    text.dyn_ref::<JsString>().is_none_or(|text| text.length() == 0)
}

fn label(view: View, proxy: &str) -> String {
    match view {
        View::Bootstrap => format!("Envoy bootstrap of {proxy}"),
        View::Settled => "What a control plane would store".into(),
        View::Difference => format!("What has changed for {proxy}"),
        _ => format!("Envoy configuration of {proxy}"),
    }
}

/// What to say, and what to do, where there is no text.
fn empty(state: &State, on_action: &Callback<Action>) -> Html {
    let button = |title, action| element::button("primary", title, click(on_action, action));
    let (text, button) = match state.shown_as.0 {
        View::Difference if state.baseline.is_none() => (
            "Pin the files as they are, go on editing, and see here what changes for Envoy.",
            button("Pin", Action::Pin),
        ),
        View::Difference => (
            "Nothing has changed for this proxy since the files were pinned.",
            button("Pin anew", Action::Pin),
        ),
        View::Configuration | View::Bootstrap | View::Settled if state.is_narrowed() => {
            ("No line is like this.", button("Show everything", Action::Widen))
        }
        View::Settled => ("There is no resource yet.", Html::default()),
        _ => ("There is no proxy yet. Write a Dataplane to see what its Envoy gets.", Html::default()),
    };
    html! { <div class="empty"><p>{ text }</p>{ button }</div> }
}

fn language(view: View, format: Format) -> &'static str {
    match (view, format) {
        (View::Difference, _) => "diff",
        (_, Format::Json) => "json",
        (_, Format::Yaml) => "yaml",
    }
}
