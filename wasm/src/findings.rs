//! Reports of the compiler as plain data: each finding once, in the order of the files.

use kumascope_core::{
    report::{self, Report},
    sorted::sort_by,
    text::Sources,
};

use crate::{
    offsets,
    types::{Diagnostic, Edit, Fix, Related, Severity},
};

/// The findings of several reports on the same sources, ordered by path, place and code.
pub(crate) fn gather<'a>(
    sources: &Sources,
    reports: impl IntoIterator<Item = &'a Report>,
) -> Vec<Diagnostic> {
    let found = reports.into_iter().flat_map(|report| &report.diagnostics);
    let mut diagnostics: Vec<Diagnostic> = found.map(|found| describe(found, sources)).collect();
    sort_by(&mut diagnostics, |left, right| key(left).cmp(&key(right)));
    diagnostics.dedup_by(|left, right| key(left) == key(right));
    diagnostics
}

fn key(diagnostic: &Diagnostic) -> (&str, u32, &str, &str) {
    let (path, from) = diagnostic.range.as_ref().map_or(("", 0), |range| (range.path.as_str(), range.from));
    (path, from, &diagnostic.code, &diagnostic.message)
}

fn describe(found: &report::Diagnostic, sources: &Sources) -> Diagnostic {
    let related = found.related.iter().filter_map(|related| {
        let range = offsets::range(related.location, sources)?;
        Some(Related { message: related.message.clone(), range })
    });
    Diagnostic {
        code: found.code.to_owned(),
        severity: severity(found.severity),
        message: found.message.clone(),
        help: found.help.clone(),
        range: found.location.and_then(|location| offsets::range(location, sources)),
        related: related.collect(),
        fix: found.fix.as_ref().and_then(|fix| mend(fix, sources)),
    }
}

fn mend(fix: &report::Fix, sources: &Sources) -> Option<Fix> {
    let edit = |edit: &report::Edit| {
        let range = offsets::range(edit.location, sources)?;
        Some(Edit { range, text: sources.replacement(edit) })
    };
    Some(Fix { title: fix.title.clone(), edits: fix.edits.iter().map(edit).collect::<Option<_>>()? })
}

fn severity(severity: report::Severity) -> Severity {
    match severity {
        report::Severity::Information => Severity::Information,
        report::Severity::Warning => Severity::Warning,
        report::Severity::Mistake => Severity::Mistake,
        report::Severity::Error => Severity::Error,
    }
}
