//! Base64, in which Envoy's JSON carries bytes.

use crate::tree::Text;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes in base64, padded.
pub fn base64(bytes: &[u8]) -> Text {
    bytes.chunks(3).flat_map(four).collect()
}

fn four(chunk: &[u8]) -> [char; 4] {
    let byte = |index: usize| chunk.get(index).copied().map_or(0, u32::from);
    let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
    let sextet =
        |shift: u32| ALPHABET.get((bits >> shift & 63) as usize).map_or('=', |letter| char::from(*letter));
    let padded = |used: usize, letter: char| if chunk.len() > used { letter } else { '=' };
    [sextet(18), sextet(12), padded(1, sextet(6)), padded(2, sextet(0))]
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn short_ends_are_padded() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"C"), "Qw==");
        assert_eq!(base64(b"CA"), "Q0E=");
        assert_eq!(base64(b"KEY"), "S0VZ");
    }
}
