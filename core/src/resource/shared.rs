//! Values of which many stores have the same.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

/// A value that its copies share until one of them is changed. Stores are put together from files anew at each key press, and what a
/// control plane changes afterwards is little.
#[derive(Clone, Debug, Default)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// A value that nobody else has.
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> AsRef<T> for Shared<T> {
    fn as_ref(&self) -> &T {
        &self.0
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}
