//! The word that was probably meant.

use crate::list::CollectVec as _;

/// The name that is closest to what was written, where one is close: a third of its letters may differ, case does not count.
pub fn closest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (written.chars().count() / 3).clamp(1, 3);
    names
        .into_iter()
        .map(|name| (distance(&written.to_ascii_lowercase(), &name.to_ascii_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters must be put in, taken out or replaced (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect_vec();
    let mut row: Vec<usize> = (0..=right.len()).collect_vec();
    for (index, letter) in left.chars().enumerate() {
        let mut above_left = index;
        let mut current = index + 1;
        let mut next = vec![current];
        for (other, above) in right.iter().zip(row.iter().skip(1)) {
            current = (above_left + usize::from(letter != *other)).min(above + 1).min(current + 1);
            above_left = *above;
            next.push(current);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn close_names_are_found() {
        let names = ["targetRef", "from", "to", "rules"];
        assert_eq!(closest("targetref", names), Some("targetRef"));
        assert_eq!(closest("form", names), None);
        assert_eq!(closest("rule", names), Some("rules"));
        assert_eq!(closest("something", names), None);
        assert_eq!(closest("tragetRef", names), Some("targetRef"));
    }
}
