//! What a control plane adds to the resources that are written.

mod certificate;
mod syntax;
mod template;

pub use certificate::Certificate;
pub use template::{Template, Values};
