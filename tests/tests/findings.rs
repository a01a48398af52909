//! What `check` finds in the recorded corpus. `UPDATE_FINDINGS=1 cargo test -p kumascope-tests --test findings` writes
//! `tests/conformance/findings.txt` anew; every line of the difference is to be judged before it is kept.

use std::{collections::BTreeSet, path::Path};

use kumascope_core::world::ProxyKey;
use kumascope_tests::{
    conformance::{Case, Corpus},
    findings,
};
use rayon::prelude::*;
use serde::Deserialize;

/// What is found, case by case.
const LIST: &str = "conformance/findings.txt";

fn cases() -> Vec<Case> {
    let corpus = Corpus::pinned().expect("the pinned corpus");
    corpus.cases("").iter().map(|(name, files)| Case::read(name, files)).collect()
}

#[test]
fn nothing_is_found_but_what_was_judged_right() {
    let cases = cases();
    let found: Vec<String> = cases.par_iter().map(of_case).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(LIST);
    let actual = found.concat();
    if std::env::var_os("UPDATE_FINDINGS").is_some() {
        std::fs::write(&path, &actual).expect("a file that can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<String>>();
    let (new, gone) = (lines(&actual), lines(&expected));
    assert!(
        actual == expected,
        "new: {:#?}\ngone: {:#?}",
        new.difference(&gone).collect::<Vec<_>>(),
        gone.difference(&new).collect::<Vec<_>>()
    );
}

/// A line for each finding, the name of the case in front.
fn of_case(case: &Case) -> String {
    let lines = findings::lines(case).expect("variables of kuma-cp");
    lines.iter().map(|line| format!("{} {line}\n", case.name)).collect()
}

#[test]
fn a_valid_case_gives_no_error() {
    let list = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(LIST)).expect("the list");
    let wrong: BTreeSet<&str> = list
        .lines()
        .filter(|line| line.contains(" error "))
        .filter_map(|line| line.split(' ').next())
        .collect();
    let cases = cases();
    let valid = cases.iter().filter(|case| case.refused.is_empty() && case.errors.is_empty());
    let valid: BTreeSet<&str> = valid.map(|case| case.name.as_str()).collect();
    assert!(valid.len() > 800, "only {} cases are valid", valid.len());
    let wrong: Vec<&&str> = wrong.intersection(&valid).collect();
    assert!(wrong.is_empty(), "{} valid cases give errors: {wrong:#?}", wrong.len());
}

#[derive(Deserialize)]
struct Listed {
    refused: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    proxies: Vec<String>,
}

#[test]
fn what_a_real_envoy_refuses_is_found_and_nothing_else() {
    let listed: Listed = toml::from_str(include_str!("../envoy/refused.toml")).expect("a list of groups");
    let listed: BTreeSet<String> = listed.refused.into_iter().flat_map(|group| group.proxies).collect();
    let found: BTreeSet<String> = cases().par_iter().flat_map(refused).collect();
    let missed: Vec<&String> = listed.difference(&found).collect();
    let false_alarms: Vec<&String> = found.difference(&listed).collect();
    assert!(
        missed.is_empty() && false_alarms.is_empty(),
        "missed {missed:#?}, false alarms {false_alarms:#?}"
    );
}

/// The proxies of a case whose configuration was recorded and would be refused: the case, a space, and the proxy.
fn refused(case: &Case) -> Vec<String> {
    let recorded = case.proxies.iter().filter(|(_, proxy)| proxy.xds.is_some());
    let is_refused = |key: &ProxyKey| {
        let found = findings::refused(case, key).expect("variables of kuma-cp");
        found.iter().any(|found| found.code.starts_with("envoy-"))
    };
    recorded.filter(|(key, _)| is_refused(key)).map(|(key, _)| format!("{} {key}", case.name)).collect()
}
