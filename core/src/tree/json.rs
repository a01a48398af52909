//! Printing trees as JSON.

use std::{fmt, ops::Range, ptr};

use super::{Entry, Map, Node, Number, Value, decimal};
use crate::sorted::SortedMap;

/// What Go escapes besides what JSON demands.
const GO_ESCAPES: [(char, &str); 5] =
    [('&', "\\u0026"), ('<', "\\u003c"), ('>', "\\u003e"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")];

impl Node {
    /// JSON on one line. Members keep their order.
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        self.write_json(&mut text);
        text
    }

    /// The same, behind what is written already.
    pub fn write_json(&self, text: &mut String) {
        self.print(Layout::OneLine, 0, text);
    }

    /// JSON on one line as Go writes it: what could end a script element is escaped.
    pub fn to_go_json(&self) -> String {
        let mut json = self.to_json();
        for (character, escape) in GO_ESCAPES {
            if json.contains(character) {
                json = json.replace(character, escape);
            }
        }
        json
    }

    /// JSON with two spaces of indentation. Members keep their order.
    pub fn to_json_pretty(&self) -> String {
        self.to_json_nested(0)
    }

    /// JSON with two spaces of indentation, every line but the first within `depth` other values. Members keep their order.
    pub fn to_json_nested(&self, depth: usize) -> String {
        let mut text = String::new();
        self.print(Layout::Indented, depth, &mut text);
        text
    }

    fn print(&self, layout: Layout, depth: usize, text: &mut String) {
        Printer::new(text, layout).write(self, depth);
    }
}

/// Prints trees. What many messages share is printed once, and its text copied from then on.
pub(crate) struct Printer<'t> {
    text: &'t mut String,
    layout: Layout,
    /// Shared members by where they are in memory and how deep lines within them are indented.
    printed: SortedMap<(*const [Entry], usize), Printed>,
}

/// Shared members that were printed.
struct Printed {
    range: Range<usize>,
    /// The members stay, so that no others can take their place in memory.
    _members: Map,
}

/// Where lines are broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Nowhere.
    OneLine,
    /// Before every member and item, which are indented.
    Indented,
}

impl<'t> Printer<'t> {
    /// A printer behind what is written already.
    pub(crate) fn new(text: &'t mut String, layout: Layout) -> Self {
        Self { text, layout, printed: SortedMap::new() }
    }

    /// Writes a tree that stands within `depth` others.
    pub(crate) fn write(&mut self, node: &Node, depth: usize) {
        match &node.value {
            Value::List(items) => self.write_list(items, depth),
            Value::Map(members) if members.is_shared() => self.write_shared(members, depth),
            Value::Map(members) => self.write_map(members, depth),
            scalar => write_scalar(scalar, self.text),
        }
    }

    /// Begins a map.
    pub(crate) fn begin_map(&mut self) {
        self.text.push('{');
    }

    /// Writes the name of the member of that number, counted from 0, of a map within `depth` others.
    pub(crate) fn begin_member(&mut self, index: usize, name: &str, depth: usize) {
        self.begin_item(index, depth + 1);
        write_string(name, self.text);
        self.text.push(':');
        if self.layout == Layout::Indented {
            self.text.push(' ');
        }
    }

    /// Ends a map of so many members within `depth` others.
    pub(crate) fn end_map(&mut self, count: usize, depth: usize) {
        if count > 0 {
            self.begin_line(depth);
        }
        self.text.push('}');
    }

    fn write_list(&mut self, items: &[Node], depth: usize) {
        self.text.push('[');
        for (index, item) in items.iter().enumerate() {
            self.begin_item(index, depth + 1);
            self.write(item, depth + 1);
        }
        if !items.is_empty() {
            self.begin_line(depth);
        }
        self.text.push(']');
    }

    fn write_shared(&mut self, members: &Map, depth: usize) {
        let indentation = if self.layout == Layout::Indented { depth } else { 0 };
        let identity = (ptr::from_ref(members.entries()), indentation);
        if let Some(printed) = self.printed.get(&identity) {
            self.text.extend_from_within(printed.range.clone());
            return;
        }
        let start = self.text.len();
        self.write_map(members, depth);
        let printed = Printed { range: start..self.text.len(), _members: members.clone() };
        self.printed.insert(identity, printed);
    }

    fn write_map(&mut self, members: &Map, depth: usize) {
        self.begin_map();
        for (index, entry) in members.iter().enumerate() {
            self.begin_member(index, &entry.key, depth);
            self.write(&entry.value, depth + 1);
        }
        self.end_map(members.len(), depth);
    }

    fn begin_item(&mut self, index: usize, depth: usize) {
        if index > 0 {
            self.text.push(',');
        }
        self.begin_line(depth);
    }

    fn begin_line(&mut self, depth: usize) {
        if self.layout == Layout::Indented {
            self.text.push('\n');
            indent(depth, self.text);
        }
    }
}

