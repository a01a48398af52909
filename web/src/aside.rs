//! What the second thread is asked: `www/site/aside.js`.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsValue;
use yew::{UseReducerHandle, hook};

use crate::{
    browser,
    effect::use_effect_of,
    state::{Action, Checked, State},
    value,
};

/// Asks the engine's function `call`; `done` gets the answer, or why there is none. Nobody hears an answer that a newer question has
/// overtaken.
pub(crate) fn ask(call: &str, arguments: &Array, done: impl Fn(Result<JsValue, String>) + 'static) {
    browser::ask_aside(call, arguments, move |answer: JsValue| {
        if answer.is_undefined() {
            return;
        }
        match value::member(&answer, "refused").as_string() {
            Some(why) => done(Err(why)),
            None => done(Ok(answer)),
        }
    });
}

/// Checks the whole mesh, every time that there is an answer about other files.
#[hook]
pub(crate) fn use_check(state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    use_effect_of(Rc::clone(&state.answered), move |files| {
        if files.is_empty() {
            return;
        }
        let files = Rc::clone(files);
        let arguments = Array::of1(&value::files(&files));
        ask("check", &arguments, move |answer| match answer {
            Ok(answer) => {
                let diagnostics = value::each(&answer, "diagnostics", value::diagnostic);
                dispatcher.dispatch(Action::Check(Checked { files: Rc::clone(&files), diagnostics }));
            }
            Err(why) => dispatcher.dispatch(Action::Tell(format!("The mesh cannot be checked: {why}"))),
        });
    });
}
