//! Turning diagnostics into text, with the lines of the sources they are about.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Level, Renderer, Snippet};
use kumascope_core::{
    origin::{Location, Origin, Span},
    report::{Diagnostic, Severity},
    text::{Source, Sources},
};

use crate::colour::Colour;

/// How a stream shows findings.
pub(crate) fn renderer(colour: Colour) -> Renderer {
    match colour {
        Colour::On => Renderer::styled(),
        Colour::Off => Renderer::plain(),
    }
}

/// A diagnostic as rustc would print it, without a line break at the end.
pub(crate) fn diagnostic(diagnostic: &Diagnostic, sources: &Sources, colour: Colour) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Mistake => Level::ERROR.with_name("mistake"),
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
    };
    let mut group = level
        .primary_title(&diagnostic.message)
        .id(diagnostic.code)
        .elements(None::<Snippet<'_, Annotation<'_>>>);
    let mut marks: Vec<Mark<'_>> = Vec::new();
    marks.extend(diagnostic.location.map(|location| Mark {
        location,
        kind: AnnotationKind::Primary,
        label: "",
    }));
    marks.extend(diagnostic.related.iter().map(|related| Mark {
        location: related.location,
        kind: AnnotationKind::Context,
        label: &related.message,
    }));
    for snippet in snippets(&marks, sources) {
        group = group.element(snippet);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    renderer(colour).render(&[group])
}

/// A place to show, and what to write beside it.
#[derive(Clone, Copy)]
pub(crate) struct Mark<'a> {
    /// Where.
    pub(crate) location: Location,
    /// Whether it is what the message is about.
    pub(crate) kind: AnnotationKind,
    /// What is there; empty for nothing to say.
    pub(crate) label: &'a str,
}

/// Adds the lines of the marks to a group, one snippet for each source.
pub(crate) fn snippets<'a>(marks: &[Mark<'a>], sources: &'a Sources) -> Vec<Snippet<'a, Annotation<'a>>> {
    let mut snippets = Vec::new();
    let mut shown = Vec::new();
    for mark in marks {
        let id = mark.location.source;
        if shown.contains(&id) {
            continue;
        }
        shown.push(id);
        if let Some(source) = sources.get(id) {
            let here: Vec<Mark<'a>> =
                marks.iter().filter(|other| other.location.source == id).copied().collect();
            snippets.push(snippet(source, &here));
        }
    }
    snippets
}

/// Only the lines from the first mark to the last one are handed to the printer, which reads all that it gets.
fn snippet<'a>(source: &'a Source, marks: &[Mark<'a>]) -> Snippet<'a, Annotation<'a>> {
    let text = source.text();
    let spans: Vec<Range<usize>> = marks.iter().map(|mark| first_lines(text, mark.location.span)).collect();
    let start = spans.iter().map(|span| span.start).min().unwrap_or_default();
    let end = spans.iter().map(|span| span.end).max().unwrap_or_default();
    let begin =
        text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |line_break| line_break + 1);
    let finish = text.get(end..).and_then(|after| after.find('\n')).map_or(text.len(), |length| end + length);
    let line = source.position(u32::try_from(begin).unwrap_or(u32::MAX)).line;
    let annotations = marks.iter().zip(spans).map(|(mark, span)| {
        let annotation = mark.kind.span(span.start - begin..span.end - begin);
        if mark.label.is_empty() { annotation } else { annotation.label(mark.label) }
    });
    Snippet::source(text.get(begin..finish).unwrap_or_default())
        .line_start(usize::try_from(line).unwrap_or(usize::MAX))
        .path(source.path())
        .annotations(annotations)
}

/// A span, cut to its first line: a whole map is better pointed at than drawn.
fn first_lines(text: &str, span: Span) -> Range<usize> {
    let start = usize::try_from(span.start).unwrap_or(usize::MAX).min(text.len());
    let end = usize::try_from(span.end).unwrap_or(usize::MAX).min(text.len());
    let shown = text.get(start..end).unwrap_or_default();
    let length = shown.find(['\n', '\r']).unwrap_or(shown.len());
    start..start + length
}

/// `path:line:column` of a place.
pub(crate) fn address(location: Location, sources: &Sources) -> String {
    let path = sources.get(location.source).map_or("<unknown>", Source::path);
    match sources.position(location) {
        Some(position) => format!("{path}:{}:{}", position.line, position.column),
        None => path.to_owned(),
    }
}

/// Who set a value, in a few words: the address of a field, or the name of a default or rule.
pub(crate) fn set_by(origin: Origin, sources: &Sources) -> String {
    match origin {
        Origin::Field(location) => address(location, sources),
        Origin::Default(name) => format!("default: {name}"),
        Origin::Rule(name) => format!("rule: {name}"),
    }
}
