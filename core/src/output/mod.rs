//! What comes out: trees as YAML, differences between trees, and explanations of who set what. JSON is written by the trees themselves.

mod difference;
mod explain;
mod yaml;

pub use difference::difference;
pub use explain::{Explanation, Leaf, explain};
pub use yaml::to_yaml;
