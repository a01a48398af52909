//! Which items of a list stand elsewhere: as few as possible are said to have moved.

use crate::list::CollectVec as _;

/// Of positions on the old side, given in the order of the new one, those that do not belong to the longest row that both sides have
/// in the same order.
pub(super) fn moved(positions: &[usize]) -> Vec<usize> {
    let kept = longest_increasing(positions);
    positions.iter().copied().filter(|position| kept.binary_search(position).is_err()).collect_vec()
}

/// The longest increasing row within a list of different numbers.
fn longest_increasing(numbers: &[usize]) -> Vec<usize> {
    // The index of the smallest last number of all rows of each length, and what stands before each number in its row.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (index, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers.get(*end) < Some(number));
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut row = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(index) = next {
        row.extend(numbers.get(index).copied());
        next = before.get(index).copied().flatten();
    }
    row.reverse();
    row
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn as_few_as_possible_have_moved() {
        assert_eq!(moved(&[0, 1, 2]), []);
        assert_eq!(moved(&[2, 0, 1]), [2]);
        assert_eq!(moved(&[1, 2, 3, 0]), [0]);
        assert_eq!(moved(&[1, 0]), [1], "one of two is enough");
        assert_eq!(moved(&[]), []);
    }
}
