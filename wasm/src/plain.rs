//! Arguments out of plain objects.
//!
//! serde would read them as well, but brings along how the standard library prints numbers, only to say what is wrong with one.

use js_sys::{Array, Object, Reflect};
use tsify::Ts;
use wasm_bindgen::{JsCast as _, JsError, JsValue};

use crate::types::{
    Format, Header, Input, Lines, Options, Part, Request, Shadow, SourceFile, TraceRequest, View,
};

type Read<T> = Result<T, JsError>;

/// A file of resources.
pub(crate) fn file(given: &Ts<SourceFile>) -> Read<SourceFile> {
    file_of(&given.js_value())
}

/// What a compilation depends on besides the files.
pub(crate) fn options(given: &Ts<Options>) -> Read<Options> {
    let object = &given.js_value();
    Ok(Options {
        zone: text(object, "zone")?,
        control_plane: texts(object, "controlPlane")?,
        certificate_authority: text(object, "certificateAuthority")?,
        disconnected: list(object, "disconnected", text_of)?.unwrap_or_default(),
        input: choice(object, "input", &[("resources", Input::Resources), ("store", Input::Store)])?,
        shadow: choice(object, "shadow", &[("exclude", Shadow::Exclude), ("include", Shadow::Include)])?,
        metadata: member(object, "metadata")?,
    })
}

/// What `show` shows.
pub(crate) fn request(given: &Ts<Request>) -> Read<Request> {
    let object = &given.js_value();
    Ok(Request {
        view: choice(object, "view", VIEWS)?,
        format: choice(object, "format", &[("json", Format::Json), ("yaml", Format::Yaml)])?,
        proxy: text(object, "proxy")?,
        part: choice(object, "part", PARTS)?,
        lines: choice(object, "lines", &[("all", Lines::All), ("policies", Lines::Policies)])?,
        filter: text(object, "filter")?.unwrap_or_default(),
        baseline: list(object, "baseline", file_of)?,
    })
}

const VIEWS: &[(&str, View)] = &[
    ("overview", View::Overview),
    ("configuration", View::Configuration),
    ("bootstrap", View::Bootstrap),
    ("settled", View::Settled),
    ("difference", View::Difference),
    ("graph", View::Graph),
];

const PARTS: &[(&str, Part)] = &[
    ("everything", Part::Everything),
    ("listeners", Part::Listeners),
    ("routes", Part::Routes),
    ("clusters", Part::Clusters),
    ("endpoints", Part::Endpoints),
    ("secrets", Part::Secrets),
];

/// A request to walk through a mesh.
pub(crate) fn trace_request(given: &Ts<TraceRequest>) -> Read<TraceRequest> {
    let object = &given.js_value();
    Ok(TraceRequest {
        from: text(object, "from")?,
        to: required(object, "to")?,
        method: text(object, "method")?,
        headers: list(object, "headers", header)?.unwrap_or_default(),
        identity: text(object, "identity")?,
    })
}

fn header(object: &JsValue) -> Read<Header> {
    Ok(Header { name: required(object, "name")?, value: text(object, "value")? })
}

fn file_of(object: &JsValue) -> Read<SourceFile> {
    Ok(SourceFile { path: required(object, "path")?, text: required(object, "text")? })
}

/// A member; `undefined` where there is none.
fn member(object: &JsValue, name: &str) -> Read<JsValue> {
    Reflect::get(object, &JsValue::from_str(name))
        .map_err(|_| JsError::new(&format!("an object with `{name}` is needed")))
}

fn given(object: &JsValue, name: &str) -> Read<Option<JsValue>> {
    Ok(Some(member(object, name)?).filter(|member| !member.is_null() && !member.is_undefined()))
}

fn text(object: &JsValue, name: &str) -> Read<Option<String>> {
    given(object, name)?.map(|member| member.as_string().ok_or_else(|| wrong(name, "a text"))).transpose()
}

fn required(object: &JsValue, name: &str) -> Read<String> {
    text(object, name)?.ok_or_else(|| JsError::new(&format!("`{name}` is missing")))
}

/// One of several words; the usual one where there is none.
fn choice<T: Copy + Default>(object: &JsValue, name: &str, words: &[(&str, T)]) -> Read<T> {
    let Some(written) = text(object, name)? else { return Ok(T::default()) };
    let found = words.iter().find(|(word, _)| *word == written);
    let all = || words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    found.map(|(_, value)| *value).ok_or_else(|| wrong(name, &format!("one of {}", all())))
}

fn list<T>(object: &JsValue, name: &str, read: impl Fn(&JsValue) -> Read<T>) -> Read<Option<Vec<T>>> {
    let Some(member) = given(object, name)? else { return Ok(None) };
    let items = member.dyn_ref::<Array>().ok_or_else(|| wrong(name, "a list"))?;
    items.iter().map(|item| read(&item)).collect::<Read<_>>().map(Some)
}

fn text_of(item: &JsValue) -> Read<String> {
    item.as_string().ok_or_else(|| JsError::new("a list of texts is needed"))
}

/// Texts by name.
fn texts(object: &JsValue, name: &str) -> Read<Vec<(String, String)>> {
    let Some(member) = given(object, name)? else { return Ok(Vec::new()) };
    let members = member.dyn_ref::<Object>().ok_or_else(|| wrong(name, "an object"))?;
    Object::keys(members)
        .iter()
        .map(|key| key.as_string().unwrap_or_default())
        .map(|key| Ok((key.clone(), required(members, &key)?)))
        .collect()
}

fn wrong(name: &str, wanted: &str) -> JsError {
    JsError::new(&format!("`{name}` has to be {wanted}"))
}
