//! Bodies as Go's JSON package reads them: what they say, or its words for what is wrong with them.

use super::go;
use crate::{
    origin::Origin,
    tree::{Map, Node, Number, Text, Value, decimal},
};

/// How many lists and maps may stand within each other.
const MAX_DEPTH: usize = 200;

const BODY: Origin = Origin::Rule(&"body of a request");
const ENDED: &str = "unexpected end of JSON input";

/// Numbers that are not whole, and how they were written: messages repeat that.
pub(super) type Numerals = Vec<(f64, String)>;

/// Reads a body. Of a key that stands there twice the last one counts.
///
/// # Errors
/// What Go says about a text that is no JSON.
pub(super) fn parse(text: &str) -> Result<Node, String> {
    parse_with_numerals(text).map(|(node, _)| node)
}

/// Reads a body and the numbers in it that are not plainly whole.
///
/// # Errors
/// What Go says about a text that is no JSON.
pub(super) fn parse_with_numerals(text: &str) -> Result<(Node, Numerals), String> {
    let mut reader = Reader { text, at: 0, numerals: Vec::new() };
    let node = reader.value("looking for beginning of value", 0)?;
    match reader.peek() {
        None => Ok((node, reader.numerals)),
        Some(_) => reader.unexpected("after top-level value"),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    numerals: Numerals,
}

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        while self.byte().is_some_and(|byte| b" \t\r\n".contains(&byte)) {
            self.at += 1;
        }
        self.byte()
    }

    fn unexpected<T>(&self, context: &str) -> Result<T, String> {
        let Some(byte) = self.byte() else { return Err(ENDED.into()) };
        let name = match byte {
            b'\'' => r"'\''".to_owned(),
            b'"' => "'\"'".to_owned(),
            byte => {
                let quoted = go::quote(&char::from(byte).to_string());
                format!("'{}'", quoted.trim_matches('"'))
            }
        };
        Err(format!("invalid character {name} {context}"))
    }

    fn value(&mut self, context: &str, depth: usize) -> Result<Node, String> {
        if depth > MAX_DEPTH {
            return Err("exceeded max depth".into());
        }
        let value = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b't') => self.literal("true", Value::Bool(true))?,
            Some(b'f') => self.literal("false", Value::Bool(false))?,
            Some(b'n') => self.literal("null", Value::Null)?,
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            _ => return self.unexpected(context),
        };
        Ok(Node::new(value, BODY))
    }

    fn map(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut map = Map::default();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Map(map));
        }
        loop {
            if self.peek() != Some(b'"') {
                return self.unexpected("looking for beginning of object key string");
            }
            let key = self.string()?;
            if self.peek() != Some(b':') {
                return self.unexpected("after object key");
            }
            self.at += 1;
            let value = self.value("looking for beginning of value", depth + 1)?;
            map.remove(&key);
            map.set(key, value);
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Value::Map(map));
                }
                _ => return self.unexpected("after object key:value pair"),
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value("looking for beginning of value", depth + 1)?);
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::List(items));
                }
                _ => return self.unexpected("after array element"),
            }
        }
    }

    fn literal(&mut self, name: &str, value: Value) -> Result<Value, String> {
        for expected in name.bytes() {
            if self.byte() != Some(expected) {
                return self.unexpected(&format!("in literal {name} (expecting '{}')", char::from(expected)));
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at > start
    }

    fn number(&mut self) -> Result<Number, String> {
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else if !self.digits() {
            return self.unexpected("in numeric literal");
        }
        let mut is_whole = true;
        if self.byte() == Some(b'.') {
            is_whole = false;
            self.at += 1;
            if !self.digits() {
                return self.unexpected("after decimal point in numeric literal");
            }
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            is_whole = false;
            self.at += 1;
            if matches!(self.byte(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if !self.digits() {
                return self.unexpected("in exponent of numeric literal");
            }
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let whole = text.parse().map(Number::Positive).or_else(|_| text.parse().map(Number::Negative)).ok();
        if let Some(whole) = whole.filter(|_| is_whole) {
            return Ok(whole);
        }
        let float = decimal::parse(text).unwrap_or_default();
        self.numerals.push((float, text.to_owned()));
        Ok(Number::Float(float))
    }

    fn string(&mut self) -> Result<Text, String> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            match rest.chars().next() {
                None => return Err(ENDED.into()),
                Some('"') => {
                    self.at += 1;
                    return Ok(text.into());
                }
                Some('\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                Some('\0'..' ') => return self.unexpected("in string literal"),
                Some(letter) => {
                    text.push(letter);
                    self.at += letter.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, String> {
        let letter = match self.byte() {
            Some(plain @ (b'"' | b'\\' | b'/')) => char::from(plain),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.code_point();
            }
            _ => return self.unexpected("in string escape code"),
        };
        self.at += 1;
        Ok(letter)
    }

    fn code_point(&mut self) -> Result<char, String> {
        let first = self.hexadecimal()?;
        let after = self.at;
        if (0xd800..0xdc00).contains(&first) && self.text.get(after..).unwrap_or_default().starts_with("\\u")
        {
            self.at += 2;
            let second = self.hexadecimal()?;
            if (0xdc00..0xe000).contains(&second) {
                let joined = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = after;
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hexadecimal(&mut self) -> Result<u32, String> {
        let mut value = 0;
        for _ in 0..4 {
            let Some(digit) = self.byte().and_then(|byte| char::from(byte).to_digit(16)) else {
                return self.unexpected("in \\u hexadecimal character escape");
            };
            value = value << 4 | digit;
            self.at += 1;
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn check(text: &str, expected: &str) {
        let found = parse(text).map(|node| node.to_json());
        assert_eq!(found.unwrap_or_else(|fault| fault), expected);
    }

    #[test]
    fn sound_bodies_are_read() {
        check(r#" {"a": [1, -2, 0.5, true, null, "x\u00e4\n"], "a": {}} "#, r#"{"a":{}}"#);
        check(r#"["\ud83d\ude00", "\ud83d"]"#, "[\"😀\",\"\u{fffd}\"]");
    }

    #[test]
    fn broken_bodies_are_refused_in_the_words_of_go() {
        check("", "unexpected end of JSON input");
        check("type: x", "invalid character 'y' in literal true (expecting 'r')");
        check("{} {}", "invalid character '{' after top-level value");
        check(r#"{"a": 1,}"#, "invalid character '}' looking for beginning of object key string");
        check("{'a': 1}", r"invalid character '\'' looking for beginning of object key string");
        check(r#""\x""#, "invalid character 'x' in string escape code");
        check("[1 2]", "invalid character '2' after array element");
        check("-a", "invalid character 'a' in numeric literal");
    }
}
