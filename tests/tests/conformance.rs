//! The whole corpus: nothing differs from the recordings but what the list of known gaps says, and why.

use kumascope_tests::conformance::{
    Corpus, differences_by_order, differences_by_printing, run_pinned, validation,
};

#[test]
fn every_recorded_case_is_answered_as_the_reference_did_or_listed_as_a_gap() {
    let outcome = run_pinned().expect("the pinned corpus and the list of gaps");
    assert!(outcome.cases > 900, "the corpus lost cases: {}", outcome.cases);
    assert!(
        outcome.is_clean(),
        "{} checks failed: {:#?}\nlisted gaps that pass: {:#?}",
        outcome.failed.len(),
        outcome.failed.iter().take(20).collect::<Vec<_>>(),
        outcome.healed
    );
}

#[test]
fn every_single_resource_is_answered_as_the_reference_did_or_listed_as_a_gap() {
    let outcome = validation::run_pinned().expect("the pinned answers and the list of gaps");
    assert!(outcome.entries > 2_000, "the corpus lost entries: {}", outcome.entries);
    assert!(
        outcome.is_clean(),
        "{} entries failed: {:#?}\nlisted gaps that pass: {:#?}",
        outcome.fail,
        outcome.failed.iter().take(20).collect::<Vec<_>>(),
        outcome.healed
    );
}

#[test]
fn the_order_of_documents_changes_nothing_but_what_age_decides() {
    let differing = differences_by_order(&Corpus::pinned().expect("the pinned corpus"));
    assert!(differing.is_empty(), "{} cases differ: {differing:#?}", differing.len());
}

#[test]
fn messages_are_printed_as_they_are_made_just_as_a_whole_configuration() {
    let differing = differences_by_printing(&Corpus::pinned().expect("the pinned corpus"));
    assert!(differing.is_empty(), "{} proxies differ: {differing:#?}", differing.len());
}
