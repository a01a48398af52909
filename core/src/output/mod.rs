//! What comes out: trees as YAML, and explanations of who set what. JSON is written by the trees themselves.

mod explain;
mod yaml;

pub use explain::{Explanation, Leaf, explain};
pub use yaml::to_yaml;
