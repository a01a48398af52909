//! Findings as SARIF 2.1.0, which code scanning services read.

use std::{collections::BTreeSet, fmt::Write as _};

use kumascope_core::{
    origin::{Location, Origin},
    report::{Diagnostic, Fix, Severity},
    text::{Source, Sources},
    tree::{Message, Node},
};

use crate::codes;

const RULE: Origin = Origin::Rule(&"SARIF");
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log of one run.
pub(super) fn log(diagnostics: &[Diagnostic], sources: &Sources) -> Node {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|found| found.code).collect();
    let driver = Message::new(RULE)
        .constant("name", "kumascope")
        .constant("version", env!("CARGO_PKG_VERSION"))
        .with("rules", Node::list(codes.into_iter().map(rule).collect(), RULE));
    let results = diagnostics.iter().map(|found| result(found, sources)).collect();
    let run = Message::new(RULE)
        .with("tool", Message::new(RULE).with("driver", driver))
        // Columns count characters as editors do, not bytes.
        .constant("columnKind", "unicodeCodePoints")
        .with("results", Node::list(results, RULE));
    Message::new(RULE)
        .constant("$schema", SCHEMA)
        .constant("version", "2.1.0")
        .with("runs", Node::list(vec![run.into()], RULE))
        .into()
}

fn rule(code: &str) -> Node {
    let explanation = codes::explanation(code);
    let first = explanation.and_then(|text| text.split("\n\n").next()).map(|text| text_of("text", text));
    let help = explanation.map(|text| text_of("text", text).constant("markdown", text));
    Message::new(RULE).constant("id", code).optional("fullDescription", first).optional("help", help).into()
}

fn result(found: &Diagnostic, sources: &Sources) -> Node {
    let level = match found.severity {
        Severity::Error | Severity::Mistake => "error",
        Severity::Warning => "warning",
        Severity::Information => "note",
    };
    // What Kuma accepts is told apart from what it refuses, which SARIF has one word for.
    let is_accepted = found.severity == Severity::Mistake;
    let help = found.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let related = found.related.iter().map(|related| {
        location(related.location, sources).with("message", text_of("text", &related.message))
    });
    Message::new(RULE)
        .constant("ruleId", found.code)
        .constant("level", level)
        .with("message", text_of("text", &format!("{}{help}", found.message)))
        .list("locations", found.location.map(|place| location(place, sources)))
        .list("relatedLocations", related)
        .list("fixes", found.fix.as_ref().map(|fix| mend(fix, sources)))
        .optional("properties", is_accepted.then(|| Message::new(RULE).constant("kuma", "accepts")))
        .into()
}

fn mend(fix: &Fix, sources: &Sources) -> Message {
    let mut paths: Vec<&str> = Vec::new();
    let path_of = |location: Location| sources.get(location.source).map_or("", Source::path);
    for path in fix.edits.iter().map(|edit| path_of(edit.location)) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    let changes = paths.into_iter().map(|path| {
        let here = fix.edits.iter().filter(|edit| path_of(edit.location) == path);
        let replacements = here.map(|edit| {
            let content = text_of("text", &sources.replacement(edit));
            Message::new(RULE)
                .optional("deletedRegion", region(edit.location, sources))
                .with("insertedContent", content)
        });
        let artifact = Message::new(RULE).constant("uri", uri(path));
        Message::new(RULE).with("artifactLocation", artifact).list("replacements", replacements)
    });
    Message::new(RULE).with("description", text_of("text", &fix.title)).list("artifactChanges", changes)
}

fn text_of(member: &'static str, text: &str) -> Message {
    Message::new(RULE).constant(member, text)
}

fn location(location: Location, sources: &Sources) -> Message {
    let path = sources.get(location.source).map_or("", Source::path);
    let artifact = Message::new(RULE).constant("uri", uri(path));
    let region = region(location, sources);
    let physical = Message::new(RULE).with("artifactLocation", artifact).optional("region", region);
    Message::new(RULE).with("physicalLocation", physical)
}

fn region(location: Location, sources: &Sources) -> Option<Message> {
    let region = sources.region(location)?;
    let message = Message::new(RULE)
        .constant("startLine", region.start.line)
        .constant("startColumn", region.start.column)
        .constant("endLine", region.end.line)
        .constant("endColumn", region.end.column);
    Some(message)
}

/// A path as a reference: `/` between folders, a drive behind `file:///`, and escapes for what a reference cannot hold.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let drive =
        path.as_bytes().get(1) == Some(&b':') && path.starts_with(|first: char| first.is_ascii_alphabetic());
    let mut uri = String::from(if drive { "file:///" } else { "" });
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~:".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("mesh/a b.yaml"), "mesh/a%20b.yaml");
        assert_eq!(uri(r"C:\mesh\ä.yaml"), "file:///C:/mesh/%C3%A4.yaml");
        assert_eq!(uri(r"mesh\web.yaml"), "mesh/web.yaml");
    }
}
