//! What the stage promises, on examples and on anything at all.

use proptest::prelude::*;

use super::*;
use crate::{
    origin::Location,
    tree::{Node, Value},
};

fn parsed(text: &str) -> (Sources, Vec<Document>, Report) {
    let mut sources = Sources::default();
    sources.add("in.yaml", text);
    let (documents, report) = parse(&sources);
    (sources, documents, report)
}

/// Compares documents as JSON and findings as `code line:column`.
#[track_caller]
fn check(text: &str, documents: &[&str], findings: &[&str]) {
    let (sources, found, report) = parsed(text);
    let found: Vec<String> = found.iter().map(|document| document.root.to_json()).collect();
    assert_eq!(found, documents, "{text:?}");
    let described = report.diagnostics.iter().map(|diagnostic| {
        assert!(diagnostic.help.is_some(), "a remedy for {}", diagnostic.message);
        let position = sources.position(diagnostic.location.expect("a place")).expect("a position");
        format!("{} {}:{}", diagnostic.code, position.line, position.column)
    });
    assert_eq!(described.collect::<Vec<_>>(), findings, "{text:?}");
}

#[track_caller]
fn check_scalar(text: &str, json: &str) {
    check(&format!("a: {text}"), &[&format!("{{\"a\":{json}}}")], &[]);
}

