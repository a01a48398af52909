//! kumascope's compiler for JavaScript: plain data in, plain data out.
//!
//! The compiler itself knows nothing of JavaScript. This façade turns files and options into what the compiler takes, and its
//! answers into plain objects whose TypeScript declarations are made from the types below. Places in files are counted in
//! UTF-16 code units, as JavaScript and its editors do.

pub mod types;

#[cfg(feature = "engine")]
mod arguments;
#[cfg(feature = "engine")]
pub mod exports;
#[cfg(feature = "engine")]
mod findings;
#[cfg(feature = "engine")]
mod glance;
#[cfg(feature = "engine")]
mod offsets;
#[cfg(feature = "engine")]
mod page;
#[cfg(feature = "engine")]
mod panic;
#[cfg(feature = "engine")]
mod plain;
#[cfg(feature = "engine")]
mod session;
#[cfg(feature = "engine")]
mod value;
#[cfg(feature = "engine")]
mod workspace;
