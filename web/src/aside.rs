//! What the second thread is asked: `www/site/aside.js`.

use std::rc::Rc;

use js_sys::{Array, Reflect};
use kumascope_wasm::types::Checked as Answer;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use yew::{Callback, UseReducerHandle, hook, use_effect_with};

use crate::{
    browser,
    state::{Action, Checked, State},
};

/// Asks the engine's function `call`. Nobody hears an answer that a newer question has overtaken; an error is a message.
pub(crate) fn ask<T: DeserializeOwned + 'static>(
    call: &str,
    arguments: &Array,
    done: Callback<Result<T, String>>,
) {
    browser::ask_aside(call, arguments, move |answer: JsValue| {
        if answer.is_undefined() {
            return;
        }
        let refused = Reflect::get(&answer, &"refused".into()).ok().and_then(|why| why.as_string());
        match (refused, browser::from_js(answer)) {
            (Some(why), _) => done.emit(Err(why)),
            (None, Some(found)) => done.emit(Ok(found)),
            (None, None) => {}
        }
    });
}

/// Checks the whole mesh, every time that there is an answer about other files.
#[hook]
pub(crate) fn use_check(state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    use_effect_with(Rc::clone(&state.answered), move |files| {
        if files.is_empty() {
            return;
        }
        let files = Rc::clone(files);
        let arguments = Array::of1(&browser::to_js(&*files));
        let done = Callback::from(move |answer: Result<Answer, String>| match answer {
            Ok(Answer { diagnostics }) => {
                dispatcher.dispatch(Action::Check(Checked { files: Rc::clone(&files), diagnostics }));
            }
            Err(why) => dispatcher.dispatch(Action::Tell(format!("The mesh cannot be checked: {why}"))),
        });
        ask("check", &arguments, done);
    });
}
