//! Enums of unit variants: texts out of a known set.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataEnum, DeriveInput, Error, Fields, Ident, Result, Variant};

use crate::attributes::Attributes;

/// A variant and what is said about it.
struct Value<'a> {
    ident: &'a Ident,
    name: String,
    zero: bool,
}

pub(crate) fn derive(input: &DeriveInput, data: &DataEnum) -> Result<TokenStream> {
    let values: Vec<Value<'_>> = data.variants.iter().map(Value::read).collect::<Result<_>>()?;
    let ident = &input.ident;
    let (variants, names): (Vec<_>, Vec<_>) = values.iter().map(|value| (value.ident, &value.name)).unzip();
    let positions = 0..values.len();
    let places = positions.clone();
    let zero = values.iter().find(|value| value.zero).map(|value| value.ident);
    let is_required = zero.is_none();
    let Some(blank) = zero.or_else(|| variants.first().copied()) else {
        return Err(Error::new_spanned(ident, "an enum without values cannot be read"));
    };
    let is_empty = match zero {
        Some(zero) => quote! { ::core::matches!(self, Self::#zero) },
        None => quote! { false },
    };
    Ok(quote! {
        #[automatically_derived]
        impl #ident {
            const NAMES: &'static [&'static str] = &[#(#names),*];
        }

        #[automatically_derived]
        impl crate::resource::schema::Slot for #ident {
            fn read(
                &mut self,
                node: &crate::tree::Node,
                decoder: &mut crate::resource::schema::Decoder,
            ) -> bool {
                *self = match decoder.choice(node, Self::NAMES) {
                    #(::core::option::Option::Some(#positions) => Self::#variants,)*
                    _ => return false,
                };
                true
            }

            fn is_empty(&self) -> bool {
                #is_empty
            }

            fn write(&self, origin: crate::origin::Origin) -> crate::tree::Node {
                let position = match self {
                    #(Self::#variants => #places,)*
                };
                crate::resource::schema::Encoder::choice(Self::NAMES, position, origin)
            }
        }

        #[automatically_derived]
        impl crate::resource::schema::Schema for #ident {
            const REQUIRED: bool = #is_required;

            fn blank() -> Self {
                Self::#blank
            }
        }
    })
}

impl<'a> Value<'a> {
    fn read(variant: &'a Variant) -> Result<Self> {
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new_spanned(variant, "a value of a schema holds nothing"));
        }
        let attributes = Attributes::read(&variant.attrs)?;
        let name = attributes.name.unwrap_or_else(|| variant.ident.to_string());
        Ok(Self { ident: &variant.ident, name, zero: attributes.zero })
    }
}
