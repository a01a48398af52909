//! Broken input is normal: whatever is written, the compiler answers, says where it is wrong, and keeps what is right.

#![expect(clippy::disallowed_types, clippy::disallowed_methods, reason = "a test may look at the clock")]

use std::time::{Duration, Instant};

use kumascope_core::{
    compile, load,
    report::{Report, Severity},
    settle,
    text::Sources,
    tree::Text,
    world::{ProxyKey, Shadow, World},
};
use proptest::prelude::*;

/// What is broken: some of everything.
const WRITTEN: &str = include_str!("any_input.yaml");

/// What is right, in a mesh of its own, so that nothing broken can concern it.
const SOUND: &str = "type: Mesh
name: sound
---
type: Dataplane
mesh: sound
name: steady
networking:
  address: 10.9.0.1
  inbound:
  - port: 80
    tags:
      kuma.io/service: steady
";

/// Far more than any of these inputs needs on a busy machine; a hang needs more.
const LONG: Duration = Duration::from_secs(20);

#[derive(Clone, Debug)]
enum Edit {
    Delete(usize),
    Repeat(usize, usize),
    Indent(usize),
    Value(usize, &'static str),
    Bytes(usize, Vec<u8>),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let values = [
        "",
        "null",
        "\"\"",
        "-1",
        "0",
        "99999999999",
        "1.5",
        "[]",
        "{}",
        "true",
        "\"*\"",
        "::1",
        "[1]",
        "{a: b}",
        "http",
        "2h",
        "-5s",
        "999999h",
        "a/b",
        "18446744073709551615",
        "é😀",
        "&x [*x]",
        "!!int x",
        "'",
        "*",
        "| x",
    ];
    let edit = prop_oneof![
        any::<usize>().prop_map(Edit::Delete),
        (any::<usize>(), any::<usize>()).prop_map(|(line, other)| Edit::Repeat(line, other)),
        any::<usize>().prop_map(Edit::Indent),
        (any::<usize>(), prop::sample::select(values.to_vec()))
            .prop_map(|(line, value)| Edit::Value(line, value)),
        (any::<usize>(), prop::collection::vec(any::<u8>(), 0..6))
            .prop_map(|(line, bytes)| Edit::Bytes(line, bytes)),
    ];
    prop::collection::vec(edit, 1..6)
}

fn edited(edits: &[Edit]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = WRITTEN.lines().map(|line| line.as_bytes().to_vec()).collect();
    for edit in edits {
        let count = lines.len();
        match edit {
            Edit::Delete(line) if count > 1 => drop(lines.remove(line % count)),
            Edit::Repeat(line, other) => lines.insert(line % count, lines[other % count].clone()),
            Edit::Indent(line) => lines[line % count].splice(0..0, *b"  ").for_each(drop),
            Edit::Value(line, value) => {
                let line = &mut lines[line % count];
                if let Some(colon) = line.iter().position(|byte| *byte == b':') {
                    line.truncate(colon);
                    line.extend_from_slice(b": ");
                    line.extend_from_slice(value.as_bytes());
                }
            }
            Edit::Bytes(line, bytes) => lines[line % count].extend_from_slice(bytes),
            Edit::Delete(_) => {}
        }
    }
    lines.join(&b'\n')
}

/// Every error says where, in the text, and in words.
fn check_report(report: &Report, sources: &Sources) {
    for found in report.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
        assert!(!found.code.is_empty() && !found.message.is_empty());
        if let Some(location) = found.location {
            assert!(
                sources.position(location).is_some_and(|position| position.line > 0 && position.column > 0)
            );
            let text = sources.get(location.source).expect("a source").text();
            assert!(
                text.get(location.span.start as usize..location.span.end as usize).is_some(),
                "{found:?}"
            );
        }
    }
}

/// Compiles everything, and demands that what is sound is there.
fn check(broken: Vec<u8>) {
    let begin = Instant::now();
    let mut sources = Sources::default();
    sources.add_bytes("broken.yaml", broken);
    sources.add("sound.yaml", SOUND);
    let world = World::default();
    for store in [settle(&sources, &world), load(&sources)] {
        check_report(&store.report, &sources);
        for proxy in store.proxies() {
            check_report(&compile(&store, &world, &proxy, Shadow::Exclude).report, &sources);
        }
        let steady = compile(
            &store,
            &world,
            &ProxyKey::dataplane(Text::new("sound"), Text::new("steady")),
            Shadow::Exclude,
        );
        assert!(steady.configuration.iter().count() > 0, "{:?}", steady.report);
    }
    assert!(begin.elapsed() < LONG, "{:?}", begin.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn edited_resources_leave_sound_ones_their_configuration(edits in edits()) {
        check(edited(&edits));
    }

    #[test]
    fn any_bytes_leave_sound_resources_their_configuration(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check(bytes);
    }
}

#[test]
fn what_is_edited_is_sound_before() {
    let mut sources = Sources::default();
    sources.add("written.yaml", WRITTEN);
    let world = World::default();
    let store = settle(&sources, &world);
    assert!(!store.report.has_errors(), "{:?}", store.report);
    for proxy in store.proxies() {
        let compiled = compile(&store, &world, &proxy, Shadow::Exclude);
        assert!(!compiled.report.has_errors(), "{:?}", compiled.report);
    }
}
