//! What `#[schema(…)]` and the documentation say about a field or a variant.

use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Result};

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
    /// The first paragraph of the documentation, on one line.
    pub(crate) documentation: String,
}

impl Attributes {
    pub(crate) fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut read = Self { documentation: documentation(attributes), ..Self::default() };
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

fn documentation(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
