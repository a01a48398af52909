//! What the control plane refuses about a resource whose form is right.
//!
//! Validators walk the document itself, place by place, so that every violation has the field path and the words of the
//! control plane, and the span of the value. Facts come from its validators; the order of violations is theirs, too.

mod place;
mod violations;

pub use place::Place;
pub use violations::{Violation, Violations, code};

use super::Meta;

/// The validator of a policy about which nothing is refused yet.
pub fn nothing(_: &Place<'_>, _: &Meta, _: &mut Violations) {}
