//! The whole corpus, with each policy left out in turn: what changes, and whether origins say that it is owed to the policy.
//!
//! Not every origin does yet. The figures below are what was reached; they may only rise.

use kumascope_tests::conformance::{Ablation, Corpus, ablate};

/// Cases × policies in which every changed value names the policy.
const NAMED_EVERYWHERE: usize = 891;

#[test]
fn every_value_has_an_origin_and_origins_name_the_policies_behind_changes_as_often_as_was_reached() {
    let found = ablate(&Corpus::pinned().expect("the pinned corpus"), &std::env::var("ABLATE").unwrap_or_default());
    let figures = figures(&found);
    println!("{figures}");
    assert!(found.tried > 1_300, "the corpus lost policies: {figures}");
    assert!(found.without_origin.is_empty(), "{:#?}", found.without_origin);
    assert!(found.named_everywhere >= NAMED_EVERYWHERE, "{figures}: {:#?}", found.failed);
}

fn figures(found: &Ablation) -> String {
    format!(
        "{} cases × policies; the policy is named by every changed value in {}; \
         {} values are owed to a line of the policy, {} of which stand without it, too",
        found.tried, found.named_everywhere, found.owed, found.equal_otherwise,
    )
}
