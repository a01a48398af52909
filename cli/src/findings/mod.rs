//! Printing what there is to say about the input, once and in the order of the sources.

mod github;
mod junit;
mod sarif;

use std::collections::BTreeSet;

use kumascope_core::{
    origin::Location,
    report::{Diagnostic, Fix, Report, Severity},
    text::{Source, Sources},
    tree::{Message, Node},
};

use crate::{Verdict, colour::Colour, render};

/// Everything that was found, each finding once, ordered by path, place and code.
#[derive(Debug)]
pub(crate) struct Findings<'a> {
    sources: &'a Sources,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Findings<'a> {
    /// The findings of several reports on the same sources.
    pub(crate) fn of(sources: &'a Sources, reports: impl IntoIterator<Item = Report>) -> Self {
        let mut diagnostics: Vec<Diagnostic> =
            reports.into_iter().flat_map(|report| report.diagnostics).collect();
        diagnostics.sort_by_cached_key(|diagnostic| key(diagnostic, sources));
        let mut seen = BTreeSet::new();
        diagnostics.retain(|diagnostic| seen.insert(key(diagnostic, sources)));
        Self { sources, diagnostics }
    }

    /// Leaves out findings of some codes, and makes errors of those of others.
    pub(crate) fn judge(&mut self, allowed: &[String], denied: &[String]) {
        let is_among = |codes: &[String], found: &Diagnostic| codes.iter().any(|code| code == found.code);
        self.diagnostics.retain(|found| found.severity == Severity::Error || !is_among(allowed, found));
        for found in self.diagnostics.iter_mut().filter(|found| is_among(denied, found)) {
            found.severity = Severity::Error;
        }
    }

    /// SARIF 2.1.0, for code scanning.
    pub(crate) fn to_sarif(&self) -> Node {
        sarif::log(&self.diagnostics, self.sources)
    }

    /// A line for each finding, as GitHub Actions reads it.
    pub(crate) fn to_github(&self) -> String {
        github::lines(&self.diagnostics, self.sources)
    }

    /// JUnit's XML.
    pub(crate) fn to_junit(&self) -> String {
        junit::report(&self.diagnostics, self.sources)
    }

    /// Prints them to the standard error, and how many there are.
    pub(crate) fn print(&self, colour: Colour) {
        for diagnostic in &self.diagnostics {
            eprintln!("{}\n", render::diagnostic(diagnostic, self.sources, colour));
        }
        if !self.diagnostics.is_empty() {
            eprintln!("{}", self.summary());
        }
    }

    /// Whether there is anything of that severity or worse.
    pub(crate) fn verdict(&self, least: Severity) -> Verdict {
        let is_bad = |diagnostic: &Diagnostic| diagnostic.severity >= least;
        if self.diagnostics.iter().any(is_bad) { Verdict::Findings } else { Verdict::Clean }
    }

    /// How many of each severity there are, in words.
    pub(crate) fn summary(&self) -> String {
        let counted = [
            (Severity::Error, "error"),
            (Severity::Mistake, "mistake"),
            (Severity::Warning, "warning"),
            (Severity::Information, "note"),
        ]
        .map(|(severity, name)| {
            (self.diagnostics.iter().filter(|found| found.severity == severity).count(), name)
        });
        let parts: Vec<String> = counted
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| format!("{count} {name}{}", if *count == 1 { "" } else { "s" }))
            .collect();
        if parts.is_empty() { "nothing found".to_owned() } else { parts.join(", ") }
    }

    /// A list with one map for each finding.
    pub(crate) fn to_node(&self) -> Node {
        let items = self.diagnostics.iter().map(|found| describe(found, self.sources)).collect();
        Node::list(items, kumascope_core::origin::Origin::Rule(&"findings"))
    }
}

/// By path, not by number, so that the order in which sources were named does not show.
fn key(diagnostic: &Diagnostic, sources: &Sources) -> (String, u32, &'static str, String) {
    let path = |location: Location| sources.get(location.source).map_or("", Source::path).to_owned();
    let (path, start) =
        diagnostic.location.map(|location| (path(location), location.span.start)).unwrap_or_default();
    (path, start, diagnostic.code, diagnostic.message.clone())
}

fn describe(diagnostic: &Diagnostic, sources: &Sources) -> Node {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Mistake => "mistake",
        Severity::Warning => "warning",
        Severity::Information => "information",
    };
    let related = diagnostic.related.iter().map(|related| {
        Message::rule(&"finding")
            .constant("message", related.message.as_str())
            .with("at", place(related.location, sources))
    });
    Message::rule(&"finding")
        .constant("severity", severity)
        .constant("code", diagnostic.code)
        .constant("message", diagnostic.message.as_str())
        .optional("at", diagnostic.location.map(|location| place(location, sources)))
        .text("help", diagnostic.help.as_deref().unwrap_or_default())
        .list("related", related)
        .optional("fix", diagnostic.fix.as_ref().map(|fix| describe_fix(fix, sources)))
        .into()
}

fn describe_fix(fix: &Fix, sources: &Sources) -> Message {
    let edits = fix.edits.iter().map(|edit| {
        Message::rule(&"fix")
            .with("at", place(edit.location, sources))
            .constant("text", sources.replacement(edit))
    });
    Message::rule(&"fix").constant("title", fix.title.as_str()).list("edits", edits)
}

/// A place as JSON: path, lines and columns from 1.
pub(crate) fn place(location: Location, sources: &Sources) -> Message {
    let message =
        Message::rule(&"place").constant("path", sources.get(location.source).map_or("", Source::path));
    match sources.region(location) {
        Some(region) => message
            .constant("line", region.start.line)
            .constant("column", region.start.column)
            .constant("endLine", region.end.line)
            .constant("endColumn", region.end.column),
        None => message,
    }
}
