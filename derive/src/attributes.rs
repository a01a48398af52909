//! What `#[schema(…)]` says about a field or a variant.

use syn::{Attribute, Lit, LitStr, Result};

/// What `#[schema(…)]` says.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the attribute")]
pub(crate) struct Attributes {
    /// The name in documents.
    pub(crate) name: Option<String>,
    /// A second name that is read as well.
    pub(crate) alias: Option<String>,
    /// The value of an absent field, as it stands in documents.
    pub(crate) default: Option<Lit>,
    /// Written even when zero.
    pub(crate) keep: bool,
    /// Missing is an error.
    pub(crate) required: bool,
    /// The zero value counts as absent.
    pub(crate) implicit: bool,
    /// The place of the struct itself.
    pub(crate) origin: bool,
    /// No field of the document.
    pub(crate) skip: bool,
    /// The zero value of an enum.
    pub(crate) zero: bool,
}

impl Attributes {
    pub(crate) fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut read = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("schema")) {
            attribute.parse_nested_meta(|meta| {
                let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
                match name.as_str() {
                    "name" => read.name = Some(meta.value()?.parse::<LitStr>()?.value()),
                    "alias" => read.alias = Some(meta.value()?.parse::<LitStr>()?.value()),
                    "default" => read.default = Some(meta.value()?.parse()?),
                    "keep" => read.keep = true,
                    "required" => read.required = true,
                    "implicit" => read.implicit = true,
                    "origin" => read.origin = true,
                    "skip" => read.skip = true,
                    "zero" => read.zero = true,
                    _ => return Err(meta.error("no such attribute of a schema")),
                }
                Ok(())
            })?;
        }
        Ok(read)
    }
}
