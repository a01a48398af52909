//! Printing trees as YAML, as sigs.k8s.io/yaml does: keys sorted, lists not indented, texts quoted only where they must be.

use std::{cmp::Ordering, fmt::Write as _};

use crate::{
    text::is_plain_text,
    tree::{Entry, Map, Node, Value, indent},
};

/// YAML with two spaces of indentation, ending with a line break. Reading it gives an equal tree,
/// but for numbers that are not finite, which become `null` as in JSON.
pub fn to_yaml(node: &Node) -> String {
    let mut text = String::new();
    match &node.value {
        Value::List(items) if !items.is_empty() => write_list(items, 0, &mut text),
        Value::Map(map) if !map.is_empty() => write_map(map, 0, &mut text),
        _ => write_value(node, 0, &mut text),
    }
    text
}

fn write_map(map: &Map, depth: usize, text: &mut String) {
    for (index, entry) in sorted(map).into_iter().enumerate() {
        if index > 0 {
            indent(depth, text);
        }
        write_member(&entry.key, &entry.value, depth, text);
    }
}

/// A member of a map within `depth` others, whose line is indented already.
pub(super) fn write_member(key: &str, node: &Node, depth: usize, text: &mut String) {
    write_inline(key, text);
    text.push(':');
    match &node.value {
        Value::Map(map) if !map.is_empty() => {
            text.push('\n');
            indent(depth + 1, text);
            write_map(map, depth + 1, text);
        }
        Value::List(items) if !items.is_empty() => {
            text.push('\n');
            indent(depth, text);
            write_list(items, depth, text);
        }
        _ => {
            text.push(' ');
            write_value(node, depth, text);
        }
    }
}

fn write_list(items: &[Node], depth: usize, text: &mut String) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            indent(depth, text);
        }
        text.push_str("- ");
        match &item.value {
            Value::Map(map) if !map.is_empty() => write_map(map, depth + 1, text),
            Value::List(items) if !items.is_empty() => write_list(items, depth + 1, text),
            _ => write_value(item, depth, text),
        }
    }
}

/// A value that fits behind its key or dash, and the line break.
fn write_value(node: &Node, depth: usize, text: &mut String) {
    match &node.value {
        Value::String(string) if is_block(string) => return write_block(string, depth + 1, text),
        Value::String(string) => write_inline(string, text),
        _ => node.write_json(text),
    }
    text.push('\n');
}

/// A key, or a text on the line of its key.
pub(super) fn write_inline(string: &str, text: &mut String) {
    if is_plain_text(string) {
        text.push_str(string);
    } else if string.chars().all(is_printable) && !is_plain_text_but_for_its_type(string) {
        let _ = write!(text, "'{}'", string.replace('\'', "''"));
    } else {
        write_quoted(string, text);
    }
}

/// What would be read as a number or truth value gets double quotes, as Kuma's own printer writes it.
fn is_plain_text_but_for_its_type(string: &str) -> bool {
    string.is_empty() || string.chars().all(|c| c.is_ascii_alphanumeric() || "+-._~:".contains(c))
}

fn write_quoted(string: &str, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        let _ = match character {
            '"' => text.write_str("\\\""),
            '\\' => text.write_str("\\\\"),
            '\n' => text.write_str("\\n"),
            '\r' => text.write_str("\\r"),
            '\t' => text.write_str("\\t"),
            printable if is_printable(printable) => text.write_char(printable),
            small if u32::from(small) < 0x100 => write!(text, "\\x{:02x}", u32::from(small)),
            basic if u32::from(basic) < 0x1_0000 => write!(text, "\\u{:04x}", u32::from(basic)),
            other => write!(text, "\\U{:08x}", u32::from(other)),
        };
    }
    text.push('"');
}

/// Whether a text is written line by line: then nothing of it needs an escape or says how far it is indented.
fn is_block(string: &str) -> bool {
    string.contains('\n')
        && !string.starts_with([' ', '\t', '\n'])
        && string.chars().all(|character| character == '\n' || character == '\t' || is_printable(character))
}

/// How many lines a value has that is no list or map with something in it: those of a text that is written line by line, and one.
pub(super) fn lines_of_value(node: &Node) -> usize {
    let text = node.as_str().filter(|text| is_block(text));
    1 + text.map_or(0, |text| text.strip_suffix('\n').unwrap_or(text).split('\n').count())
}

fn write_block(string: &str, depth: usize, text: &mut String) {
    let body = string.strip_suffix('\n');
    text.push_str(match body {
        None => "|-\n",
        Some(body) if body.ends_with('\n') => "|+\n",
        Some(_) => "|\n",
    });
    for line in body.unwrap_or(string).split('\n') {
        if !line.is_empty() {
            indent(depth, text);
            text.push_str(line);
        }
        text.push('\n');
    }
}

/// Whether a character may stand in quotes as it is.
fn is_printable(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}'
        | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// The members in the order in which they are printed.
pub(super) fn sorted(map: &Map) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = Vec::with_capacity(map.len());
    for entry in map {
        let before = |present: &&Entry| compare(&present.key, &entry.key).is_le();
        let place =
            if entries.last().is_none_or(before) { entries.len() } else { entries.partition_point(before) };
        entries.insert(place, entry);
    }
    entries
}

