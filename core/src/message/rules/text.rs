//! Rules about texts and bytes.

use kumascope_envoy_api::prost_reflect::{DynamicMessage, Value};

use super::bounds::{given, is_true, limit, word};
use crate::tree::base64;

/// What of a text breaks its rules.
pub(super) fn broken(text: &str, rules: &DynamicMessage) -> Option<String> {
    if text.is_empty() && is_true(rules, "ignore_empty") {
        return None;
    }
    length(text.chars().count(), rules, "len", "runes")
        .or_else(|| length(text.len(), rules, "bytes", "bytes"))
        .or_else(|| affixes(text, rules))
        .or_else(|| header(text, rules))
}

/// What of bytes breaks their rules.
pub(super) fn broken_bytes(encoded: &str, rules: &DynamicMessage) -> Option<String> {
    length(base64::decode(encoded)?.len(), rules, "len", "bytes")
}

fn length(found: usize, rules: &DynamicMessage, what: &str, unit: &str) -> Option<String> {
    let found = u64::try_from(found).unwrap_or(u64::MAX);
    let (least, most) = (limit(rules, &format!("min_{what}")), limit(rules, &format!("max_{what}")));
    match (least, most) {
        (Some(least), Some(most)) if !(least..=most).contains(&found) => {
            Some(format!("value length must be between {least} and {most} {unit}, inclusive"))
        }
        (Some(least), None) if found < least => Some(format!("value length must be at least {least} {unit}")),
        (None, Some(most)) if found > most => Some(format!("value length must be at most {most} {unit}")),
        _ => None,
    }
}

fn affixes(text: &str, rules: &DynamicMessage) -> Option<String> {
    let prefix = word(rules, "prefix").filter(|prefix| !text.starts_with(prefix.as_str()));
    let suffix = word(rules, "suffix").filter(|suffix| !text.ends_with(suffix.as_str()));
    let of_affix = prefix
        .map(|prefix| format!("value does not have prefix {prefix:?}"))
        .or_else(|| suffix.map(|suffix| format!("value does not have suffix {suffix:?}")));
    let Some(Value::List(allowed)) = given(rules, "in") else { return of_affix };
    let allowed: Vec<&str> = allowed.iter().filter_map(Value::as_str).collect();
    of_affix.or_else(|| {
        (!allowed.contains(&text)).then(|| format!("value must be in list [{}]", allowed.join(" ")))
    })
}

/// Names and values of headers (`well_known_regex`).
fn header(text: &str, rules: &DynamicMessage) -> Option<String> {
    let Some(Value::EnumNumber(kind)) = given(rules, "well_known_regex") else { return None };
    let is_strict = given(rules, "strict").and_then(|value| value.as_bool()).unwrap_or(true);
    let is_control = |found: char| matches!(found, '\0'..='\x08' | '\n'..='\x1f' | '\x7f');
    let breaks_line = |found: char| matches!(found, '\0' | '\n' | '\r');
    let in_name = |found: char| found.is_ascii_alphanumeric() || "!#$%&'*+-.^_|~`".contains(found);
    let (fits, pattern) = match (kind, is_strict) {
        (1, true) => {
            let name = text.strip_prefix(':').unwrap_or(text);
            (!name.is_empty() && name.chars().all(in_name), "^:?[0-9a-zA-Z!#$%&'*+-.^_|~`]+$")
        }
        (1, false) => (!text.is_empty() && !text.contains(breaks_line), r"^[^\x00\n\r]+$"),
        (2, true) => (!text.contains(is_control), r"^[^\x00-\b\n-\x1f\x7f]*$"),
        (2, false) => (!text.contains(breaks_line), r"^[^\x00\n\r]*$"),
        _ => return None,
    };
    (!fits).then(|| format!("value does not match regex pattern \"{pattern}\""))
}
