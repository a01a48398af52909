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
    let zero = values.iter().find(|value| value.zero).map(|value| value.ident);
    let (absent, is_empty) = if let Some(zero) = zero {
        (quote! { ::core::option::Option::Some(Self::#zero) }, quote! { ::core::matches!(self, Self::#zero) })
    } else {
        (quote! { ::core::option::Option::None }, quote! { false })
    };
    Ok(quote! {
        #[automatically_derived]
        impl crate::resource::schema::Schema for #ident {
            fn decode(
                node: &crate::tree::Node,
                decoder: &mut crate::resource::schema::Decoder,
            ) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match decoder.choice(node, &[#(#names),*])? {
                    #(#positions => Self::#variants,)*
                    _ => return ::core::option::Option::None,
                })
            }

            fn absent() -> ::core::option::Option<Self> {
                #absent
            }

            fn is_empty(&self) -> bool {
                #is_empty
            }

            fn encode(&self, origin: crate::origin::Origin) -> crate::tree::Node {
                let name = match self {
                    #(Self::#variants => #names,)*
                };
                crate::tree::Node::string(crate::tree::Text::new_static(name), origin)
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
