//! The structs that build.rs generates, as a tree of modules: `envoy`, `google`, `udpa`, `validate`, `xds` and others.
#![allow(missing_docs, rustdoc::all, clippy::all, clippy::pedantic, clippy::allow_attributes)]

include!(concat!(env!("OUT_DIR"), "/types.rs"));
