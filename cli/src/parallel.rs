//! Work on many proxies at once; what comes out keeps their order.

use std::io::{IsTerminal as _, stderr, stdout};

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use crate::misuse::Misuse;

/// How many items each processor works on before results are handed over: few, as results of a large mesh are large.
const BATCH: usize = 4;

/// Does `work` on every item, on all processors, and hands the results to `take` one by one in the order of the items.
/// Somebody who waits at a terminal sees how far it is.
pub(crate) fn in_order<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), Misuse>,
) -> Result<(), Misuse> {
    if let [item] = items {
        return take(work(item));
    }
    let progress = progress(items.len());
    for batch in items.chunks(rayon::current_num_threads() * BATCH) {
        let done: Vec<R> = batch.par_iter().map(&work).collect();
        done.into_iter().try_for_each(&mut take)?;
        progress.inc(u64::try_from(batch.len()).unwrap_or_default());
    }
    progress.finish_and_clear();
    Ok(())
}

/// A bar on the standard error. Where results go to a terminal they are progress enough, and a bar would cut them up.
fn progress(length: usize) -> ProgressBar {
    if stdout().is_terminal() || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} proxies, {eta} left");
    ProgressBar::new(u64::try_from(length).unwrap_or_default())
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u32> = (0..1000).collect();
        let mut results = Vec::new();
        let done = in_order(
            &items,
            |item| item * 2,
            |result| {
                results.push(result);
                Ok(())
            },
        );
        assert!(done.is_ok());
        assert_eq!(results, items.iter().map(|item| item * 2).collect::<Vec<_>>());
    }
}
