//! What comes out: trees as YAML and as lines with origins, differences between trees, and explanations of who set what. JSON is written by the trees themselves.

mod changes;
mod difference;
mod explain;
pub mod messages;
mod page;
mod place;
mod yaml;

pub use changes::{Changes, changes};
pub use difference::difference;
pub use explain::{Explanation, Leaf, explain};
pub use page::{Keep, Line, Notation, Page};
pub use place::place_of_line;
pub use yaml::to_yaml;
