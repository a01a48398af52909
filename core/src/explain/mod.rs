//! Why a proxy has what it has: what stands behind each field of its configuration, what a line of the input does, and why a
//! policy reaches a proxy or not.
//!
//! Nothing here decides anything: it asks the stages before it, which decide and can say why, or compiles once more without what
//! it wants to know about.

mod chain;
mod contributors;
mod counterpart;
mod line;
mod why;
mod without;

pub use chain::{Chain, Explainer, Link};
pub use counterpart::{changed, counterpart};
pub use line::{LineEffect, NoEffect, SetField, line};
pub use why::{Neighbour, Why, WhyItem, WhyPlace, why};
