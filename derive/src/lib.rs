//! `#[derive(Schema)]`: how a struct of a Kuma resource is read from a tree and written back.
//!
//! The derived code is a table of the fields and a way to each of them. `kumascope_core::resource::schema` walks along these tables, and
//! there the rules stand; the code is meant for kumascope-core alone and names its modules by `crate::`.
//!
//! Structs with named fields: a field is called as in Rust, in camelCase.
//! - `#[schema(name = "…")]` gives it another name, `#[schema(alias = "…")]` a second one that is read as well.
//! - `#[schema(keep)]`: it is written even when it has its zero value (Go's JSON without `omitempty`).
//! - `#[schema(default = …)]`: text, a whole number or a truth value that stands where nothing is written; the control plane
//!   writes it into what it stores, so the field should be kept or hold an `Option`.
//! - `#[schema(required)]`: a document without it is refused.
//! - `#[schema(implicit)]`: an `Option` in which the zero value counts as absent (scalars of protobuf).
//! - `#[schema(origin)]`: an `Origin` that is no field of the document: the place of the struct itself.
//! - `#[schema(skip)]`: no field of the document; it begins with its `Default`.
//!
//! Enums of unit variants: a variant is written as in Rust, or as `#[schema(name = "…")]` says.
//! `#[schema(zero)]` marks the value of an absent field, which is left out when written; an enum without one must be given.

mod attributes;
mod enums;
mod names;
mod structs;

use proc_macro::TokenStream;
use syn::{Data, DeriveInput, Error, Fields, parse_macro_input};

/// Implements `resource::schema::Schema`; see the crate's documentation for the attributes.
#[proc_macro_derive(Schema, attributes(schema))]
pub fn derive_schema(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let tokens = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => structs::derive(&input, fields),
            Fields::Unit => structs::derive_unit(&input),
            Fields::Unnamed(_) => Err(Error::new_spanned(&input.ident, "a struct needs named fields")),
        },
        Data::Enum(data) => enums::derive(&input, data),
        Data::Union(_) => Err(Error::new_spanned(&input.ident, "a union has no schema")),
    };
    tokens.unwrap_or_else(Error::into_compile_error).into()
}
