//! Kuma's resources, one typed struct for each kind.
//!
//! A resource knows its names, labels and references, and nothing of any other resource.

pub mod kind;
pub mod kri;
pub mod meta;
pub mod schema;
pub mod target_ref;

pub use kind::{Format, Kind, KindInfo, Scope};
pub use kri::Kri;
pub use meta::{Labels, Meta};
pub use schema::{Decoder, Schema};
pub use target_ref::TargetRef;
