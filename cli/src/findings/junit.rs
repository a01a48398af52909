//! Findings as JUnit's XML, which most systems for continuous integration can show: a suite for each file, a case for each finding.

use std::collections::BTreeMap;

use kumascope_core::{
    report::{Diagnostic, Severity},
    text::{Source, Sources},
};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// The report. Errors and warnings are failures; a file of which nothing is said is a case that passed.
pub(super) fn report(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut suites: BTreeMap<String, TestSuite> = BTreeMap::new();
    for id in sources.ids() {
        let path = sources.get(id).map_or("", Source::path);
        suites.insert(path.to_owned(), TestSuite::new(path.to_owned()));
    }
    for found in diagnostics {
        let path = found.location.and_then(|location| sources.get(location.source)).map_or("", Source::path);
        let suite = suites.entry(path.to_owned()).or_insert_with(|| TestSuite::new(path.to_owned()));
        suite.add_test_case(case(found, sources));
    }
    let mut report = Report::new("kumascope check");
    for mut suite in suites.into_values() {
        if suite.test_cases.is_empty() {
            suite.add_test_case(TestCase::new("no findings", TestCaseStatus::success()));
        }
        report.add_test_suite(suite);
    }
    report.to_string().unwrap_or_default()
}

fn case(found: &Diagnostic, sources: &Sources) -> TestCase {
    let start = found.location.and_then(|location| sources.region(location)).map(|region| region.start);
    let place = start.map(|start| format!(" at {}:{}", start.line, start.column)).unwrap_or_default();
    let status = if found.severity == Severity::Information {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type(found.code).set_message(found.message.clone());
        if let Some(help) = &found.help {
            status.set_description(help.clone());
        }
        status
    };
    TestCase::new(format!("{}{place}", found.code), status)
}
