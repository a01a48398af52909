//! The functions of `www/site/browser.js`.

use js_sys::{Array, Function, Object, Reflect};
use kumascope_wasm::types::SourceFile;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::HtmlDialogElement;
use yew::Callback;

use crate::{
    state::Draft,
    value::{file, list},
};

#[wasm_bindgen(raw_module = "./browser.js")]
extern "C" {
    fn listen(listeners: &JsValue);

    #[wasm_bindgen(js_name = chooseFiles)]
    fn choose_files_js(is_folder: bool, on_files: &Function);

    #[wasm_bindgen(js_name = makeLink)]
    fn make_link_js(draft: &JsValue, done: &Function);

    #[wasm_bindgen(js_name = readLink)]
    fn read_link_js(hash: &str, done: &Function);

    #[wasm_bindgen(js_name = gallery)]
    fn gallery_js(done: &Function);

    #[wasm_bindgen(js_name = copy)]
    fn copy_js(text: &str, done: &Function);

    #[wasm_bindgen(js_name = keptDraft)]
    fn kept_draft_js() -> JsValue;

    #[wasm_bindgen(js_name = keepDraft)]
    fn keep_draft_js(draft: &JsValue);

    /// Puts the address of an example into the address bar.
    #[wasm_bindgen(js_name = nameExample)]
    pub(crate) fn name_example(name: &str);

    /// Takes a link out of the address bar.
    #[wasm_bindgen(js_name = forgetLink)]
    pub(crate) fn forget_link();

    /// Lets a dialog lie over the page.
    #[wasm_bindgen(js_name = showModal)]
    pub(crate) fn show_modal(dialog: &HtmlDialogElement);

    #[wasm_bindgen(js_name = askAside)]
    fn ask_aside_js(call: &str, arguments: &Array, done: &Function);

    /// Gives the engine's module to the second thread.
    #[wasm_bindgen(js_name = handOn)]
    pub(crate) fn hand_on(module: &JsValue);

    /// Tells whoever embeds the page.
    pub(crate) fn tell(event: &str, detail: &JsValue);

    /// Keeps the page for when there is no network.
    #[wasm_bindgen(js_name = keepOffline)]
    pub(crate) fn keep_offline();
}

/// What the window is listened to for.
pub(crate) struct Listeners {
    /// Files that were dropped or pasted.
    pub(crate) files: Callback<Vec<SourceFile>>,
    /// The name of a shortcut.
    pub(crate) key: Callback<String>,
    /// The part of the address behind `#`.
    pub(crate) link: Callback<String>,
    /// What a host wants to be shown.
    pub(crate) draft: Callback<Draft>,
}

/// Listens as long as the page lives.
pub(crate) fn listen_to(listeners: Listeners) {
    let object = Object::new();
    let files = forever(move |files: JsValue| listeners.files.emit(files_of(&files)));
    let key = forever(move |name: JsValue| listeners.key.emit(name.as_string().unwrap_or_default()));
    let link = forever(move |hash: JsValue| listeners.link.emit(hash.as_string().unwrap_or_default()));
    let draft = forever(move |draft: JsValue| {
        Draft::read(&draft).into_iter().for_each(|draft| listeners.draft.emit(draft));
    });
    for (name, function) in [("onFiles", files), ("onKey", key), ("onLink", link), ("onDraft", draft)] {
        set(&object, name, &function);
    }
    listen(&object);
}

/// Lets somebody choose files or a folder.
pub(crate) fn choose_files(what: Choice, on_files: Callback<Vec<SourceFile>>) {
    let function = forever(move |files: JsValue| on_files.emit(files_of(&files)));
    choose_files_js(what == Choice::Folder, function.unchecked_ref());
}

/// What somebody is to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Files, archives among them.
    Files,
    /// A folder with everything in it.
    Folder,
}

/// The link to a draft.
pub(crate) fn make_link(draft: &Draft, done: Callback<String>) {
    let function = once(move |link: JsValue, _| done.emit(link.as_string().unwrap_or_default()));
    make_link_js(&draft.to_js(), &function);
}

/// What a link carries and what that is called; nothing and what is wrong with the link.
pub(crate) fn read_link(hash: &str, done: Callback<(Option<Draft>, String)>) {
    let function = once(move |draft: JsValue, title: JsValue| {
        done.emit((Draft::read(&draft), title.as_string().unwrap_or_default()));
    });
    read_link_js(hash, &function);
}

/// A list of examples; undefined where it cannot be loaded.
pub(crate) fn gallery(done: Callback<JsValue>) {
    gallery_js(&once(move |list: JsValue, _| done.emit(list)));
}

/// Puts a text into the clipboard, and says whether that was possible.
pub(crate) fn copy(text: &str, done: Callback<bool>) {
    copy_js(text, &once(move |succeeded: JsValue, _| done.emit(succeeded.is_truthy())));
}

/// What was kept of the last visit.
pub(crate) fn kept_draft() -> Option<Draft> {
    Draft::read(&kept_draft_js())
}

/// Keeps a draft for the next visit, as soon as somebody pauses.
pub(crate) fn keep_draft(draft: &Draft) {
    keep_draft_js(&draft.to_js());
}

/// Asks the second thread; `done` gets the answer, or nothing where a newer question has overtaken this one.
pub(crate) fn ask_aside(call: &str, arguments: &Array, done: impl FnOnce(JsValue) + 'static) {
    ask_aside_js(call, arguments, &once(move |answer, _| done(answer)));
}

/// Sets a member of an object.
pub(crate) fn set(object: &Object, name: &str, value: &JsValue) {
    // Plain objects take every member.
    let _ = Reflect::set(object, &name.into(), value);
}

fn files_of(value: &JsValue) -> Vec<SourceFile> {
    list(value).iter().map(file).collect()
}

/// A function that is never freed.
fn forever(call: impl FnMut(JsValue) + 'static) -> JsValue {
    Closure::<dyn FnMut(JsValue)>::new(call).into_js_value()
}

/// A function that is called once.
fn once(call: impl FnOnce(JsValue, JsValue) + 'static) -> Function {
    Closure::once_into_js(call).unchecked_into()
}
