//! The examples of the playground compile, and nothing is found in them but what they say.

use std::collections::BTreeSet;

use kumascope_core::{
    Compiler, settle,
    text::Sources,
    world::{Shadow, World},
};
use kumascope_tests::gallery::{Example, Gallery};

fn gallery() -> Gallery {
    Gallery::read().expect("examples/gallery.toml")
}

/// The codes of what is found in an example, in the order of its files.
fn findings(example: &Example) -> Vec<String> {
    let mut sources = Sources::default();
    for (path, text) in example.contents().expect("its files") {
        sources.add(path, text);
    }
    let world = World::default();
    let store = settle(&sources, &world);
    let proxies = store.proxies();
    assert!(
        proxies.iter().any(|proxy| proxy.to_string() == example.proxy),
        "{}: there is no proxy {} among {proxies:?}",
        example.name,
        example.proxy
    );
    let compiler = Compiler::new(&store, &world);
    let mut found = store.report.diagnostics.clone();
    for proxy in &proxies {
        let answer = compiler.compile(proxy, Shadow::Exclude);
        assert!(answer.configuration.iter().count() > 0, "{}: {proxy} gets nothing", example.name);
        found.extend(answer.report.diagnostics);
    }
    found.sort_by_key(|found| (found.location, found.code));
    found.dedup();
    found.iter().map(|found| found.code.to_owned()).collect()
}

#[test]
fn every_example_compiles_with_the_findings_that_it_declares() {
    for example in gallery().examples {
        let mut expected = example.findings.clone();
        let mut found = findings(&example);
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{}", example.name);
    }
}

#[test]
fn there_are_examples_for_every_policy() {
    let examples = gallery().examples;
    assert!(examples.len() >= 20, "only {} examples", examples.len());
    let texts: String = examples
        .iter()
        .flat_map(|example| example.contents().expect("its files"))
        .map(|file| file.1)
        .collect();
    for policy in kumascope_core::registry().policies() {
        let name = policy.info.name;
        assert!(texts.contains(&format!("type: {name}\n")), "no example shows {name}");
    }
}

#[test]
fn names_are_different_and_every_file_is_shown() {
    let examples = gallery().examples;
    let names: BTreeSet<&str> = examples.iter().map(|example| example.name.as_str()).collect();
    assert_eq!(names.len(), examples.len());
    let shown: BTreeSet<&str> =
        examples.iter().flat_map(|example| &example.files).map(String::as_str).collect();
    for folder in std::fs::read_dir(Gallery::folder().join("gallery")).expect("the folder").flatten() {
        for file in std::fs::read_dir(folder.path()).expect("a folder").flatten() {
            let path = file.path();
            let path = path.strip_prefix(Gallery::folder()).expect("below it").to_string_lossy().into_owned();
            assert!(shown.contains(path.as_str()), "{path} is part of no example");
        }
    }
}
