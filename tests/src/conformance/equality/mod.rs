//! What is left out of a comparison because it differs from one run of the reference to the next.
//!
//! Both sides are brought into the same form before they are compared; what is left out is removed from both.

mod base64;
mod bootstrap;
mod rules;
mod settled;
mod xds;

pub(super) use base64::decode_base64;
pub(super) use bootstrap::comparable_bootstrap;
pub(super) use rules::comparable_rules;
pub(super) use settled::comparable_store;
pub(super) use xds::comparable_xds;
