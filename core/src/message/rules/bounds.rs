//! Rules about how large or how many.

use kumascope_envoy_api::schema::{EnumType, Rules, Scalar};

use crate::{
    list::CollectVec as _,
    origin::Origin,
    tree::{Duration, Node, Number, Value},
};

/// A whole number that a rule gives.
pub(super) fn limit(rules: &Rules, name: &str) -> Option<u64> {
    match rules.scalar(name)? {
        Scalar::Whole(number) => u64::try_from(number).ok(),
        _ => None,
    }
}

/// A truth value that must be another one.
pub(super) fn constant(found: bool, rules: &Rules) -> Option<String> {
    let Scalar::Bool(wanted) = rules.scalar("const")? else { return None };
    (found != wanted).then(|| format!("value must equal {wanted}"))
}

/// The values that an enum may have. A number stands for a value without a name.
pub(super) fn choice(found: &Value, known: &EnumType, rules: &Rules) -> Option<String> {
    let Value::String(name) = found else {
        let broken = rules.is_true("defined_only");
        return broken.then(|| "value must be one of the defined enum values".to_owned());
    };
    let number = Scalar::Whole(known.number(name)?.into());
    let forbidden = rules.scalars("not_in");
    forbidden.contains(&number).then(|| {
        let list: Vec<String> =
            forbidden.iter().map(|found| print(as_float(*found).unwrap_or_default())).collect_vec();
        format!("value must not be in list [{}]", list.join(" "))
    })
}

/// How many there must be: `min_items`, `max_pairs` and the like.
pub(super) fn count(found: usize, rules: &Rules, what: &str, word: &str) -> Option<String> {
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
pub(super) fn number(found: f64, rules: &Rules) -> Option<String> {
    let bound = |name: &str| as_float(rules.scalar(name)?);
    outside(&found, bound, |number| print(*number))
}

/// The bounds of a length of time.
pub(super) fn duration(found: &str, rules: &Rules) -> Option<String> {
    let bound = |name: &str| {
        let duration = rules.member(name)?;
        let part = |name: &str| match duration.scalar(name) {
            Some(Scalar::Whole(number)) => i64::try_from(number).unwrap_or_default(),
            _ => 0,
        };
        let nanoseconds = part("seconds").checked_mul(1_000_000_000)?.checked_add(part("nanos"))?;
        Some(Duration { nanoseconds })
    };
    outside(&Duration::parse(found)?, bound, |duration| duration.to_go())
}

#[expect(clippy::cast_precision_loss, reason = "bounds are round numbers")]
fn as_float(scalar: Scalar) -> Option<f64> {
    match scalar {
        Scalar::Whole(number) => Some(number as f64),
        Scalar::Float(number) => Some(number),
        _ => None,
    }
}

/// A number as Go prints it.
fn print(number: f64) -> String {
    Node::number(Number::Float(number), Origin::Default(&"bound")).to_json()
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
