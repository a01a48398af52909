//! The corpus, broken: nothing panics, nothing hangs, every finding has a place, and what is sound is compiled all the same.
//! `cargo xtask endure` does this for as long as one likes.

use kumascope_tests::{
    conformance::Corpus,
    robustness::{Limit, run},
};

#[test]
fn broken_resources_are_endured_and_leave_sound_ones_as_they_are() {
    let corpus = Corpus::pinned().expect("the pinned corpus");
    let done = run(&corpus, 1, Limit::Inputs(400), None).expect("a run");
    assert!(
        done.failures.is_empty(),
        "{:#?}",
        done.failures.iter().map(|found| (&found.name, &found.reason)).collect::<Vec<_>>()
    );
}
