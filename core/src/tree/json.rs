//! Printing trees as JSON.

use super::{Node, Number, Value, decimal};

impl Node {
    /// JSON on one line. Members keep their order.
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        self.write_json(&mut text);
        text
    }

    /// The same, behind what is written already.
    pub fn write_json(&self, text: &mut String) {
        write_compact(self, text);
    }

    /// JSON on one line as Go writes it: what could end a script element is escaped.
    pub fn to_go_json(&self) -> String {
        let json = self.to_json().replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e");
        json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
    }

    /// JSON with two spaces of indentation. Members keep their order.
    pub fn to_json_pretty(&self) -> String {
        self.to_json_nested(0)
    }

    /// JSON with two spaces of indentation, every line but the first within `depth` other values. Members keep their order.
    pub fn to_json_nested(&self, depth: usize) -> String {
        let mut text = String::new();
        write_pretty(self, depth, &mut text);
        text
    }
}

/// Lines are rarely deeper within other values.
const SPACES: &str = "                                                                ";

fn write_compact(node: &Node, text: &mut String) {
    match &node.value {
        Value::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_compact(item, text);
            }
            text.push(']');
        }
        Value::Map(map) => {
            text.push('{');
            for (index, entry) in map.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_string(&entry.key, text);
                text.push(':');
                write_compact(&entry.value, text);
            }
            text.push('}');
        }
        scalar => write_scalar(scalar, text),
    }
}

fn write_pretty(node: &Node, depth: usize, text: &mut String) {
    match &node.value {
        Value::List(items) if !items.is_empty() => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                begin_line(index, depth + 1, text);
                write_pretty(item, depth + 1, text);
            }
            end_block(depth, ']', text);
        }
        Value::Map(map) if !map.is_empty() => {
            text.push('{');
            for (index, entry) in map.iter().enumerate() {
                begin_line(index, depth + 1, text);
                write_string(&entry.key, text);
                text.push_str(": ");
                write_pretty(&entry.value, depth + 1, text);
            }
            end_block(depth, '}', text);
        }
        _ => write_compact(node, text),
    }
}

fn begin_line(index: usize, depth: usize, text: &mut String) {
    text.push_str(if index > 0 { ",\n" } else { "\n" });
    indent(depth, text);
}

fn end_block(depth: usize, close: char, text: &mut String) {
    text.push('\n');
    indent(depth, text);
    text.push(close);
}

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
fn write_digits(number: u64, text: &mut String) {
    if number >= 10 {
        write_digits(number / 10, text);
    }
    text.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or_default()));
}

fn write_string(string: &str, text: &mut String) {
    text.reserve(string.len() + 2);
    text.push('"');
    // Hardly any text needs an escape. To look at all bytes without stopping is faster than to stop at the first that does.
    let needs_escape = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    if string.bytes().fold(false, |found, byte| found | needs_escape(byte)) {
        write_escaped(string, text);
    } else {
        text.push_str(string);
    }
    text.push('"');
}

fn write_escaped(string: &str, text: &mut String) {
    use std::fmt::Write as _;
    let mut plain = 0;
    for (index, byte) in string.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..0x20 => "",
            _ => continue,
        };
        text.push_str(string.get(plain..index).unwrap_or_default());
        plain = index + 1;
        if escape.is_empty() {
            let _ = write!(text, "\\u{byte:04x}");
        } else {
            text.push_str(escape);
        }
    }
    text.push_str(string.get(plain..).unwrap_or_default());
}
