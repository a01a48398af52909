//! Whether something holds, when it cannot always be told: a filter may ask what only a running Envoy knows.

/// Whether something holds; nothing where it cannot be told.
pub(super) type Truth = Option<bool>;

/// Whether all hold.
pub(super) fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
    let mut result = Some(true);
    for truth in truths {
        match truth {
            Some(false) => return truth,
            Some(true) => {}
            None => result = None,
        }
    }
    result
}

/// Whether one of them holds.
pub(super) fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
    not(all(truths.into_iter().map(not)))
}

/// Whether it does not hold.
pub(super) fn not(truth: Truth) -> Truth {
    truth.map(|truth| !truth)
}

#[cfg(test)]
mod tests {
    use super::{all, any};

    #[test]
    fn what_cannot_be_told_counts_only_where_it_decides() {
        assert_eq!(
            (all([Some(false), None]), all([Some(true), None]), all([])),
            (Some(false), None, Some(true))
        );
        assert_eq!(
            (any([Some(true), None]), any([Some(false), None]), any([])),
            (Some(true), None, Some(false))
        );
    }
}
