//! kumascope's compiler: from Kuma resources to the Envoy configuration of every proxy, with the origin of every field.
//!
//! Stages stand in reading order; each imports only the ones above it.

pub mod list;
pub mod sorted;
pub mod origin;
pub mod tree;
pub mod report;
pub mod message;
pub mod text;
pub mod world;
pub mod resource;
pub mod settle;
pub mod model;
pub mod index;
pub mod bootstrap;
pub mod policy;
pub mod plan;
pub mod legacy;
pub mod policies;
pub mod inspect;
pub mod admission;
pub mod envoy;
pub mod output;
pub mod editor;
mod store;
mod compile;
pub mod trace;
pub mod compare;
pub mod check;
pub mod explain;

pub use compile::{Compiled, Compiler, compile};
pub use store::{Store, accept_one, load, load_one, registry, settle, settle_accepted};
