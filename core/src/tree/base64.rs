//! Base64 (RFC 4648, with padding): how protobuf's JSON and PEM write bytes.

use super::Text;
use crate::list::CollectVec as _;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Writes bytes.
pub fn encode(bytes: &[u8]) -> Text {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            if place > chunk.len() {
                text.push('=');
            } else {
                let sextet = group >> (18 - 6 * place) & 0x3f;
                text.push(ALPHABET.get(sextet as usize).copied().map_or('=', char::from));
            }
        }
    }
    text.into()
}

/// Reads bytes; white space between digits is skipped. Nothing for other texts.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect_vec();
    let unpadded = digits.strip_suffix(b"==").or_else(|| digits.strip_suffix(b"=")).unwrap_or(&digits);
    if !digits.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::with_capacity(unpadded.len() / 4 * 3 + 2);
    for chunk in unpadded.chunks(4) {
        let group = chunk.iter().try_fold(0_u32, |group, digit| Some(group << 6 | sextet(*digit)?))?;
        let aligned = (group << (6 * (4 - chunk.len()))).to_be_bytes();
        bytes.extend(aligned.iter().skip(1).take(chunk.len().checked_sub(1)?));
    }
    Some(bytes)
}

fn sextet(digit: u8) -> Option<u32> {
    let offset = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(offset.into())
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn bytes_go_both_ways() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("CERT", "Q0VSVA=="), ("KEY", "S0VZ")]
        {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(encode(&[0xfb, 0xff]), "+/8=");
    }

    #[test]
    fn what_is_no_base64_gives_nothing() {
        for text in ["Zg", "Z===", "Zm9v!", "====", "Zg==Zg=="] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
