//! What stands in the place of a value in another version of the same configuration.
//!
//! Members of maps are found by name. Items of lists are found by what they are: an equal item in the same order, else one of the
//! same name or with the same condition, else the one at the same place among those that are left.

use crate::{
    list::CollectVec as _,
    tree::{Node, Pointer, Text, Value},
};

/// The members by which two items of a list are known to be the same thing in two versions.
const IDENTITY: [&str; 7] = ["name", "match", "filterChainMatch", "@type", "key", "header", "endpoint"];

/// How many comparisons of items are worth an exact answer; longer lists are matched by what their items are called.
const COMPARISONS: usize = 250_000;

/// The place in `other` of what stands at `pointer` below `root`, or nothing where it has none there.
pub fn counterpart(root: &Node, other: &Node, pointer: &Pointer) -> Option<Pointer> {
    let (mut own, mut theirs) = (root, other);
    let mut found = Pointer::default();
    for step in &pointer.steps {
        let there = match (&own.value, &theirs.value) {
            (Value::List(items), Value::List(others)) => {
                let index: usize = step.parse().ok()?;
                Text::new((*counterparts(items, others).get(index)?)?.to_string())
            }
            _ => step.clone(),
        };
        own = own.child(step)?;
        theirs = theirs.child(&there)?;
        found = found.child(there);
    }
    Some(found)
}

/// The values of `root` that are new or other than in `other`, by their places: those that hold no others.
pub fn changed(root: &Node, other: &Node) -> Vec<Pointer> {
    let mut changed = Vec::new();
    compare(root, Some(other), &Pointer::default(), &mut changed);
    changed
}

fn compare(own: &Node, other: Option<&Node>, at: &Pointer, changed: &mut Vec<Pointer>) {
    if other.is_some_and(|other| own == other) {
        return;
    }
    match &own.value {
        Value::Map(members) if !members.is_empty() => {
            for entry in members {
                let theirs = other.and_then(|other| other.get(&entry.key));
                compare(&entry.value, theirs, &at.child(entry.key.clone()), changed);
            }
        }
        Value::List(items) if !items.is_empty() => {
            let others = other.and_then(Node::as_list).unwrap_or_default();
            for (index, (item, there)) in items.iter().zip(counterparts(items, others)).enumerate() {
                let theirs = there.and_then(|there| others.get(there));
                compare(item, theirs, &at.child(index.to_string()), changed);
            }
        }
        _ => changed.push(at.clone()),
    }
}

/// For each item the position of its counterpart.
fn counterparts(items: &[Node], others: &[Node]) -> Vec<Option<usize>> {
    let mut found = equal_items(items, others);
    let mut free: Vec<bool> = vec![true; others.len()];
    for index in found.iter().flatten() {
        free.get_mut(*index).into_iter().for_each(|free| *free = false);
    }
    for (item, there) in items.iter().zip(&mut found).filter(|(_, there)| there.is_none()) {
        let alike = others
            .iter()
            .zip(&mut free)
            .enumerate()
            .find(|(_, (other, free))| **free && is_alike(item, other));
        *there = alike.map(|(index, (_, free))| {
            *free = false;
            index
        });
    }
    let left: Vec<usize> =
        free.iter().enumerate().filter(|(_, free)| **free).map(|(index, _)| index).collect_vec();
    let open = found.iter_mut().zip(items).filter(|(there, item)| there.is_none() && !has_identity(item));
    for ((there, _), index) in open.zip(left) {
        *there = Some(index);
    }
    found
}

/// The longest sequence of equal items that both lists have in the same order.
fn equal_items(items: &[Node], others: &[Node]) -> Vec<Option<usize>> {
    let first = items.iter().zip(others).take_while(|(left, right)| left == right).count();
    let most = items.len().min(others.len()) - first;
    let last = items
        .iter()
        .rev()
        .zip(others.iter().rev())
        .take(most)
        .take_while(|(left, right)| left == right)
        .count();
    let mut found: Vec<Option<usize>> = vec![None; items.len()];
    let (own, theirs) = (first..items.len() - last, first..others.len() - last);
    for (index, there) in found.iter_mut().enumerate() {
        if index < first {
            *there = Some(index);
        } else if index >= own.end {
            *there = Some(index + others.len() - items.len());
        }
    }
    let middle = items.get(own).unwrap_or_default();
    let other_middle = others.get(theirs).unwrap_or_default();
    if middle.len() * other_middle.len() <= COMPARISONS {
        for (left, right) in common(middle, other_middle) {
            found.get_mut(first + left).into_iter().for_each(|there| *there = Some(first + right));
        }
    }
    found
}

/// The longest common subsequence, as pairs of positions.
fn common(items: &[Node], others: &[Node]) -> Vec<(usize, usize)> {
    let width = others.len() + 1;
    let mut lengths = vec![0_usize; (items.len() + 1) * width];
    let at = |lengths: &[usize], row: usize, column: usize| {
        lengths.get(row * width + column).copied().unwrap_or(0)
    };
    for (row, item) in items.iter().enumerate().rev() {
        for (column, other) in others.iter().enumerate().rev() {
            let length = if item == other {
                at(&lengths, row + 1, column + 1) + 1
            } else {
                at(&lengths, row + 1, column).max(at(&lengths, row, column + 1))
            };
            lengths.get_mut(row * width + column).into_iter().for_each(|place| *place = length);
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut pairs = Vec::new();
    while let (Some(item), Some(other)) = (items.get(row), others.get(column)) {
        if item == other {
            pairs.push((row, column));
            (row, column) = (row + 1, column + 1);
        } else if at(&lengths, row + 1, column) >= at(&lengths, row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

fn is_alike(item: &Node, other: &Node) -> bool {
    has_identity(item) && IDENTITY.iter().all(|member| item.get(member) == other.get(member))
}

fn has_identity(item: &Node) -> bool {
    IDENTITY.iter().any(|member| item.get(member).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Sources, parse_values};

    fn read(text: &str) -> Node {
        let mut sources = Sources::default();
        let id = sources.add("tree.yaml", text);
        parse_values(&sources, id).0.remove(0).root
    }

    fn check(own: &str, other: &str, expected: &[&str]) {
        let found: Vec<String> = changed(&read(own), &read(other)).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{own} against {other}");
    }

    #[test]
    fn what_only_moved_did_not_change() {
        check("[new, a, b, c]", "[a, b, c]", &["/0"]);
        check("[a, new, b, other, c]", "[a, b, c]", &["/1", "/3"]);
        check("[{name: x, v: 2}, {name: y, v: 1}]", "[{name: y, v: 1}, {name: x, v: 1}]", &["/0/v"]);
    }

    #[test]
    fn an_item_of_another_name_is_another_item() {
        check("[{name: x, v: 1}]", "[{name: y, v: 1}]", &["/0/name", "/0/v"]);
        check("[{weight: 1}, {weight: 2}]", "[{weight: 1}, {weight: 3}]", &["/1/weight"]);
    }

    #[test]
    fn the_counterpart_of_a_value_is_where_its_list_has_it() {
        let (own, other) =
            (read("{r: [{match: new}, {match: old, v: 1}]}"), read("{r: [{match: old, v: 2}]}"));
        let place =
            |text: &str| counterpart(&own, &other, &Pointer::parse(text)?).map(|found| found.to_string());
        assert_eq!(place("/r/1/v").as_deref(), Some("/r/0/v"));
        assert_eq!(place("/r/0/match"), None);
    }
}