#[test]
fn documents_are_read_one_by_one() {
    check("", &[], &[]);
    check("# nothing\n---\n---\n# nothing\n", &[], &[]);
    check("a: 1\n---\nb: 2\n...\nc: 3\n", &[r#"{"a":1}"#, r#"{"b":2}"#, r#"{"c":3}"#], &[]);
    check("{\n\t\"a\": [1, \"x\"]\n}\n", &[r#"{"a":[1,"x"]}"#], &[]);
    check("\u{feff}a: 1\r\nb: 2\r\n", &[r#"{"a":1,"b":2}"#], &[]);
    check("%YAML 1.2\n---\na: |\n  x\n  y\n", &[r#"{"a":"x\ny\n"}"#], &[]);
}

#[test]
fn tabs_may_stand_between_a_key_and_its_value() {
    check("a:\tx\nb: {c:\t-1, d: [\"e:\tf\"]} # g:\th\n", &[r#"{"a":"x","b":{"c":-1,"d":["e:\tf"]}}"#], &[]);
    check("a: |\n  b:\tc\nd: \t \té\n", &[r#"{"a":"b:\tc\n","d":"é"}"#], &[]);
    check("é:\tx\n\tb: 1\n", &[], &["broken-yaml 1:4"]);
}

#[test]
fn quoted_texts_end_with_their_quote() {
    for text in [r#"a: "b\"c"  # "d""#, "a: 'b''c' # 'd'", "a: \"b\"", "[\"a\" , 'b' ]"] {
        let (sources, found, _) = parsed(text);
        let root = found.first().map(|document| &document.root);
        let items = root.and_then(Node::as_list).unwrap_or_default();
        let value = root.and_then(|root| root.get("a"));
        for node in value.into_iter().chain(items) {
            let location = node.location().expect("a place");
            let slice = sources.get(location.source).expect("the source").slice(location.span);
            assert!(slice.len() > 1 && slice.ends_with(&slice[..1]) && !slice.contains('d'), "{slice}");
        }
    }
}

#[test]
fn json_may_write_characters_as_surrogate_pairs() {
    check(r#"{"a": "\ud83d\uDE00 \\ud83d", "b": @}"#, &[], &["broken-yaml 1:36"]);
    check(r#"{"\ud83d\ude00": "x\u00e9"}"#, &[r#"{"😀":"xé"}"#], &[]);
    check(r#"{"a": "\ud83d"}"#, &[], &["broken-yaml 1:7"]);
}

#[test]
fn a_block_at_the_end_has_the_line_break_that_is_there() {
    check("a: |\n  x\n", &[r#"{"a":"x\n"}"#], &[]);
    check("a: |\n  x", &[r#"{"a":"x"}"#], &[]);
    check("a: |+\n  x\n\n", &[r#"{"a":"x\n\n"}"#], &[]);
    check("a: >\n  x\n  y\n---\nb: 1", &[r#"{"a":"x y\n"}"#, r#"{"b":1}"#], &[]);
}

#[test]
fn a_broken_document_hides_no_other() {
    check("a: 1\n---\nb: [1\nc: 2\n---\nd: 3\n", &[r#"{"a":1}"#, r#"{"d":3}"#], &["broken-yaml 4:2"]);
    check("a: \"x\n---\nb: 2\n", &[r#"{"b":2}"#], &["broken-yaml 1:4"]);
    check("a:\n\tb: 1\n---\nc: *x\n---\nd: 1", &[r#"{"d":1}"#], &["broken-yaml 2:2", "broken-yaml 4:4"]);
    check("a: \u{1}\n---\nb: 2\n", &[r#"{"b":2}"#], &["broken-yaml 1:4"]);
    check("just text\n---\n[1]\n---\nb: 2\n", &[r#"{"b":2}"#], &["not-a-resource 1:1", "not-a-resource 3:1"]);
}

#[test]
fn bytes_that_are_not_utf8_are_reported_and_hide_no_other_document() {
    let mut sources = Sources::default();
    sources.add_bytes("in.yaml", b"a: \xff\n---\nb: 2\n".to_vec());
    let (documents, report) = parse(&sources);
    assert_eq!(documents.len(), 1);
    assert_eq!(report.diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), [code::NOT_UTF8]);
}

#[test]
fn scalars_mean_what_they_mean_to_kuma() {
    for (text, json) in [
        ("yes", "true"),
        ("y", "true"),
        ("Off", "false"),
        ("nO", r#""nO""#),
        ("~", "null"),
        ("", "null"),
        ("0o17", "15"),
        ("017", "15"),
        ("089", "89"),
        ("0x1F", "31"),
        ("-0x1F", "-31"),
        ("0b11", "3"),
        ("-0b11", "-3"),
        ("0xff_ff", "65535"),
        ("1_000", "1000"),
        ("1_", "1"),
        ("_1", r#""_1""#),
        ("+1", "1"),
        ("-0", "0"),
        ("00", "0"),
        ("1e3", "1000"),
        ("12e03", "12000"),
        ("1.0", "1"),
        ("5.", "5"),
        (".5", "0.5"),
        (".5_0", "0.5"),
        ("._5", r#""._5""#),
        ("1_0.5", "10.5"),
        ("18446744073709551615", "18446744073709551615"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("1e400", r#""1e400""#),
        ("0o", r#""0o""#),
        ("0b12", r#""0b12""#),
        ("0xZZ", r#""0xZZ""#),
        ("1.2.3", r#""1.2.3""#),
        ("+", r#""+""#),
        ("-infinity", r#""-infinity""#),
        ("2001-01-01", r#""2001-01-01""#),
        ("1:30", r#""1:30""#),
        ("10s", r#""10s""#),
        ("'5'", r#""5""#),
        ("!!str 5", r#""5""#),
        ("!!int \"5\"", "5"),
        ("!!float 5", "5"),
        ("!foo 5", r#""5""#),
        ("<<", r#""<<""#),
    ] {
        check_scalar(text, json);
    }
    check("a: .inf\nb: !!bool x\n", &[], &["number-not-finite 1:4", "invalid-tag 2:4"]);
}

#[test]
fn keys_are_texts() {
    check("1: a\nyes: b\n1.5: c\n0x10: d\n", &[r#"{"1":"a","true":"b","1.5":"c","16":"d"}"#], &[]);
    check("~: a\n[b]: c\nd: 1\n", &[], &["unsupported-key 1:1", "unsupported-key 2:1"]);
    check("a: 1\nb: 2\na: 3\n", &[r#"{"a":3,"b":2}"#], &["duplicate-key 3:1"]);
}

#[test]
fn aliases_and_merge_keys_are_expanded() {
    check("a: &x [1]\nb: *x\n", &[r#"{"a":[1],"b":[1]}"#], &[]);
    check("b: &x {c: 1, d: 2}\ne: {<<: *x, c: 3}\n", &[r#"{"b":{"c":1,"d":2},"e":{"c":3,"d":2}}"#], &[]);
    check("e: {<<: [{c: 1}, {c: 2, d: 3}]}\n", &[r#"{"e":{"c":1,"d":3}}"#], &[]);
    check("<<: 1\n", &[], &["invalid-merge 1:5"]);
    check("a: &x [*x]\n", &[], &["broken-yaml 1:8"]);
}

#[test]
fn a_billion_laughs_end_in_an_error() {
    let mut text = String::from("a0: &a0 [lol]\n");
    for level in 1..40 {
        let aliases = format!("*a{}, ", level - 1).repeat(9);
        text.extend([format!("a{level}: &a{level} [{aliases}]\n")]);
    }
    text.push_str("---\nb: 1\n");
    check(&text, &[r#"{"b":1}"#], &["too-many-aliases 6:40"]);
}

#[test]
fn deep_nesting_ends_in_an_error() {
    for opening in ["[", "{a: ", "- ", "? "] {
        let text = format!("{}\n---\nb: 1\n", opening.repeat(100_000));
        let (_, documents, report) = parsed(&text);
        assert_eq!((documents.len(), report.diagnostics.len()), (1, 1), "{opening}");
    }
    let doubled =
        format!("a: &x {}{}\nb: {}*x{}\n", "[".repeat(60), "]".repeat(60), "[".repeat(60), "]".repeat(60));
    check(&doubled, &[], &["too-deep 2:64"]);
}

#[test]
fn lists_of_resources_are_taken_apart() {
    check("kind: List\nitems:\n- a: 1\n- b: 2\n", &[r#"{"a":1}"#, r#"{"b":2}"#], &[]);
    check(r#"{"total": 1, "items": [{"type": "Mesh"}], "next": null}"#, &[r#"{"type":"Mesh"}"#], &[]);
    check("kind: MeshList\nitems: []\n", &[], &[]);
    check("type: Mesh\nitems: [1]\n", &[r#"{"type":"Mesh","items":[1]}"#], &[]);
    check("items: {a: 1}\n", &[], &["invalid-list 1:8"]);
    check("items: [1]\n", &[], &["not-a-resource 1:9"]);
}

#[test]
fn spans_cover_exactly_what_was_written() {
    let text =
        "é: [1, \"two\"]\nblock:\n  text: |\n    x\n    y\n\n\n  none:\n  😀: {k: v}\nlast: a b  # c\n";
    let (sources, documents, _) = parsed(text);
    let mut slices = Vec::new();
    visit(&documents[0].root, &mut |location| {
        slices.push(sources.get(location.source).expect("it").slice(location.span));
    });
    let block = "text: |\n    x\n    y\n\n\n  none:\n  😀: {k: v}";
    let all = &text[..text.len() - "  # c\n".len()];
    let expected = [
        all,
        "é",
        "[1, \"two\"]",
        "1",
        "\"two\"",
        "block",
        block,
        "text",
        "x\n    y",
        "none",
        "",
        "😀",
        "{k: v}",
        "k",
        "v",
        "last",
        "a b",
    ];
    assert_eq!(slices, expected);
}

fn visit(node: &Node, see: &mut impl FnMut(Location)) {
    see(node.origin.location().expect("a place"));
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| visit(item, see)),
        Value::Map(map) => map.iter().for_each(|entry| {
            see(entry.key_origin.location().expect("a place"));
            visit(&entry.value, see);
        }),
        _ => {}
    }
}

fn check_any(sources: &Sources) {
    let (documents, report) = parse(sources);
    let inside = |location: Location| {
        let text = sources.get(location.source).expect("a source").text();
        let (start, end) = (location.span.start as usize, location.span.end as usize);
        assert!(text.get(start..end).is_some(), "{start}..{end} of {text:?}");
    };
    for document in &documents {
        visit(&document.root, &mut { inside });
    }
    report.diagnostics.iter().filter_map(|found| found.location).for_each(inside);
}

/// Texts that are almost YAML.
fn almost_yaml() -> impl Strategy<Value = String> {
    let parts = [
        "a",
        ": ",
        ":",
        "- ",
        "\n",
        "\r\n",
        "\r",
        "  ",
        "\t",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&x ",
        "*x",
        "<<: ",
        "\"",
        "'",
        "|",
        ">",
        "-",
        "+",
        "2",
        "\\",
        "\\u",
        "{\"",
        "\\ud83d",
        "\\ude00",
        "#",
        " #",
        "---",
        "...",
        "%YAML 1.2",
        "%TAG ! a",
        "!!int ",
        "!",
        "? ",
        "é",
        "😀",
        "\u{feff}",
        "@",
        "\0",
        "\u{85}",
        "\u{2028}",
    ];
    prop::collection::vec(prop::sample::select(parts.to_vec()), 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut sources = Sources::default();
        sources.add_bytes("in", bytes);
        check_any(&sources);
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC*") {
        let mut sources = Sources::default();
        sources.add("in", text);
        check_any(&sources);
    }

    #[test]
    fn almost_yaml_is_read_without_panic(text in almost_yaml()) {
        let mut sources = Sources::default();
        sources.add("in", text);
        check_any(&sources);
    }
}
