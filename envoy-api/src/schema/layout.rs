//! How the catalogue lies in its columns; `build/catalogue.rs` writes them, [`catalogue`](super::catalogue) reads them.
//!
//! Everything of one sort lies together, because that is what compresses well, and it is read once from front to back.
//! Types stand in the order of their full names; a type is known by its position.
//!
//! | column | for each | holds |
//! | --- | --- | --- |
//! | types | type | its full name, and the end of a line |
//! | shapes | type | flags; how many fields or values there are; of a message, how many choices |
//! | names | field, then choice; value | its name, and the end of a line |
//! | numbers | field; value | its number, less the one before and one |
//! | kinds | field | its kind as descriptors number them, and flags; of a map, the kinds of keys and values follow |
//! | references | kind that is a type | the position of the type, in two bytes |
//! | choices | field of a choice | twice the position of the choice, and one where it only stands for `optional` |
//! | | choice | one where one of its fields must be set |
//! | rules | field with rules | how many bytes they have, and these as descriptors have them |
//!
//! Counts, numbers and lengths are written as protobuf writes whole numbers.

/// Flag of a shape: this is a message, not an enum.
pub(crate) const IS_MESSAGE: u8 = 1;
/// Flag of a shape: every field can tell zero from absent, as the second version of the language has it.
pub(crate) const HAS_PRESENCE: u8 = 2;
/// Flag of a shape: the rules of the fields do not count.
pub(crate) const IS_UNRULED: u8 = 4;

/// The bits of a kind that hold its number.
pub(crate) const KIND: u8 = 31;
/// Instead of a kind's number: a map.
pub(crate) const MAP: u8 = 0;
/// Flag of a kind: a list.
pub(crate) const IS_LIST: u8 = 32;
/// Flag of a kind: the field belongs to a choice.
pub(crate) const HAS_CHOICE: u8 = 64;
/// Flag of a kind: the field has rules.
pub(crate) const HAS_RULES: u8 = 128;

/// The kinds of descriptors whose values are of a type: groups, messages and enums.
pub(crate) const OF_TYPES: [u8; 3] = [10, 11, 14];
