//! The one tree of the whole way: an input document, a merged conf and an Envoy message are all [`Node`]s.
//!
//! A node knows who set it ([`Origin`]), so origins survive parsing, merging, lowering and patching without any bookkeeping
//! beside the data. Maps keep the order of insertion; equality follows JSON (maps without order, origins ignored).

pub mod base64;
mod build;
pub mod decimal;
mod duration;
mod json;
mod map;
mod merge;
mod node;
mod pointer;

pub use build::Message;
pub use duration::Duration;
pub(crate) use json::{Layout, Printer, indent};
pub use map::{Entry, Map};
pub use merge::merge_patch;
pub use node::{Node, Number, Value};
pub use pointer::Pointer;

/// A string of a tree: short ones are stored in place, long ones are shared, so a clone never copies text.
pub type Text = smol_str::SmolStr;
