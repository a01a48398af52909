//! Fixes of what is deprecated, over the recorded corpus: they change no configuration, and leave nothing behind to mend.

use kumascope_core::{
    Compiler, Store,
    report::Fix,
    settle,
    text::Sources,
    world::{ProxyKey, Shadow, World},
};
use kumascope_tests::{
    conformance::{Case, Corpus, world},
    findings,
};
use rayon::prelude::*;

/// The one fix that changes something, and shall: what it replaces has no effect at all.
const WITH_EFFECT: &str = "write `Connection`";

/// What became of a case.
#[derive(PartialEq)]
enum Outcome {
    /// There is nothing to mend.
    Untouched,
    /// It was mended, and nothing else changed.
    Mended,
    /// What is wrong with it after it was mended.
    Wrong(String),
}

#[test]
fn what_is_deprecated_is_said_in_other_words_without_another_effect() {
    let corpus = Corpus::pinned().expect("the pinned corpus");
    let cases: Vec<Case> = corpus.cases("").iter().map(|(name, files)| Case::read(name, files)).collect();
    let outcomes: Vec<Outcome> = cases.par_iter().map(of_case).collect();
    let wrong: Vec<&String> = outcomes.iter().filter_map(Outcome::wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let mended = outcomes.iter().filter(|outcome| **outcome == Outcome::Mended).count();
    assert!(mended > 25, "only {mended} cases are mended");
}

impl Outcome {
    fn wrong(&self) -> Option<&String> {
        match self {
            Self::Wrong(what) => Some(what),
            Self::Untouched | Self::Mended => None,
        }
    }
}

fn of_case(case: &Case) -> Outcome {
    let world = world(case).expect("variables of kuma-cp");
    let before = findings::sources(case);
    let store = settle(&before, &world);
    let Some(after) = mended(&before, &fixes(&store)) else { return Outcome::Untouched };
    let new_store = settle(&after, &world);
    let left = fixes(&new_store);
    if !left.is_empty() {
        return Outcome::Wrong(format!("{}: {left:?} is left", case.name));
    }
    match difference(&store, &new_store, &world) {
        Some(what) => Outcome::Wrong(format!("{}: {what}", case.name)),
        None => Outcome::Mended,
    }
}

fn fixes(store: &Store) -> Vec<Fix> {
    let deprecated = store.report.diagnostics.iter().filter(|found| found.code == "kuma-deprecated");
    deprecated.filter_map(|found| found.fix.clone()).filter(|fix| fix.title != WITH_EFFECT).collect()
}

fn mended(sources: &Sources, fixes: &[Fix]) -> Option<Sources> {
    let (id, source) = sources.iter().next()?;
    let mut mended = Sources::default();
    mended.add(source.path(), sources.mended(id, fixes)?);
    Some(mended)
}

fn difference(old: &Store, new: &Store, world: &World) -> Option<String> {
    let count = |store: &Store| store.report.diagnostics.iter().filter(|found| found.fix.is_none()).count();
    if count(new) > count(old) {
        return Some(format!("new findings: {:?}", new.report.diagnostics));
    }
    let (before, after) = (Compiler::new(old, world), Compiler::new(new, world));
    let stays = |proxy: &ProxyKey| {
        let [old, new] = [&before, &after].map(|compiler| compiler.compile(proxy, Shadow::Exclude));
        old.configuration.into_node() == new.configuration.into_node()
    };
    let changed = old.proxies().into_iter().find(|proxy| !stays(proxy));
    changed.map(|proxy| format!("{proxy} changes"))
}
