//! Types of the engine out of its answers. What is missing is empty: answers are made from the same types.

use kumascope_wasm::types::{
    AppliedItem, AppliedPlace, Diagnostic, Edit, Fix, Graph, GraphDataplane, Origin, Overview,
    PlaceOfTraffic, Range, Redaction, Related, Severity, Shown, SourceFile,
};
use wasm_bindgen::JsValue;

use super::{count, each, given, items, member, text};

/// A file.
pub(crate) fn file(value: &JsValue) -> SourceFile {
    SourceFile { path: text(value, "path"), text: text(value, "text") }
}

/// Files without their secrets; nothing where the answer is none.
pub(crate) fn redaction(value: &JsValue) -> Option<Redaction> {
    given(value, "files")?;
    Some(Redaction { files: each(value, "files", file), count: count(value, "count") })
}

/// A range of a file.
pub(crate) fn range(value: &JsValue) -> Range {
    Range {
        path: text(value, "path"),
        from: count(value, "from"),
        to: count(value, "to"),
        line: count(value, "line"),
        column: count(value, "column"),
        end_line: count(value, "endLine"),
        end_column: count(value, "endColumn"),
    }
}

/// Who set something; nothing where nobody is named.
pub(crate) fn origin(value: &JsValue) -> Option<Origin> {
    let name = text(value, "name");
    Some(match member(value, "kind").as_string()?.as_str() {
        "field" => Origin::Field { range: range(&member(value, "range")) },
        "default" => Origin::Default { name },
        _ => Origin::Rule { name },
    })
}

/// Something that was found.
pub(crate) fn diagnostic(value: &JsValue) -> Diagnostic {
    Diagnostic {
        code: text(value, "code"),
        severity: severity(&text(value, "severity")),
        message: text(value, "message"),
        help: member(value, "help").as_string(),
        range: given(value, "range").as_ref().map(range),
        related: each(value, "related", related),
        fix: given(value, "fix").as_ref().map(fix),
    }
}

fn severity(name: &str) -> Severity {
    match name {
        "error" => Severity::Error,
        "mistake" => Severity::Mistake,
        "warning" => Severity::Warning,
        _ => Severity::Information,
    }
}

fn related(value: &JsValue) -> Related {
    Related { message: text(value, "message"), range: range(&member(value, "range")) }
}

/// How a finding can be mended.
pub(crate) fn fix(value: &JsValue) -> Fix {
    let edit = |value: &JsValue| Edit { range: range(&member(value, "range")), text: text(value, "text") };
    Fix { title: text(value, "title"), edits: each(value, "edits", edit) }
}

/// The answer to a job; nothing where it is none.
pub(crate) fn shown(value: &JsValue) -> Option<Shown> {
    given(value, "proxies")?;
    Some(Shown {
        proxies: names(value, "proxies"),
        proxy: member(value, "proxy").as_string(),
        text: member(value, "text"),
        lines: member(value, "lines"),
        origins: member(value, "origins"),
        names: names(value, "names"),
        changes: count(value, "changes"),
        overview: given(value, "overview").as_ref().map(overview),
        graph: given(value, "graph").as_ref().map(graph),
        diagnostics: each(value, "diagnostics", diagnostic),
    })
}

fn names(value: &JsValue, name: &str) -> Vec<String> {
    items(value, name).iter().filter_map(JsValue::as_string).collect()
}

fn overview(value: &JsValue) -> Overview {
    Overview {
        inbounds: each(value, "inbounds", place),
        outbounds: each(value, "outbounds", place),
        policies: each(value, "policies", applied),
        others: each(value, "others", applied),
    }
}

fn place(value: &JsValue) -> PlaceOfTraffic {
    PlaceOfTraffic {
        name: text(value, "name"),
        address: text(value, "address"),
        port: count(value, "port"),
        protocol: text(value, "protocol"),
    }
}

fn applied(value: &JsValue) -> AppliedItem {
    AppliedItem {
        kind: text(value, "kind"),
        name: text(value, "name"),
        places: each(value, "places", applied_place),
        range: given(value, "range").as_ref().map(range),
    }
}

fn applied_place(value: &JsValue) -> AppliedPlace {
    let name = text(value, "name");
    match text(value, "kind").as_str() {
        "inbound" => AppliedPlace::Inbound { name },
        "outbound" => AppliedPlace::Outbound { name },
        _ => AppliedPlace::Route { name },
    }
}

fn graph(value: &JsValue) -> Graph {
    let dataplane =
        |value: &JsValue| GraphDataplane { proxy: text(value, "proxy"), policies: names(value, "policies") };
    Graph {
        dataplanes: each(value, "dataplanes", dataplane),
        services: names(value, "services"),
        calls: each(value, "calls", pair),
        leads: each(value, "leads", pair),
    }
}

fn pair(value: &JsValue) -> (u32, u32) {
    (count(value, "0"), count(value, "1"))
}
