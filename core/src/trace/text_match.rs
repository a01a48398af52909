//! Matchers of texts, headers and query parameters.

use super::{
    HttpRequest,
    at::At,
    regex::Regex,
    truth::{Truth, not},
};
use crate::tree::decimal;

/// Whether a text compares with another one in some way.
type Compare = fn(&str, &str) -> bool;

/// How a `StringMatcher` compares, but for regular expressions.
const COMPARISONS: [(&str, Compare); 4] = [
    ("exact", |value, given| value == given),
    ("prefix", |value, given| value.starts_with(given)),
    ("suffix", |value, given| value.ends_with(given)),
    ("contains", |value, given| value.contains(given)),
];

/// Whether a text fits a `StringMatcher`, of Envoy's API or of xDS.
pub(super) fn string(matcher: &At<'_>, text: &str) -> Truth {
    let folded =
        |text: &str| if matcher.is("ignoreCase") { text.to_ascii_lowercase() } else { text.to_owned() };
    let value = folded(text);
    for (key, holds) in COMPARISONS {
        if matcher.has(key) {
            return Some(holds(&value, &folded(matcher.text(key))));
        }
    }
    regex(&matcher.get("safeRegex")?, text)
}

/// Whether a whole text fits a `RegexMatcher`; nothing where the expression needs what this walk does not know.
pub(super) fn regex(matcher: &At<'_>, text: &str) -> Truth {
    Regex::new(matcher.text("regex")).map(|regex| regex.is_full_match(text))
}

/// Whether a request fits a `HeaderMatcher`.
pub(super) fn header(matcher: &At<'_>, request: &HttpRequest) -> Truth {
    let inverted = matcher.is("invertMatch");
    let found = request.header(&matcher.text("name").to_ascii_lowercase());
    let present = matcher.node.get("presentMatch").map(|wanted| wanted.as_bool().unwrap_or_default());
    let Some(kind) = header_kind(matcher) else {
        return Some((found.is_some() == present.unwrap_or(true)) != inverted);
    };
    // A header that is missing fits no value, inverted or not.
    let value = match found {
        Some(value) => value,
        None if matcher.is("treatMissingHeaderAsEmpty") => "".into(),
        None => return Some(false),
    };
    let truth = match kind {
        HeaderKind::Text => string(&matcher.get("stringMatch")?, &value),
        HeaderKind::Regex => regex(&matcher.get("safeRegexMatch")?, &value),
        HeaderKind::Range => Some(in_range(&matcher.get("rangeMatch")?, &value)),
        HeaderKind::Older(key, holds) => Some(holds(&value, matcher.text(key))),
    };
    if inverted { not(truth) } else { truth }
}

#[derive(Clone, Copy)]
enum HeaderKind {
    Text,
    Regex,
    Range,
    Older(&'static str, Compare),
}

/// How the value is compared; nothing where only its presence counts.
fn header_kind(matcher: &At<'_>) -> Option<HeaderKind> {
    let kinds = [
        ("stringMatch", HeaderKind::Text),
        ("safeRegexMatch", HeaderKind::Regex),
        ("rangeMatch", HeaderKind::Range),
        ("exactMatch", HeaderKind::Older("exactMatch", |value, given| value == given)),
        ("prefixMatch", HeaderKind::Older("prefixMatch", |value, given| value.starts_with(given))),
        ("suffixMatch", HeaderKind::Older("suffixMatch", |value, given| value.ends_with(given))),
        ("containsMatch", HeaderKind::Older("containsMatch", |value, given| value.contains(given))),
    ];
    kinds.into_iter().find(|(key, _)| matcher.has(key)).map(|(_, kind)| kind)
}

/// Whether a number lies in a range whose end does not belong to it.
fn in_range(range: &At<'_>, value: &str) -> bool {
    let bound = |key| range.number(key).unwrap_or_default();
    decimal::parse(value).is_some_and(|value| value >= bound("start") && value < bound("end"))
}

/// Whether a request fits a `QueryParameterMatcher`. Of several parameters of one name the first counts.
pub(super) fn query_parameter(matcher: &At<'_>, request: &HttpRequest) -> Truth {
    let pairs = request.query().trim_start_matches('?').split('#').next().unwrap_or_default().split('&');
    let mut pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let found = pairs.find(|(key, _)| *key == matcher.text("name")).map(|(_, value)| value);
    match (matcher.get("stringMatch"), found) {
        (Some(matcher), Some(value)) => string(&matcher, value),
        (Some(_), None) => Some(false),
        (None, found) => Some(found.is_some()),
    }
}
