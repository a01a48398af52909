//! What all proxies that change have in common.

use std::collections::BTreeMap;

use kumascope_core::{
    compare::{Cause, Count, Impact, Presence, Tally},
    text::Sources,
};

use crate::comparison::causes;

/// How many places of a cause are named before they are counted.
const NAMED: usize = 3;

/// The impact on all proxies.
pub(super) struct Summary<'a> {
    /// The proxies that change, in order.
    pub(super) impacts: Vec<Impact>,
    /// How many proxies there are.
    pub(super) proxies: usize,
    /// How many parts change, over all proxies.
    pub(super) tally: Tally,
    /// Every resource behind some change, with all places in it and how many proxies it is behind; the widest first.
    pub(super) causes: Vec<(Cause, usize)>,
    /// The texts of both sides.
    pub(super) sources: (&'a Sources, &'a Sources),
}

impl<'a> Summary<'a> {
    pub(super) fn of(impacts: Vec<Impact>, proxies: usize, sources: (&'a Sources, &'a Sources)) -> Self {
        let mut tally = Tally::default();
        let mut causes: BTreeMap<String, (Cause, usize)> = BTreeMap::new();
        for impact in &impacts {
            tally.add(&impact.tally);
            for cause in &impact.causes {
                let (all, count) = causes.entry(name(cause)).or_insert_with(|| (cause.clone(), 0));
                all.old.extend(cause.old.iter().copied());
                all.new.extend(cause.new.iter().copied());
                *count += 1;
            }
        }
        let mut causes: Vec<(Cause, usize)> = causes.into_values().collect();
        causes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Self { impacts, proxies, tally, causes, sources }
    }

    /// How many of the proxies change.
    pub(super) fn sentence(&self) -> String {
        match (self.impacts.len(), self.proxies) {
            (0, all) => format!("none of {} changes", proxies(all)),
            (1, all) => format!("1 of {} changes", proxies(all)),
            (count, all) => format!("{} of {} change", grouped(count), proxies(all)),
        }
    }

    /// The lines of a cause, as `path:line`: those of the new side, or of the old one where it is no more.
    pub(super) fn lines(&self, cause: &Cause) -> String {
        let (places, sources) =
            if cause.new.is_empty() { (&cause.old, self.sources.0) } else { (&cause.new, self.sources.1) };
        let mut lines: Vec<String> = places.iter().map(|place| causes::line(*place, sources)).collect();
        lines.dedup();
        let more = lines.len().saturating_sub(NAMED);
        lines.truncate(NAMED);
        let named = lines.join(", ");
        if more == 0 { named } else { format!("{named} and {more} more") }
    }
}

/// `Kind mesh/name`.
pub(super) fn name(cause: &Cause) -> String {
    let Cause { kind, mesh, name, .. } = cause;
    if mesh.is_empty() { format!("{} {name}", kind.0.name) } else { format!("{} {mesh}/{name}", kind.0.name) }
}

/// What happened to something, in one word.
pub(super) fn word(presence: Presence) -> &'static str {
    match presence {
        Presence::Added => "added",
        Presence::Removed => "removed",
        Presence::Changed => "changed",
    }
}

/// `+1 -2 ~3`, without what is none.
pub(super) fn counts(count: Count) -> String {
    let parts = [('+', count.added), ('-', count.removed), ('~', count.changed)];
    let parts =
        parts.iter().filter(|(_, number)| *number > 0).map(|(sign, number)| format!("{sign}{number}"));
    parts.collect::<Vec<_>>().join(" ")
}

/// A number with commas between its thousands.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn proxies(count: usize) -> String {
    if count == 1 { "1 proxy".to_owned() } else { format!("{} proxies", grouped(count)) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_are_told_apart() {
        assert_eq!([7, 1000, 1_234_567].map(super::grouped), ["7", "1,000", "1,234,567"]);
    }
}
