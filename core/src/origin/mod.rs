//! Who set a value.
//!
//! An [`Origin`] rides on every node of every tree, from the YAML that a user wrote to the Envoy message that comes out,
//! so that each leaf of the output can name the line, the default or the rule behind it.
//! Origins never take part in equality: two values are equal when they say the same, whoever said it.

mod span;
mod traced;

pub use span::{Location, SourceId, Span};
pub use traced::Traced;

/// Who set a value: a field that somebody wrote, a documented default, or a rule of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A field of an input document.
    Field(Location),
    /// A default that stands because nobody wrote the field, named after the resource and field that would override it,
    /// for example `MeshTimeout connectionTimeout`.
    Default(Name),
    /// A rule of the control plane that no field overrides, named in a few words, for example `admin listener`.
    Rule(Name),
}

/// The name of a default or rule. An origin refers to it rather than holding it, and so takes two words: every node of every tree has one.
pub type Name = &'static &'static str;

impl Origin {
    /// The place in the input, when a field set the value.
    pub fn location(self) -> Option<Location> {
        match self {
            Self::Field(location) => Some(location),
            Self::Default(_) | Self::Rule(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[test]
    fn an_origin_takes_two_words() {
        assert_eq!(size_of::<Origin>(), 16);
    }
}
