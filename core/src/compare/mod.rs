//! What is different between two configurations, which proxies an edit reaches, and which lines are behind it.
//!
//! Configurations are compared by what they say ([`configurations`]): items of lists are told apart by name, address or match, a
//! different order counts only where Envoy reads one. Every [`Change`] keeps the nodes of both sides, and so who set them.
//! An [`Edit`] knows which proxies it cannot reach, so that few of a large mesh have to be compiled to know its [`Impact`].

mod cause;
mod causes;
mod change;
mod edit;
mod impact;
mod items;
mod live;
mod order;
mod place;
mod resources;
mod tally;
mod trees;

pub use cause::{Owners, origins};
pub use causes::Cause;
pub use change::{Change, Difference, Step};
pub use edit::Edit;
pub use impact::{Impact, Presence, impact, impact_of};
pub use live::{Live, LiveName, at_runtime, read_live};
pub use place::{Group, Place};
pub use resources::{ResourceChange, resources};
pub use tally::{Count, Tally};
pub use trees::configurations;
