//! What Go says about texts that are no lengths of time.

use std::fmt::Write as _;

use crate::tree::Duration;

/// The fault of a text that is no length of time; nothing where it is one.
pub(super) fn fault(text: &str) -> Option<String> {
    if Duration::parse(text).is_some() {
        return None;
    }
    Some(explain(text))
}

fn explain(text: &str) -> String {
    let quoted = quote(text);
    let invalid = || format!("time: invalid duration {quoted}");
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    while !rest.is_empty() {
        if !rest.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.') {
            return invalid();
        }
        let whole = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let mut digits = rest.len() - whole.len();
        rest = whole;
        if let Some(fraction) = rest.strip_prefix('.') {
            rest = fraction.trim_start_matches(|letter: char| letter.is_ascii_digit());
            digits += fraction.len() - rest.len();
        }
        if digits == 0 {
            return invalid();
        }
        let after = rest.trim_start_matches(|letter: char| !letter.is_ascii_digit() && letter != '.');
        let unit = rest.strip_suffix(after).unwrap_or_default();
        if unit.is_empty() {
            return format!("time: missing unit in duration {quoted}");
        }
        if !["ns", "us", "µs", "μs", "ms", "s", "m", "h"].contains(&unit) {
            return format!("time: unknown unit {} in duration {quoted}", quote(unit));
        }
        rest = after;
    }
    invalid()
}

/// Go's package of time quotes by itself: every byte that is not plain is written as a number.
fn quote(text: &str) -> String {
    let mut quoted = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            ' '..='\u{7e}' => quoted.push(letter),
            letter => {
                let mut bytes = [0; 4];
                let bytes = letter.encode_utf8(&mut bytes).bytes();
                for byte in bytes {
                    let _ = write!(quoted, "\\x{byte:02x}");
                }
            }
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn faults_of_lengths_of_time_are_those_of_go() {
        let fault = |text| fault(text).unwrap_or_default();
        assert_eq!(fault("5s"), "");
        assert_eq!(fault("5"), "time: missing unit in duration \"5\"");
        assert_eq!(fault("1d"), "time: unknown unit \"d\" in duration \"1d\"");
        assert_eq!(fault("soon"), "time: invalid duration \"soon\"");
        assert_eq!(fault(""), "time: invalid duration \"\"");
        assert_eq!(fault("9999999999h"), "time: invalid duration \"9999999999h\"");
    }
}
