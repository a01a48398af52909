//! Work on many proxies at once; what comes out keeps their order.

use std::{num::NonZero, panic::resume_unwind, thread};

use crate::misuse::Misuse;

/// How many items each processor works on before results are handed over: few, as results of a large mesh are large.
const BATCH: usize = 4;

/// Does `work` on every item, on all processors, and hands the results to `take` one by one in the order of the items.
pub(crate) fn in_order<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), Misuse>,
) -> Result<(), Misuse> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    if processors == 1 || items.len() == 1 {
        return items.iter().try_for_each(|item| take(work(item)));
    }
    for batch in items.chunks(processors * BATCH) {
        let done: Vec<R> = thread::scope(|scope| {
            let share = batch.len().div_ceil(processors);
            let workers: Vec<_> = batch
                .chunks(share)
                .map(|share| scope.spawn(|| share.iter().map(&work).collect::<Vec<R>>()))
                .collect();
            let joined =
                workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
            joined.flatten().collect()
        });
        done.into_iter().try_for_each(&mut take)?;
    }
    Ok(())
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
