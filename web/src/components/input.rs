//! The editor of the files.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::Element;
use yew::{Callback, Html, NodeRef, component, html, use_effect_with, use_mut_ref, use_node_ref};

use super::Props;
use crate::{
    browser,
    editor::InputEditor,
    effect::use_effect_of,
    engine::{Client, Job},
    state::{Action, Focus, Now, edited},
    value,
};

/// CodeMirror, which is destroyed with the component.
struct Mounted(InputEditor);

impl Drop for Mounted {
    fn drop(&mut self) {
        self.0.destroy();
    }
}

/// What the page knew when it was drawn last.
type Drawn = Rc<RefCell<Now>>;

/// Shows the active file, with findings at their places.
#[component]
pub(crate) fn Input(props: &Props) -> Html {
    let host = use_node_ref();
    let mounted = use_mut_ref(|| None::<Mounted>);
    let drawn: Drawn = use_mut_ref(|| props.state.clone());
    *drawn.borrow_mut() = props.state.clone();
    {
        let (host, mounted) = (host.clone(), Rc::clone(&mounted));
        let (on_action, client) = (props.on_action.clone(), Rc::clone(&props.client));
        use_effect_with((), move |()| {
            *mounted.borrow_mut() = mount(&host, on_action, client, drawn);
            move || drop(mounted.borrow_mut().take())
        });
    }
    {
        let (mounted, state) = (Rc::clone(&mounted), props.state.clone());
        use_effect_of((state.active_file().cloned(), state.target.clone()), move |(file, _)| {
            if let (Some(Mounted(editor)), Some(file)) = (&*mounted.borrow(), file) {
                editor.open(&file.path, &file.text);
            }
        });
    }
    {
        let mounted = Rc::clone(&mounted);
        use_effect_of(props.state.target.clone(), move |target| {
            if let (Some(Mounted(editor)), Some(target)) = (&*mounted.borrow(), target) {
                editor.select(&target.place.lines, target.focus == Focus::Follows);
            }
        });
    }
    use_effect_of(Rc::clone(&props.state.findings), move |findings| {
        if let Some(Mounted(editor)) = &*mounted.borrow() {
            editor.set_findings(&value::findings(findings));
        }
    });
    html! { <div id="editor" class="editor" role="tabpanel" aria-labelledby={format!("file-{}", props.state.active)} ref={host} /> }
}

fn mount(host: &NodeRef, on_action: Callback<Action>, client: Rc<Client>, drawn: Drawn) -> Option<Mounted> {
    let host = host.cast::<Element>()?;
    let listeners = Object::new();
    let on_change = {
        let (on_action, client, drawn) = (on_action.clone(), Rc::clone(&client), Rc::clone(&drawn));
        Closure::<dyn FnMut(String, String)>::new(move |path: String, text: String| {
            // The engine goes to work while what was typed is drawn.
            let job = drawn.borrow().job();
            client.send(Job { files: Rc::new(edited(&job.files, &path, text.clone())), ..job });
            on_action.emit(Action::Edit(path, text));
        })
    };
    let on_caret = {
        let on_action = on_action.clone();
        Closure::<dyn FnMut(String, u32)>::new(move |path, line| on_action.emit(Action::Caret(path, line)))
    };
    let on_fix = {
        let on_action = on_action.clone();
        Closure::<dyn FnMut(JsValue)>::new(move |fix: JsValue| {
            on_action.emit(Action::Mend(value::fix(&fix)));
        })
    };
    let go_to = Closure::<dyn FnMut(JsValue)>::new(move |range: JsValue| {
        on_action.emit(Action::GoTo((&value::range(&range)).into(), Focus::Follows));
    });
    let ask = Closure::<dyn FnMut(String, String, String, u32) -> Promise>::new(
        move |call: String, path: String, text: String, position: u32| {
            // The file that is visible is as the editor has it.
            let files = edited(&drawn.borrow().files, &path, text);
            ask(&client, &call, &Array::of3(&value::files(&files), &path.into(), &position.into()))
        },
    );
    browser::set(&listeners, "onChange", &on_change.into_js_value());
    browser::set(&listeners, "onCaret", &on_caret.into_js_value());
    browser::set(&listeners, "onFix", &on_fix.into_js_value());
    browser::set(&listeners, "goTo", &go_to.into_js_value());
    browser::set(&listeners, "ask", &ask.into_js_value());
    Some(Mounted(InputEditor::new(&host, "Kuma resources", &listeners)))
}

/// The promise of an answer about a place.
fn ask(client: &Rc<Client>, call: &str, arguments: &Array) -> Promise {
    let client = Rc::clone(client);
    Promise::new(&mut move |resolve: Function, _| client.ask(call, arguments, resolve.unchecked_into()))
}
