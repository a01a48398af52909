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

#[test]
fn what_is_deprecated_is_said_in_other_words_without_another_effect() {
    let corpus = Corpus::pinned().expect("the pinned corpus");
    let cases: Vec<Case> = corpus.cases("").iter().map(|(name, files)| Case::read(name, files)).collect();
    let failures: Vec<Option<String>> = cases.par_iter().filter_map(of_case).collect();
    let mended = failures.len();
    let failures: Vec<String> = failures.into_iter().flatten().collect();
    println!("{mended} cases are mended");
    assert!(mended > 50, "only {mended} cases are mended");
    assert!(failures.is_empty(), "{failures:#?}");
}

/// What is wrong with a case that was mended; nothing for one that has nothing to mend.
fn of_case(case: &Case) -> Option<Option<String>> {
    let world = world(case).expect("variables of kuma-cp");
    let before = findings::sources(case);
    let store = settle(&before, &world);
    let after = mended(&before, &fixes(&store))?;
    let new_store = settle(&after, &world);
    let left = fixes(&new_store);
    if !left.is_empty() {
        return Some(Some(format!("{}: {left:?} is left", case.name)));
    }
    Some(difference(&store, &new_store, &world).map(|what| format!("{}: {what}", case.name)))
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