/// The order of keys: numbers within them count as numbers, letters come after everything else, but before digits
/// that continue a number.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    let same = left.chars().zip(right.chars()).take_while(|(left, right)| left == right);
    let (mut common, mut in_number, mut significant) = (0, false, false);
    for (character, _) in same {
        common += character.len_utf8();
        in_number = character.is_numeric();
        significant = in_number && (significant || character != '0');
    }
    let (left, right) = (left.get(common..).unwrap_or_default(), right.get(common..).unwrap_or_default());
    let (Some(first), Some(second)) = (left.chars().next(), right.chars().next()) else {
        return left.len().cmp(&right.len());
    };
    match (first.is_alphabetic(), second.is_alphabetic()) {
        (true, true) => first.cmp(&second),
        (true, false) => {
            if in_number {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (false, true) => {
            if in_number {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        (false, false) => number(left, significant).cmp(&number(right, significant)).then(first.cmp(&second)),
    }
}

/// The number at the beginning of a text, and how many digits it has; `significant` digits before it keep its zeros.
fn number(text: &str, significant: bool) -> (u128, usize) {
    let digits = text.bytes().take_while(u8::is_ascii_digit);
    digits.fold((u128::from(significant), 0), |(value, count), digit| {
        (value.saturating_mul(10).saturating_add(u128::from(digit - b'0')), count + 1)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        origin::Origin,
        text::{Sources, parse_values},
        tree::{Number, Text},
    };

    const ORIGIN: Origin = Origin::Rule(&"test");

    fn read(text: &str) -> Node {
        let mut sources = Sources::default();
        let id = sources.add("in.yaml", text);
        let (mut documents, report) = parse_values(&sources, id);
        assert!(report.diagnostics.is_empty(), "{text}\n{:?}", report.diagnostics);
        documents.pop().map_or(Node::new(Value::Null, ORIGIN), |document| document.root)
    }

    /// Prints what `json` says.
    #[track_caller]
    fn check(json: &str, expected: &str) {
        assert_eq!(to_yaml(&read(json)), expected, "{json}");
    }

    #[test]
    fn trees_are_printed_as_kuma_prints_them() {
        check(r#"{"b": 1, "a": {"y": [], "x": {}}}"#, "a:\n  x: {}\n  \"y\": []\nb: 1\n");
        check(r#"{"a": [1, {"c": 2, "b": [3]}, [4, 5]]}"#, "a:\n- 1\n- b:\n  - 3\n  c: 2\n- - 4\n  - 5\n");
        check(r#"["a b", "true", "5", "", "a: b", "@x", "it's", "x\u0001"]"#, TEXTS);
        check(r#"{"a": "x\ny\n", "b": ["x\n\n y"], "c": "x\n\n", "d": " x\ny"}"#, BLOCKS);
        check("null", "null\n");
    }

    const TEXTS: &str = "- a b\n- \"true\"\n- \"5\"\n- \"\"\n- 'a: b'\n- '@x'\n- it's\n- \"x\\x01\"\n";
    const BLOCKS: &str = "a: |\n  x\n  y\nb:\n- |-\n  x\n\n   y\nc: |+\n  x\n\nd: \" x\\ny\"\n";

    #[test]
    fn keys_are_sorted_with_their_numbers() {
        let keys = ["1", "2", "10", "a-1", "a1", "a1b", "a2", "a10", "a02b", "b", "@type"];
        let map = keys.iter().rev().map(|key| (Text::new(key), Node::boolean(true, ORIGIN))).collect();
        let text = to_yaml(&Node::new(Value::Map(map), ORIGIN));
        let found: Vec<&str> =
            text.lines().map(|line| line.trim_end_matches(": true").trim_matches(['"', '\''])).collect();
        assert_eq!(found, ["@type", "1", "2", "10", "a-1", "a1", "a1b", "a2", "a02b", "a10", "b"]);
    }

    fn texts() -> impl Strategy<Value = String> {
        let parts = [
            "0", "10", "2", "a", "b", ":", " ", "-", "#", "\n", "\t", "'", "\"", "\\", "1", ".", "e", "_",
            "y", "~", "<<", "?", "[", "{", ",", "%", "é", "😀", "\r", "\u{85}", "\u{2028}", "\u{feff}", "\0",
            "\u{7f}", "|", ">", "...", "---", "no", "=", "!", "&", "*",
        ];
        let pieces = prop::collection::vec(prop::sample::select(parts.to_vec()), 0..8)
            .prop_map(|parts| parts.concat());
        prop_oneof![pieces, any::<String>()]
    }

    fn trees() -> impl Strategy<Value = Node> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<u64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (-1e9..1e9_f64).prop_map(|number| Value::Number(Number::Float(number))),
            texts().prop_map(Value::from),
        ];
        leaf.prop_map(|value| Node::new(value, ORIGIN)).prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(|items| Node::list(items, ORIGIN)),
                prop::collection::vec((texts().prop_map(Text::from), inner), 0..4)
                    .prop_map(|members| Node::new(Value::Map(members.into_iter().collect()), ORIGIN)),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn what_is_printed_reads_back_the_same(tree in trees()) {
            let text = to_yaml(&tree);
            prop_assert_eq!(read(&text), tree, "{}", text);
        }

        #[test]
        fn the_order_of_keys_is_one(keys in prop::collection::vec(texts(), 3)) {
            let [a, b, c] = [0, 1, 2].map(|index: usize| keys[index].as_str());
            prop_assert_eq!(compare(a, b), compare(b, a).reverse());
            prop_assert!(!(compare(a, b).is_le() && compare(b, c).is_le() && compare(a, c).is_gt()), "{:?}", keys);
        }
    }
}
