//! Lengths of time, as Go and as protobuf write them.

use std::fmt::Write as _;

use smol_str::SmolStrBuilder;

use super::{Text, Value, json::write_digits};

/// A length of time in whole nanoseconds, as Go's `time.Duration`: ± 292 years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    /// The length in nanoseconds.
    pub nanoseconds: i64,
}

/// Go's largest length of time and one nanosecond: how far below zero it goes.
const LIMIT: u64 = 1 << 63;

const UNITS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self { nanoseconds: 0 };

    /// A length in whole seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self { nanoseconds: seconds.saturating_mul(1_000_000_000) }
    }

    /// A length in whole milliseconds.
    pub const fn milliseconds(milliseconds: i64) -> Self {
        Self { nanoseconds: milliseconds.saturating_mul(1_000_000) }
    }

    /// Reads Go's notation: an optional sign, then numbers with units (`1h30m`, `1.5s`, `250ms`), or `0`.
    /// Nothing where the text is not of that form or the length does not fit.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, mut rest) = match text.strip_prefix(['-', '+']) {
            Some(rest) => (text.starts_with('-'), rest),
            None => (false, text),
        };
        if rest == "0" {
            return Some(Self::ZERO);
        }
        if rest.is_empty() {
            return None;
        }
        let mut total: u64 = 0;
        while !rest.is_empty() {
            let (nanoseconds, remaining) = parse_part(rest)?;
            total = total.checked_add(nanoseconds).filter(|total| *total <= LIMIT)?;
            rest = remaining;
        }
        let nanoseconds =
            if negative { 0_i64.checked_sub_unsigned(total) } else { i64::try_from(total).ok() };
        nanoseconds.map(|nanoseconds| Self { nanoseconds })
    }

    /// Writes Go's notation: `1h0m0s`, `30m0s`, `1.5s`, `250ms`, `0s`.
    pub fn to_go(self) -> String {
        let sign = if self.nanoseconds < 0 { "-" } else { "" };
        let absolute = self.nanoseconds.unsigned_abs();
        let (hours, minutes, rest) =
            (absolute / 3_600_000_000_000, absolute / 60_000_000_000 % 60, absolute % 60_000_000_000);
        let mut text = String::from(sign);
        match absolute {
            0 => text.push_str("0s"),
            1..1_000 => push_decimal(&mut text, absolute, 1, "ns"),
            1_000..1_000_000 => push_decimal(&mut text, absolute, 1_000, "µs"),
            1_000_000..1_000_000_000 => push_decimal(&mut text, absolute, 1_000_000, "ms"),
            _ => {
                if hours > 0 {
                    let _ = write!(text, "{hours}h");
                }
                if hours > 0 || minutes > 0 {
                    let _ = write!(text, "{minutes}m");
                }
                push_decimal(&mut text, rest, 1_000_000_000, "s");
            }
        }
        text
    }

    /// Writes protobuf's JSON notation: seconds with zero, three, six or nine digits after the point.
    pub fn to_proto(self) -> Text {
        let sign = if self.nanoseconds < 0 { "-" } else { "" };
        let absolute = self.nanoseconds.unsigned_abs();
        let (seconds, nanoseconds) = (absolute / 1_000_000_000, absolute % 1_000_000_000);
        match nanoseconds {
            // Most are whole seconds, of which there are several in every route and cluster.
            0 => {
                let mut text = SmolStrBuilder::new();
                text.push_str(sign);
                write_digits(seconds, &mut text);
                text.push('s');
                text.finish()
            }
            n if n % 1_000_000 == 0 => format!("{sign}{seconds}.{:03}s", n / 1_000_000).into(),
            n if n % 1_000 == 0 => format!("{sign}{seconds}.{:06}s", n / 1_000).into(),
            n => format!("{sign}{seconds}.{n:09}s").into(),
        }
    }
}

impl From<Duration> for Value {
    fn from(duration: Duration) -> Self {
        Self::String(duration.to_proto())
    }
}

/// One number with its unit, and what follows it.
fn parse_part(text: &str) -> Option<(u64, &str)> {
    let number_end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, rest) = text.split_at(number_end);
    let unit_end = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
    let (unit, rest) = rest.split_at(unit_end);
    let scale = UNITS.iter().find(|(name, _)| *name == unit)?.1;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let nanoseconds = whole.checked_mul(scale)?.checked_add(part_of(scale, fraction)?)?;
    (nanoseconds <= LIMIT).then_some((nanoseconds, rest))
}

/// What the digits behind a point are of a unit, in the floating-point numbers that Go computes it in. Digits that no longer fit
/// into 63 bits count for nothing.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "so does Go, and a part of a unit is never negative"
)]
fn part_of(scale: u64, digits: &str) -> Option<u64> {
    let (mut number, mut power, mut fits) = (0_u64, 1.0, true);
    for digit in digits.chars() {
        let digit = u64::from(digit.to_digit(10)?);
        fits = fits && number <= (LIMIT - 1) / 10 && number * 10 + digit <= LIMIT;
        if fits {
            (number, power) = (number * 10 + digit, power * 10.0);
        }
    }
    Some((number as f64 * (scale as f64 / power)) as u64)
}

fn push_decimal(text: &mut String, amount: u64, unit: u64, name: &str) {
    let _ = write!(text, "{}", amount / unit);
    let fraction = amount % unit;
    if fraction > 0 {
        let width = unit.ilog10() as usize;
        let digits = format!("{fraction:0width$}");
        let _ = write!(text, ".{}", digits.trim_end_matches('0'));
    }
    text.push_str(name);
}

#[cfg(test)]
mod tests {
    use super::Duration;

    fn check(text: &str, go: &str, proto: &str) {
        let duration = Duration::parse(text).expect("a duration");
        assert_eq!((duration.to_go().as_str(), duration.to_proto().as_str()), (go, proto));
    }

    #[test]
    fn durations_are_written_as_go_and_as_protobuf_write_them() {
        check("60s", "1m0s", "60s");
        check("2h", "2h0m0s", "7200s");
        check("1h30m", "1h30m0s", "5400s");
        check("500ms", "500ms", "0.500s");
        check("1.5s", "1.5s", "1.500s");
        check("0", "0s", "0s");
        check("-3m", "-3m0s", "-180s");
        check("10us", "10µs", "0.000010s");
        check("1ns", "1ns", "0.000000001s");
        check(".5s1.25m", "1m15.5s", "75.500s");
        check("0.3333333333333333333h", "20m0s", "1200s");
        check("0.9223372036854775807h", "55m20.413933267s", "3320.413933267s");
        check("-9223372036854775808ns", "-2562047h47m16.854775808s", "-9223372036.854775808s");
    }

    #[test]
    fn what_is_not_a_duration_is_refused() {
        for text in ["", "-", "5", "s", "1x", ".s", "1h-3m", "9999999h", "1.5.2s", "9223372036854775808ns"] {
            assert_eq!(Duration::parse(text), None, "{text}");
        }
    }
}
