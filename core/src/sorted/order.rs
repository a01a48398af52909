//! Sorting lists and searching in them, compiled once for all of them.

use crate::list::CollectVec as _;
use std::{cmp::Ordering, mem};

/// Sorts a list; equal items keep their order. Where `slice::sort_by` is compiled anew for every type and comparison, which is a
/// few KiB each in a WebAssembly module, this compiles one sort of positions for all.
pub fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let compare_at = |left: usize, right: usize| match (items.get(left), items.get(right)) {
        (Some(left), Some(right)) => compare(left, right),
        _ => Ordering::Equal,
    };
    let Some(order) = order(items.len(), &compare_at) else { return };
    let mut taken: Vec<Option<T>> = mem::take(items).into_iter().map(Some).collect_vec();
    items.extend(order.into_iter().filter_map(|position| taken.get_mut(position)?.take()));
}

/// Sorts a list by what `key` takes out of its items; items of equal keys keep their order.
pub fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |left, right| key(left).cmp(&key(right)));
}

/// The positions of a list in the order of its items; nothing where they are in order already, as most are.
fn order(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Option<Vec<usize>> {
    if (1..length).all(|position| compare(position - 1, position).is_le()) {
        return None;
    }
    let mut order: Vec<usize> = (0..length).collect_vec();
    order.sort_by(|left, right| compare(*left, *right));
    Some(order)
}

/// Where in a sorted list something stands, or else would stand; `compare` says how the item at a position is to it.
pub(super) fn search(length: usize, compare: &dyn Fn(usize) -> Ordering) -> Result<usize, usize> {
    // What comes in order needs no search.
    if length.checked_sub(1).is_none_or(|last| compare(last).is_lt()) {
        return Err(length);
    }
    let (mut from, mut to) = (0, length);
    while from < to {
        let middle = usize::midpoint(from, to);
        match compare(middle) {
            Ordering::Less => from = middle + 1,
            Ordering::Equal => return Ok(middle),
            Ordering::Greater => to = middle,
        }
    }
    Err(from)
}

#[cfg(test)]
mod tests {
    #[test]
    fn everything_is_found_where_it_stands_or_would_stand() {
        for length in 0..6_usize {
            let find = |wanted: usize| super::search(length, &|position| (2 * position + 1).cmp(&wanted));
            assert!((0..length).all(|position| find(2 * position + 1) == Ok(position)));
            assert!((0..=length).all(|position| find(2 * position) == Err(position)));
        }
    }

    #[test]
    fn equal_items_keep_their_order() {
        let mut items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        super::sort_by_key(&mut items, |(number, _)| *number);
        assert_eq!(items, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
