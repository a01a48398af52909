//! A value together with its origin.

use std::{
    cmp::Ordering,
    hash::{Hash, Hasher},
    ops::Deref,
};

use super::{Name, Origin};

/// A value and who set it. It reads like the value itself; equality, order and hash ignore the origin.
#[derive(Clone, Copy, Debug)]
pub struct Traced<T> {
    /// What was set.
    pub value: T,
    /// Who set it.
    pub origin: Origin,
}

impl<T> Traced<T> {
    /// A value with its origin.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// A value that a rule of the engine sets; see [`Origin::Rule`].
    pub fn rule(value: T, name: Name) -> Self {
        Self::new(value, Origin::Rule(name))
    }

    /// A value that stands because no field was written; see [`Origin::Default`].
    pub fn default_of(value: T, name: Name) -> Self {
        Self::new(value, Origin::Default(name))
    }

    /// Another value with the same origin.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Traced<U> {
        Traced::new(change(self.value), self.origin)
    }

    /// A value computed from this one, with the same origin.
    pub fn derive<U>(&self, compute: impl FnOnce(&T) -> U) -> Traced<U> {
        Traced::new(compute(&self.value), self.origin)
    }
}

impl<T> Deref for Traced<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Traced<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Traced<T> {}

impl<T: PartialOrd> PartialOrd for Traced<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Ord> Ord for Traced<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl<T: Hash> Hash for Traced<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}
