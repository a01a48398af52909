//! Making lists, with little code for each of them.

/// Every iterator, for making lists of what it gives.
pub trait CollectVec: Iterator {
    /// `collect` for a [`Vec`]. In a WebAssembly module the standard library's is 16.5 KiB of brotli larger: it compiles each
    /// iterator twice, once for the first item alone, so that it allocates as much as is needed. Everywhere else this is `collect`.
    fn collect_vec(self) -> Vec<Self::Item>
    where
        Self: Sized,
    {
        #[cfg(target_family = "wasm")]
        {
            let mut items = Vec::new();
            self.for_each(|item| items.push(item));
            items
        }
        #[cfg(not(target_family = "wasm"))]
        self.collect()
    }
}

impl<I: Iterator> CollectVec for I {}
