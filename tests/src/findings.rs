//! What `check` finds in the recorded cases: nothing that is refused where the control plane refused nothing, and no false alarm.

use kumascope_core::{
    check::{Checker, check},
    origin::Location,
    report::{Diagnostic, Severity},
    settle,
    text::Sources,
    world::{ProxyKey, Shadow},
};

use crate::conformance::{Case, recorded_store, world};

/// The severities, as the list of findings writes them.
const SEVERITIES: [(Severity, &str); 4] = [
    (Severity::Error, "error"),
    (Severity::Mistake, "mistake"),
    (Severity::Warning, "warning"),
    (Severity::Information, "information"),
];

/// What is found in what was written, in the order of places.
///
/// # Errors
/// Where the case has a variable that is none.
pub fn of_case(case: &Case) -> anyhow::Result<Vec<Diagnostic>> {
    let (sources, world) = (sources(case), world(case)?);
    let store = settle(&sources, &world);
    let mut found = store.report.diagnostics.clone();
    found.extend(check(&store, &world).diagnostics);
    let place = |found: &Diagnostic| found.location.map(|location| (location.source, location.span));
    found.sort_by(|left, right| {
        (place(left), left.code, &left.message).cmp(&(place(right), right.code, &right.message))
    });
    found.dedup();
    Ok(found)
}

/// The lines that tell of findings: place, severity and code of each.
///
/// # Errors
/// Where the case has a variable that is none.
pub fn lines(case: &Case) -> anyhow::Result<Vec<String>> {
    let sources = sources(case);
    let mut lines: Vec<String> = of_case(case)?.iter().map(|found| line(found, &sources)).collect();
    lines.dedup();
    Ok(lines)
}

fn line(found: &Diagnostic, sources: &Sources) -> String {
    let severity = SEVERITIES.iter().find(|(severity, _)| *severity == found.severity);
    let at = |location: Location| sources.position(location);
    let place = found.location.and_then(at).map(|at| format!("{}:{} ", at.line, at.column));
    let message = if std::env::var_os("SHOW_MESSAGES").is_some() {
        format!(" -- {}", found.message)
    } else {
        String::new()
    };
    format!("{}{} {}{message}", place.unwrap_or_default(), severity.map_or("", |(_, name)| *name), found.code)
}

/// What is found at a proxy of a case, which its Envoy would refuse.
///
/// # Errors
/// Where the case has a variable that is none.
pub fn refused(case: &Case, proxy: &ProxyKey) -> anyhow::Result<Vec<Diagnostic>> {
    let (store, world) = (recorded_store(case), world(case)?);
    let found = Checker::new(&store, &world, Shadow::Exclude).proxy(proxy).report.diagnostics;
    Ok(found.into_iter().filter(|found| found.severity >= Severity::Mistake).collect())
}

/// What was written, with its lines where they stand in the file of the case: the first document describes the case.
pub fn sources(case: &Case) -> Sources {
    let mut sources = Sources::default();
    let start = case.input.find("\n---\n").map_or(0, |at| at + 1);
    let (description, written) = case.input.split_at(start);
    sources.add("case.yaml", format!("{}{written}", "\n".repeat(description.lines().count())));
    sources
}