/// Lines are rarely deeper within other values.
const SPACES: &str = "                                                                ";

/// Two spaces for each value that the next line stands within.
pub(crate) fn indent(depth: usize, text: &mut String) {
    let mut missing = 2 * depth;
    while missing > 0 {
        let spaces = SPACES.get(..missing).unwrap_or(SPACES);
        text.push_str(spaces);
        missing -= spaces.len();
    }
}

fn write_scalar(value: &Value, text: &mut String) {
    use std::fmt::Write as _;
    match value {
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(Number::Negative(number)) => {
            let _ = write!(text, "{number}");
        }
        Value::Number(Number::Positive(number)) => write_digits(*number, text),
        Value::Number(Number::Float(number)) if number.is_finite() => text.push_str(&decimal::print(*number)),
        Value::String(string) => write_string(string, text),
        _ => text.push_str("null"),
    }
}

/// Most numbers are ports, weights and lengths of a few digits.
pub(super) fn write_digits(number: u64, text: &mut impl fmt::Write) {
    if number >= 10 {
        write_digits(number / 10, text);
    }
    let _ = text.write_char(char::from(b'0' + u8::try_from(number % 10).unwrap_or_default()));
}

fn write_string(string: &str, text: &mut String) {
    text.push('"');
    // Hardly any text needs an escape.
    if needs_escape(string.as_bytes()) {
        write_escaped(string, text);
    } else {
        text.push_str(string);
    }
    text.push('"');
}

/// Whether any byte must be escaped. Eight bytes are looked at in one step, the last of them perhaps twice.
fn needs_escape(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks();
    match bytes.last_chunk() {
        Some(last) => words.iter().fold(escapes(*last), |found, word| found | escapes(*word)) != 0,
        None => rest.iter().any(|byte| is_escaped(*byte)),
    }
}

/// Whether a byte is a quote, a backslash or below the space.
fn is_escaped(byte: u8) -> bool {
    matches!(byte, 0..0x20 | b'"' | b'\\')
}

/// The same of eight bytes: not zero where it holds for any of them. A byte below `n` has its highest bit set in `word - n` and not in
/// `word`; what is borrowed from the byte above matters only where one is found already.
fn escapes(bytes: [u8; 8]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_ne_bytes(bytes);
    let minus = |word: u64, number: u8| word.wrapping_sub(ONES * u64::from(number));
    let minus_one_where = |byte: u8| minus(word ^ (ONES * u64::from(byte)), 1);
    (minus(word, 0x20) | minus_one_where(b'"') | minus_one_where(b'\\')) & !word & (ONES << 7)
}

#[cold]
fn write_escaped(string: &str, text: &mut String) {
    let mut plain = 0;
    for (index, byte) in string.bytes().enumerate() {
        if is_escaped(byte) {
            text.push_str(string.get(plain..index).unwrap_or_default());
            write_escape(byte, text);
            plain = index + 1;
        }
    }
    text.push_str(string.get(plain..).unwrap_or_default());
}

fn write_escape(byte: u8, text: &mut String) {
    use std::fmt::Write as _;
    match byte {
        b'"' => text.push_str("\\\""),
        b'\\' => text.push_str("\\\\"),
        b'\n' => text.push_str("\\n"),
        b'\r' => text.push_str("\\r"),
        b'\t' => text.push_str("\\t"),
        _ => {
            let _ = write!(text, "\\u{byte:04x}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, needs_escape};
    use crate::{origin::Origin, tree::Message};

    #[test]
    fn bytes_that_need_an_escape_are_found_wherever_they_stand() {
        for length in 1..20 {
            for (place, byte) in (0..length).flat_map(|place| (0..=255).map(move |byte| (place, byte))) {
                let mut bytes = vec![b'a'; length];
                bytes[place] = byte;
                let expected = byte < 0x20 || byte == b'"' || byte == b'\\';
                assert_eq!(needs_escape(&bytes), expected, "{byte} at {place} of {length}");
            }
        }
    }

    #[test]
    fn what_is_shared_is_printed_as_everything_else() {
        let part =
            || Node::from(Message::new(Origin::Rule(&"test")).constant("a", "b\n").constant("c", 1_u32));
        let whole = |part: Node| {
            let inner = Message::new(part.origin).with("d", part.clone());
            Node::list(vec![part.clone(), inner.into(), part], Origin::Rule(&"test"))
        };
        let (own, shared) = (whole(part()), whole(part().shared()));
        assert_eq!(own.to_json(), r#"[{"a":"b\n","c":1},{"d":{"a":"b\n","c":1}},{"a":"b\n","c":1}]"#);
        assert_eq!(own.to_json(), shared.to_json());
        assert_eq!(own.to_json_pretty(), shared.to_json_pretty());
    }
}
