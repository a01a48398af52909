//! The whole corpus, with each policy left out in turn: every value that changes is explained by the policy, and every value that is
//! explained by it changes or is known to stand otherwise, too.

use kumascope_tests::conformance::{Ablation, Corpus, ablate};

#[test]
fn explanations_name_the_policy_behind_every_change_and_say_what_would_stand_otherwise() {
    let filter = std::env::var("KUMASCOPE_CASES").unwrap_or_default();
    let found = ablate(&Corpus::pinned().expect("the pinned corpus"), &filter);
    let figures = figures(&found);
    println!("{figures}");
    assert!(!filter.is_empty() || found.tried > 1_300, "the corpus lost policies: {figures}");
    assert!(found.changed > 0 && found.owed > 0, "nothing was left out: {figures}");
    assert!(found.without_origin.is_empty(), "values without an origin: {:#?}", found.without_origin);
    assert!(
        found.unnamed.is_empty(),
        "changes that do not name their policy; {figures}: {:#?}",
        found.unnamed
    );
    assert!(found.unmarked.is_empty(), "values that stand otherwise, too; {figures}: {:#?}", found.unmarked);
}

fn figures(found: &Ablation) -> String {
    format!(
        "{} cases × policies: {} values change, {} of them without the policy in their explanation; {} values are owed to a line \
         of the policy, {} stand without it and say so, {} do not say so",
        found.tried,
        found.changed,
        found.unnamed.len(),
        found.owed,
        found.equal_otherwise,
        found.unmarked.len(),
    )
}
