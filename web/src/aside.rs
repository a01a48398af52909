//! What the second thread is asked: `www/site/aside.js`.

use std::rc::Rc;

use js_sys::Array;
use kumascope_wasm::types::{Request, SourceFile};
use wasm_bindgen::JsValue;
use yew::{UseReducerHandle, hook, use_state};

use crate::{
    browser,
    effect::use_effect_of,
    state::{Action, Checked, State},
    value,
};

/// A function of the engine, and what it is called with. It is one type, so that what compares questions and asks them is compiled once.
#[derive(Clone, PartialEq)]
pub(crate) struct Question {
    /// The function.
    pub(crate) call: &'static str,
    /// What it is given.
    pub(crate) arguments: Vec<Argument>,
}

/// Something that a function is given.
#[derive(Clone, PartialEq)]
pub(crate) enum Argument {
    /// Nothing: the function knows better.
    Default,
    /// Files.
    Files(Rc<Vec<SourceFile>>),
    /// What is shown of them.
    Request(Request),
    /// The name of something.
    Name(String),
    /// A line, counted from 0.
    Line(u32),
}

/// What the engine answers, or why it cannot; nothing while it has not answered yet.
pub(crate) type Answer = Option<Result<JsValue, String>>;

impl Argument {
    fn to_js(&self) -> JsValue {
        match self {
            Self::Default => JsValue::UNDEFINED,
            Self::Files(files) => value::files(files),
            Self::Request(request) => value::request(request),
            Self::Name(name) => name.into(),
            Self::Line(line) => (*line).into(),
        }
    }
}

/// Asks a question; `done` gets the answer, or why there is none. Nobody hears an answer that a newer question has overtaken.
fn ask(Question { call, arguments }: &Question, done: impl Fn(Result<JsValue, String>) + 'static) {
    let arguments: Array = arguments.iter().map(Argument::to_js).collect();
    browser::ask_aside(call, &arguments, move |answer: JsValue| {
        if answer.is_undefined() {
            return;
        }
        match value::member(&answer, "refused").as_string() {
            Some(why) => done(Err(why)),
            None => done(Ok(answer)),
        }
    });
}

/// The answer to a question, asked anew whenever it is another one. The last answer stays until then, so that the page does not jump.
#[hook]
pub(crate) fn use_answer(question: Option<Question>) -> Answer {
    let found = use_state(|| Answer::None);
    let is_asked = question.is_some();
    {
        let found = found.clone();
        use_effect_of(question, move |question| match question {
            Some(question) => ask(question, move |answer| found.set(Some(answer))),
            None => found.set(None),
        });
    }
    (*found).clone().filter(|_| is_asked)
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
        let question = Question { call: "check", arguments: vec![Argument::Files(Rc::clone(&files))] };
        ask(&question, move |answer| match answer {
            Ok(answer) => {
                let diagnostics = value::each(&answer, "diagnostics", value::diagnostic);
                dispatcher.dispatch(Action::Check(Checked { files: Rc::clone(&files), diagnostics }));
            }
            Err(why) => dispatcher.dispatch(Action::Tell(format!("The mesh cannot be checked: {why}"))),
        });
    });
}
