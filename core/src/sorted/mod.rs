//! Small maps and sets in order, each in one vector.

mod map;
mod order;
mod set;

pub use map::{Entry, SortedMap};
pub use order::{sort_by, sort_by_key};
pub use set::SortedSet;
