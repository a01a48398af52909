//! Plain objects for the engine and for the page's scripts.

use js_sys::{Array, Object, Reflect};
use kumascope_wasm::types::{
    Diagnostic, Edit, Fix, Format, Header, Lines, Part, Range, Request, Severity, SourceFile, TraceRequest,
    View,
};
use wasm_bindgen::JsValue;

/// An object with these members; those that are undefined are left out.
pub(crate) fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_undefined()) {
        // Plain objects take every member.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

fn list<T>(items: &[T], write: impl Fn(&T) -> JsValue) -> JsValue {
    items.iter().map(write).collect::<Array>().into()
}

fn optional(text: Option<&str>) -> JsValue {
    text.map_or(JsValue::UNDEFINED, JsValue::from)
}

/// Files.
pub(crate) fn files(files: &[SourceFile]) -> JsValue {
    list(files, |file| object(&[("path", file.path.as_str().into()), ("text", file.text.as_str().into())]))
}

/// What is to be shown.
pub(crate) fn request(request: &Request) -> JsValue {
    object(&[
        ("view", view(request.view).into()),
        ("format", if request.format == Format::Json { "json" } else { "yaml" }.into()),
        ("proxy", optional(request.proxy.as_deref())),
        ("part", part(request.part).into()),
        ("lines", if request.lines == Lines::Policies { "policies" } else { "all" }.into()),
        ("filter", request.filter.as_str().into()),
        ("baseline", request.baseline.as_deref().map_or(JsValue::UNDEFINED, files)),
    ])
}

fn view(view: View) -> &'static str {
    match view {
        View::Overview => "overview",
        View::Configuration => "configuration",
        View::Bootstrap => "bootstrap",
        View::Settled => "settled",
        View::Difference => "difference",
        View::Graph => "graph",
    }
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Everything => "everything",
        Part::Listeners => "listeners",
        Part::Routes => "routes",
        Part::Clusters => "clusters",
        Part::Endpoints => "endpoints",
        Part::Secrets => "secrets",
    }
}

/// A request to walk through the mesh.
pub(crate) fn trace_request(request: &TraceRequest) -> JsValue {
    let header = |header: &Header| {
        object(&[("name", header.name.as_str().into()), ("value", optional(header.value.as_deref()))])
    };
    object(&[
        ("from", optional(request.from.as_deref())),
        ("to", request.to.as_str().into()),
        ("method", optional(request.method.as_deref())),
        ("headers", list(&request.headers, header)),
        ("identity", optional(request.identity.as_deref())),
    ])
}

/// Findings, as the editor shows them.
pub(crate) fn findings(findings: &[Diagnostic]) -> JsValue {
    list(findings, |found| {
        object(&[
            ("code", found.code.as_str().into()),
            ("severity", severity(found.severity).into()),
            ("message", found.message.as_str().into()),
            ("help", optional(found.help.as_deref())),
            ("range", found.range.as_ref().map_or(JsValue::UNDEFINED, range)),
            ("fix", found.fix.as_ref().map_or(JsValue::UNDEFINED, fix)),
        ])
    })
}

/// How bad a finding is, as the engine calls it; the page's styles do too.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Mistake => "mistake",
        Severity::Warning => "warning",
        Severity::Information => "information",
    }
}

fn range(range: &Range) -> JsValue {
    object(&[
        ("path", range.path.as_str().into()),
        ("from", range.from.into()),
        ("to", range.to.into()),
        ("line", range.line.into()),
        ("column", range.column.into()),
        ("endLine", range.end_line.into()),
        ("endColumn", range.end_column.into()),
    ])
}

fn fix(fix: &Fix) -> JsValue {
    let edit = |edit: &Edit| object(&[("range", range(&edit.range)), ("text", edit.text.as_str().into())]);
    object(&[("title", fix.title.as_str().into()), ("edits", list(&fix.edits, edit))])
}
