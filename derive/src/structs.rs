//! Structs: maps with known members.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error, Field, FieldsNamed, Ident, Lit, Result, Type};

use crate::{attributes::Attributes, names::camel_case};

/// A field and what is said about it.
struct Member<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    name: String,
    attributes: Attributes,
    /// The struct.
    holder: &'a Ident,
}

pub(crate) fn derive(input: &DeriveInput, fields: &FieldsNamed) -> Result<TokenStream> {
    let ident = &input.ident;
    let members = fields.named.iter().map(|field| Member::read(field, ident));
    let members: Vec<Member<'_>> = members.collect::<Result<_>>()?;
    let (infos, decode) =
        (members.iter().filter_map(Member::info), members.iter().filter_map(Member::decode));
    let read: Vec<&Ident> =
        members.iter().filter(|member| member.is_field()).map(|member| member.ident).collect();
    let built = members.iter().map(Member::build);
    let absent = members.iter().map(Member::absent);
    let encode = members.iter().filter_map(Member::encode);
    let origin = members.iter().find(|member| member.attributes.origin).map(|member| {
        let ident = member.ident;
        quote! { let origin = ::core::clone::Clone::clone(&self.#ident); }
    });
    Ok(quote! {
        #[automatically_derived]
        impl crate::resource::schema::Schema for #ident {
            const FIELDS: &'static [crate::resource::schema::Field] = &[#(#infos),*];

            #[allow(unused_variables)]
            fn decode(
                node: &crate::tree::Node,
                decoder: &mut crate::resource::schema::Decoder,
            ) -> ::core::option::Option<Self> {
                let members = decoder.members(node, Self::FIELDS)?;
                #(#decode)*
                // All at once, so that there is one place where what was read is given up.
                let (#(::core::option::Option::Some(#read),)*) = (#(#read,)*) else {
                    return ::core::option::Option::None;
                };
                ::core::option::Option::Some(Self { #(#built),* })
            }

            fn absent() -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self { #(#absent),* })
            }

            fn is_empty(&self) -> bool {
                false
            }

            fn encode(&self, origin: crate::origin::Origin) -> crate::tree::Node {
                #origin
                #[allow(unused_mut)]
                let mut encoder = crate::resource::schema::Encoder::new(origin);
                #(#encode)*
                encoder.finish()
            }
        }
    })
}

pub(crate) fn derive_unit(input: &DeriveInput) -> Result<TokenStream> {
    Err(Error::new_spanned(
        &input.ident,
        "write an empty pair of braces: a struct without fields is an empty map",
    ))
}

impl<'a> Member<'a> {
    fn read(field: &'a Field, holder: &'a Ident) -> Result<Self> {
        let Some(ident) = &field.ident else { return Err(Error::new_spanned(field, "a field needs a name")) };
        let attributes = Attributes::read(&field.attrs)?;
        let name = attributes.name.clone().unwrap_or_else(|| camel_case(&ident.to_string()));
        Ok(Self { ident, ty: &field.ty, name, attributes, holder })
    }

    fn is_field(&self) -> bool {
        !self.attributes.origin && !self.attributes.skip
    }

    fn info(&self) -> Option<TokenStream> {
        let name = &self.name;
        let alias = self.attributes.alias.as_deref().unwrap_or_default();
        let required = self.attributes.required;
        let ty = self.ty;
        self.is_field().then(|| {
            quote! {
                crate::resource::schema::Field {
                    name: #name,
                    alias: #alias,
                    required: #required,
                    children: || <#ty as crate::resource::schema::Schema>::children(),
                }
            }
        })
    }

    fn decode(&self) -> Option<TokenStream> {
        let (ident, name) = (self.ident, &self.name);
        if let Some(default) = &self.attributes.default {
            let label = format!("{} {name}", self.holder);
            let value = if let Lit::Int(_) = default {
                quote! { crate::tree::Value::from(#default as u32) }
            } else {
                quote! { crate::tree::Value::from(#default) }
            };
            return Some(quote! { let #ident = decoder.defaulted(&members, #name, || #value, #label); });
        }
        let method = if self.attributes.implicit {
            quote! { implicit }
        } else {
            quote! { field }
        };
        self.is_field().then(|| quote! { let #ident = decoder.#method(&members, #name); })
    }

    fn build(&self) -> TokenStream {
        let ident = self.ident;
        if self.attributes.origin {
            quote! { #ident: node.origin }
        } else if self.attributes.skip {
            quote! { #ident: ::core::default::Default::default() }
        } else {
            quote! { #ident }
        }
    }

    fn absent(&self) -> TokenStream {
        let ident = self.ident;
        if self.attributes.origin {
            quote! { #ident: crate::origin::Origin::Default("zero value") }
        } else if self.attributes.skip {
            quote! { #ident: ::core::default::Default::default() }
        } else {
            quote! { #ident: crate::resource::schema::Schema::absent()? }
        }
    }

    fn encode(&self) -> Option<TokenStream> {
        let (ident, name) = (self.ident, &self.name);
        let method = if self.attributes.keep {
            quote! { kept }
        } else {
            quote! { field }
        };
        self.is_field().then(|| quote! { encoder.#method(#name, &self.#ident); })
    }
}
