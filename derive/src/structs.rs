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
    let (slot, schema) = (slot(ident, &members), schema(ident, &members));
    Ok(quote! { #slot #schema })
}

/// How its parts are found; reading and writing them is the same for all structs.
fn slot(ident: &Ident, members: &[Member<'_>]) -> TokenStream {
    let own = members.iter().find(|member| member.attributes.origin).map(|member| member.ident);
    let keep_origin = own.map(|own| quote! { self.#own = node.origin; });
    let origin = own.map_or_else(|| quote! { origin }, |own| quote! { self.#own });
    let implicit = members.iter().filter(|member| member.attributes.implicit).map(|member| member.ident);
    let parts: Vec<&Ident> =
        members.iter().filter(|member| member.is_field()).map(|member| member.ident).collect();
    let positions: Vec<usize> = (0..parts.len()).collect();
    quote! {
        #[automatically_derived]
        impl crate::resource::schema::Slot for #ident {
            fn read(
                &mut self,
                node: &crate::tree::Node,
                decoder: &mut crate::resource::schema::Decoder,
            ) -> bool {
                #keep_origin
                let is_right =
                    decoder.fill(node, <Self as crate::resource::schema::Schema>::FIELDS, self);
                #(crate::resource::schema::forget_zero(&mut self.#implicit);)*
                is_right
            }

            fn is_empty(&self) -> bool {
                false
            }

            #[allow(unused_variables)]
            fn write(&self, origin: crate::origin::Origin) -> crate::tree::Node {
                crate::resource::schema::Encoder::fields(
                    <Self as crate::resource::schema::Schema>::FIELDS,
                    self,
                    #origin,
                )
            }

            fn part(&self, position: usize) -> ::core::option::Option<&dyn crate::resource::schema::Slot> {
                match position {
                    #(#positions => ::core::option::Option::Some(&self.#parts),)*
                    _ => ::core::option::Option::None,
                }
            }

            fn part_mut(
                &mut self,
                position: usize,
            ) -> ::core::option::Option<&mut dyn crate::resource::schema::Slot> {
                match position {
                    #(#positions => ::core::option::Option::Some(&mut self.#parts),)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    }
}

/// What its fields are, and what it is without any of them.
fn schema(ident: &Ident, members: &[Member<'_>]) -> TokenStream {
    let infos = members.iter().filter_map(Member::info);
    let blanks = members.iter().map(Member::blank);
    let types = members.iter().filter(|member| member.is_field()).map(|member| member.ty);
    quote! {
        #[automatically_derived]
        impl crate::resource::schema::Schema for #ident {
            const FIELDS: &'static [crate::resource::schema::Field] = &[#(#infos),*];

            const REQUIRED: bool = false #(|| <#types as crate::resource::schema::Schema>::REQUIRED)*;

            fn blank() -> Self {
                Self { #(#blanks),* }
            }
        }
    }
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
        let (required, kept) = (self.attributes.required, self.attributes.keep);
        let (ty, default) = (self.ty, self.default());
        self.is_field().then(|| {
            quote! {
                crate::resource::schema::Field {
                    name: #name,
                    alias: #alias,
                    required: #required || <#ty as crate::resource::schema::Schema>::REQUIRED,
                    kept: #kept,
                    default: #default,
                    children: <#ty as crate::resource::schema::Schema>::children,
                }
            }
        })
    }

    fn default(&self) -> TokenStream {
        let literal = match &self.attributes.default {
            Some(text @ Lit::Str(_)) => quote! { Text(#text) },
            Some(number @ Lit::Int(_)) => quote! { Number(#number) },
            Some(truth) => quote! { Truth(#truth) },
            None => return quote! { ::core::option::Option::None },
        };
        let label = format!("{} {}", self.holder, self.name);
        quote! {
            ::core::option::Option::Some(&crate::resource::schema::FieldDefault {
                value: crate::resource::schema::Literal::#literal,
                label: #label,
            })
        }
    }

    fn blank(&self) -> TokenStream {
        let ident = self.ident;
        if self.attributes.origin {
            quote! { #ident: crate::origin::Origin::Default(&"zero value") }
        } else if self.attributes.skip {
            quote! { #ident: ::core::default::Default::default() }
        } else {
            quote! { #ident: crate::resource::schema::Schema::blank() }
        }
    }
}
