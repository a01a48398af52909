//! When resources were created: of several that fit, Kuma takes the oldest one in some places, the newest one in others.

use crate::tree::Node;

/// When a resource was created, as far as anybody can know: what the control plane says, or else its place among the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Creation {
    time: Option<Moment>,
    position: usize,
}

/// Seconds since 1970, and nanoseconds of the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Moment(i64, u32);

impl Creation {
    /// What a document says about it: `creationTime`, and `metadata.creationTimestamp` on Kubernetes.
    pub(super) fn said(root: &Node) -> Self {
        let universal = root.get("creationTime");
        let said =
            universal.or_else(|| root.get("metadata").and_then(|metadata| metadata.get("creationTimestamp")));
        Self { time: said.and_then(Node::as_str).and_then(moment), position: 0 }
    }

    /// That of the resource at a place in the order of creation, where nobody says a time.
    pub fn of_position(position: usize) -> Self {
        Self { time: None, position }
    }

    /// The same, of the resource at a place among those for which the same time is said, or none.
    #[must_use]
    pub fn at_position(self, position: usize) -> Self {
        Self { position, ..self }
    }
}

/// Reads a time of RFC 3339.
fn moment(text: &str) -> Option<Moment> {
    let (date, clock) = text.split_once('T')?;
    let (clock, zone) = clock.split_at(clock.find(['Z', '+', '-'])?);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let nanoseconds = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    Some(Moment(days(date)? * 86_400 + seconds(clock)? - offset(zone)?, nanoseconds))
}

/// Days from 1970 to a date; a year begins with March here, so that its last day is the leap day.
fn days(date: &str) -> Option<i64> {
    let [year, month, day] = numbers(date, '-')?;
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let leap_days = year / 4 - year / 100 + year / 400;
    Some(year * 365 + leap_days + (153 * month + 2) / 5 + day - 719_469)
}

fn seconds(clock: &str) -> Option<i64> {
    let [hours, minutes, seconds] = numbers(clock, ':')?;
    Some(hours * 3600 + minutes * 60 + seconds)
}

fn offset(zone: &str) -> Option<i64> {
    let sign = match zone.get(..1)? {
        "Z" => return Some(0),
        "-" => -1,
        _ => 1,
    };
    let [hours, minutes] = numbers(zone.get(1..)?, ':')?;
    Some(sign * (hours * 3600 + minutes * 60))
}

/// Small numbers between separators.
fn numbers<const COUNT: usize>(text: &str, separator: char) -> Option<[i64; COUNT]> {
    let mut parts = text.split(separator);
    let mut found = [0; COUNT];
    for number in &mut found {
        *number = parts.next()?.parse::<u16>().ok()?.into();
    }
    parts.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::{Moment, moment};

    #[test]
    fn times_are_compared_whatever_their_form() {
        assert_eq!(moment("1970-01-01T00:00:00Z"), Some(Moment(0, 0)));
        assert_eq!(moment("2024-02-29T12:30:00.5Z"), Some(Moment(1_709_209_800, 500_000_000)));
        assert_eq!(moment("2024-03-01T01:00:00+01:00"), moment("2024-03-01T00:00:00Z"));
        assert_eq!(moment("2024-02-29T23:30:00-00:30"), moment("2024-03-01T00:00:00.000Z"));
        assert!(moment("2025-11-29T07:49:21Z") < moment("2025-11-29T07:49:21.000000001Z"));
    }

    #[test]
    fn what_is_no_time_says_nothing() {
        for text in ["", "today", "2024-03-01", "2024-03-01T00:00:00", "2024-03T00:00:00Z", "2024-03-01T0:0Z"]
        {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
