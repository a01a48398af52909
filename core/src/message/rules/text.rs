//! Rules about texts and bytes.

use kumascope_envoy_api::schema::{Rules, Scalar};

use super::bounds::limit;
use crate::{list::CollectVec as _, tree::base64};

/// What of a text breaks its rules.
pub(super) fn broken(text: &str, rules: &Rules) -> Option<String> {
    if text.is_empty() && rules.is_true("ignore_empty") {
        return None;
    }
    length(text.chars().count(), rules, "len", "runes")
        .or_else(|| length(text.len(), rules, "bytes", "bytes"))
        .or_else(|| affixes(text, rules))
        .or_else(|| header(text, rules))
}

/// What of bytes breaks their rules.
pub(super) fn broken_bytes(encoded: &str, rules: &Rules) -> Option<String> {
    length(base64::decode(encoded)?.len(), rules, "len", "bytes")
}

fn length(found: usize, rules: &Rules, what: &str, unit: &str) -> Option<String> {
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

fn affixes(text: &str, rules: &Rules) -> Option<String> {
    let prefix = rules.scalar("prefix").and_then(as_text).filter(|prefix| !text.starts_with(prefix));
    let suffix = rules.scalar("suffix").and_then(as_text).filter(|suffix| !text.ends_with(suffix));
    let of_affix = prefix
        .map(|prefix| format!("value does not have prefix {prefix:?}"))
        .or_else(|| suffix.map(|suffix| format!("value does not have suffix {suffix:?}")));
    let allowed: Vec<&str> = rules.scalars("in").into_iter().filter_map(as_text).collect_vec();
    if allowed.is_empty() {
        return of_affix;
    }
    of_affix.or_else(|| {
        (!allowed.contains(&text)).then(|| format!("value must be in list [{}]", allowed.join(" ")))
    })
}

fn as_text(scalar: Scalar) -> Option<&'static str> {
    match scalar {
        Scalar::Text(text) => Some(text),
        _ => None,
    }
}

/// Names and values of headers (`well_known_regex`).
fn header(text: &str, rules: &Rules) -> Option<String> {
    let Some(Scalar::Whole(kind)) = rules.scalar("well_known_regex") else { return None };
    let is_strict = rules.scalar("strict") != Some(Scalar::Bool(false));
    let is_control = |found: char| matches!(found, '\0'..='\x08' | '\n'..='\x1f' | '\x7f');
    let breaks_line = |found: char| matches!(found, '\0' | '\n' | '\r');
    let in_name = |found: char| found.is_ascii_alphanumeric() || "!#$%&'*+-.^_|~`".contains(found);
    let (fits, pattern) = match (kind, is_strict) {
        (1, true) => {
            let name = text.strip_prefix(':').unwrap_or(text);
            (!name.is_empty() && name.chars().all(in_name), "^:?[0-9a-zA-Z!#$%&'*+-.^_|~`]+$")
        }
        (1 | 2, false) => (!text.contains(breaks_line), r"^[^\x00\n\r]*$"),
        (2, true) => (!text.contains(is_control), r"^[^\x00-\b\n-\x1f\x7f]*$"),
        _ => return None,
    };
    (!fits).then(|| format!("value does not match regex pattern \"{pattern}\""))
}
