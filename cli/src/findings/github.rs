//! Findings as GitHub Actions reads them: a line each, which becomes a note in the changed file.

use std::fmt::Write as _;

use kumascope_core::{
    report::{Diagnostic, Severity},
    text::{Source, Sources},
};

/// `::error file=…,line=…,col=…,endLine=…,endColumn=…,title=code::message`, one line for each finding.
pub(super) fn lines(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    diagnostics.iter().map(|found| line(found, sources)).collect()
}

fn line(found: &Diagnostic, sources: &Sources) -> String {
    let command = match found.severity {
        Severity::Error | Severity::Mistake => "error",
        Severity::Warning => "warning",
        Severity::Information => "notice",
    };
    let mut properties = String::new();
    if let Some(location) = found.location {
        let path = sources.get(location.source).map_or("", Source::path);
        let _ = write!(properties, "file={},", property(path));
        if let Some(region) = sources.region(location) {
            let (start, end) = (region.start, region.end);
            let _ = write!(properties, "line={},col={},", start.line, start.column);
            let _ = write!(properties, "endLine={},endColumn={},", end.line, end.column);
        }
    }
    let help = found.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let message = data(&format!("{}{help}", found.message));
    format!("::{command} {properties}title={}::{message}\n", property(found.code))
}

/// A message: its line breaks would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property: a comma or a colon would end it, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
