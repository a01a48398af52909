//! Rules about how large or how many.

use kumascope_envoy_api::prost_reflect::{DynamicMessage, EnumDescriptor, Value};

use super::member;
use crate::tree::{self, Duration};

/// Whether a rule is set.
pub(super) fn is_true(rules: &DynamicMessage, name: &str) -> bool {
    given(rules, name).and_then(|value| value.as_bool()).unwrap_or_default()
}

/// A whole number that a rule gives.
pub(super) fn limit(rules: &DynamicMessage, name: &str) -> Option<u64> {
    given(rules, name)?.as_u64()
}

/// A text that a rule gives.
pub(super) fn word(rules: &DynamicMessage, name: &str) -> Option<String> {
    given(rules, name)?.as_str().map(str::to_owned)
}

/// The value of a rule, where it is set.
pub(super) fn given(rules: &DynamicMessage, name: &str) -> Option<Value> {
    rules
        .has_field_by_name(name)
        .then(|| rules.get_field_by_name(name).map(std::borrow::Cow::into_owned))
        .flatten()
}

pub(super) fn constant(found: bool, rules: &DynamicMessage) -> Option<String> {
    let wanted = given(rules, "const")?.as_bool()?;
    (found != wanted).then(|| format!("value must equal {wanted}"))
}

/// The values that an enum may have. A number stands for a value without a name.
pub(super) fn choice(
    found: &tree::Value,
    descriptor: &EnumDescriptor,
    rules: &DynamicMessage,
) -> Option<String> {
    let tree::Value::String(name) = found else {
        let broken = is_true(rules, "defined_only");
        return broken.then(|| "value must be one of the defined enum values".to_owned());
    };
    let number = descriptor.get_value_by_name(name)?.number();
    let forbidden = given(rules, "not_in")?;
    let forbidden: Vec<i32> = forbidden.as_list()?.iter().filter_map(Value::as_i32).collect();
    forbidden.contains(&number).then(|| {
        let list: Vec<String> = forbidden.iter().map(ToString::to_string).collect();
        format!("value must not be in list [{}]", list.join(" "))
    })
}

/// How many there must be: `min_items`, `max_pairs` and the like.
pub(super) fn count(found: usize, rules: &DynamicMessage, what: &str, word: &str) -> Option<String> {
    let found = u64::try_from(found).unwrap_or(u64::MAX);
    let (least, most) = (limit(rules, &format!("min_{what}")), limit(rules, &format!("max_{what}")));
    match (least, most) {
        (Some(least), Some(most)) if least == most && found != least => {
            Some(format!("value must contain exactly {least} {word}"))
        }
        (Some(least), Some(most)) if least != most && !(least..=most).contains(&found) => {
            Some(format!("value must contain between {least} and {most} {word}, inclusive"))
        }
        (Some(least), None) if found < least => Some(format!("value must contain at least {least} {word}")),
        (None, Some(most)) if found > most => Some(format!("value must contain no more than {most} {word}")),
        _ => None,
    }
}

/// The bounds of a number.
pub(super) fn number(found: f64, rules: &DynamicMessage) -> Option<String> {
    let bound = |name: &str| {
        let value = given(rules, name)?;
        let as_float = |value: &Value| {
            Some(match value {
                Value::F64(number) => *number,
                Value::F32(number) => f64::from(*number),
                Value::I32(number) => f64::from(*number),
                Value::U32(number) => f64::from(*number),
                _ => value
                    .as_i64()
                    .map(|number| number.to_string())
                    .or_else(|| value.as_u64().map(|n| n.to_string()))?
                    .parse()
                    .ok()?,
            })
        };
        as_float(&value)
    };
    outside(&found, bound, |number| super::field::print(*number))
}

/// The bounds of a length of time.
pub(super) fn duration(found: &str, rules: &DynamicMessage) -> Option<String> {
    let bound = |name: &str| {
        let duration = member(rules, name)?;
        let part = |name: &str| {
            duration
                .get_field_by_name(name)
                .and_then(|value| value.as_i64().or_else(|| value.as_i32().map(i64::from)))
        };
        let nanoseconds = part("seconds")?.checked_mul(1_000_000_000)?.checked_add(part("nanos")?)?;
        Some(Duration { nanoseconds })
    };
    outside(&Duration::parse(found)?, bound, |duration| duration.to_go())
}

/// What is said of a value outside its bounds.
fn outside<T: PartialOrd>(
    found: &T,
    bound: impl Fn(&str) -> Option<T>,
    print: impl Fn(&T) -> String,
) -> Option<String> {
    let (above, least) = (bound("gt"), bound("gte"));
    let (below, most) = (bound("lt"), bound("lte"));
    let too_small = above.as_ref().is_some_and(|limit| found <= limit)
        || least.as_ref().is_some_and(|limit| found < limit);
    let too_large = below.as_ref().is_some_and(|limit| found >= limit)
        || most.as_ref().is_some_and(|limit| found > limit);
    if !too_small && !too_large {
        return None;
    }
    let low = above
        .as_ref()
        .map(|limit| ('(', "greater than", limit))
        .or(least.as_ref().map(|limit| ('[', "greater than or equal to", limit)));
    let high = below
        .as_ref()
        .map(|limit| (')', "less than", limit))
        .or(most.as_ref().map(|limit| (']', "less than or equal to", limit)));
    Some(match (low, high) {
        (Some((open, _, low)), Some((close, _, high))) => {
            format!("value must be inside range {open}{}, {}{close}", print(low), print(high))
        }
        (Some((_, words, limit)), None) | (None, Some((_, words, limit))) => {
            format!("value must be {words} {}", print(limit))
        }
        (None, None) => return None,
    })
}
