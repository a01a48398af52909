//! Patterns and formats of texts in schemas.

use crate::list::CollectVec as _;

/// A pattern, and how it is printed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pattern {
    /// As messages print it.
    pub(super) text: &'static str,
    /// Whether a text fits.
    pub(super) fits: fn(&str) -> bool,
}

/// The pattern of a name in a form.
pub(super) fn find(name: &str) -> Option<Pattern> {
    let (text, fits): (_, fn(&str) -> bool) = match name {
        "header" => (r"^[a-z0-9!#$%&'*+\-.^_\x60|~]+$", is_header),
        "attribute" => (r"^[a-z]([a-z0-9]|[._][a-z0-9])*$", is_attribute),
        "subdomain" => (
            r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
            crate::resource::validate::syntax::has_subdomain_letters,
        ),
        "reason" => (r"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$", is_reason),
        "condition" => (
            r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$",
            is_condition,
        ),
        _ => return None,
    };
    Some(Pattern { text, fits })
}

fn is_header(text: &str) -> bool {
    let fits = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || "!#$%&'*+-.^_`|~".contains(letter)
    };
    !text.is_empty() && text.chars().all(fits)
}

/// Words of small letters and digits, with a dot or an underscore between them.
fn is_attribute(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.split(['.', '_']).all(|word| !word.is_empty() && word.chars().all(plain))
}

fn is_reason(text: &str) -> bool {
    let inner = |letter: char| letter.is_ascii_alphanumeric() || "_,:".contains(letter);
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.ends_with(|last: char| last.is_ascii_alphanumeric() || last == '_')
        && text.chars().all(inner)
}

fn is_condition(text: &str) -> bool {
    let (prefix, name) = match text.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, text),
    };
    let edge = |letter: char| letter.is_ascii_alphanumeric();
    prefix.is_none_or(crate::resource::validate::syntax::has_subdomain_letters)
        && name.starts_with(edge)
        && name.ends_with(edge)
        && name.chars().all(|letter| edge(letter) || "-_.".contains(letter))
}

/// Whether a text is Base64, as `govalidator.IsBase64` sees it.
pub(super) fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    !text.is_empty()
        && text.len().is_multiple_of(4)
        && text.len() - digits.len() <= 2
        && digits.chars().all(|letter| letter.is_ascii_alphanumeric() || "+/".contains(letter))
}

/// Whether a text is a date with a time, as the reference's formats have it.
pub(super) fn is_date_time(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let Some((date, time)) = text.split_once('t') else { return false };
    let numbers = |text: &str, lengths: &[usize], separator: char| {
        let parts: Vec<&str> = text.split(separator).collect_vec();
        parts.len() == lengths.len()
            && parts.iter().zip(lengths).all(|(part, length)| {
                part.len() == *length && part.chars().all(|digit| digit.is_ascii_digit())
            })
    };
    let Some((clock, rest)) = time.split_at_checked(8) else { return false };
    let zone = rest
        .strip_prefix('.')
        .map_or(rest, |fraction| fraction.trim_start_matches(|digit: char| digit.is_ascii_digit()));
    let offset =
        |zone: &str| zone.strip_prefix(['+', '-']).is_some_and(|offset| numbers(offset, &[2, 2], ':'));
    numbers(date, &[4, 2, 2], '-')
        && numbers(clock, &[2, 2, 2], ':')
        && clock.split(':').zip(["23", "59", "59"]).all(|(part, most)| part <= most)
        && (zone == "z" || offset(zone))
}

#[cfg(test)]
mod tests {
    use super::{find, is_base64, is_date_time};

    #[test]
    fn patterns_are_kept() {
        let fits = |name, text| (find(name).expect("a pattern").fits)(text);
        assert!(fits("header", "x-a_b`") && !fits("header", "X-A") && !fits("header", ""));
        assert!(fits("attribute", "a1.b_c") && !fits("attribute", "a..b") && !fits("attribute", "1a"));
        assert!(fits("condition", "a.b/C-d") && !fits("condition", "/x") && fits("reason", "A:b_"));
    }

    #[test]
    fn formats_are_kept() {
        assert!(is_date_time("2026-01-02T03:04:05.6Z") && is_date_time("2026-01-02t03:04:05+01:00"));
        assert!(!is_date_time("now") && !is_date_time("2026-01-02T24:00:00Z") && !is_date_time("2026-01-02"));
        assert!(is_base64("YQ==") && !is_base64("") && !is_base64("a") && !is_base64("%%%%"));
    }
}
