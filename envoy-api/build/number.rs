//! Numbers of fields in `google/protobuf/descriptor.proto`, and of the extensions by which `validate/validate.proto` adds rules.

pub(crate) const FILES: u32 = 1;
pub(crate) const FILE_PACKAGE: u32 = 2;
pub(crate) const FILE_MESSAGES: u32 = 4;
pub(crate) const FILE_ENUMS: u32 = 5;
pub(crate) const FILE_SYNTAX: u32 = 12;
/// Of every kind of descriptor.
pub(crate) const NAME: u32 = 1;
pub(crate) const MESSAGE_FIELDS: u32 = 2;
pub(crate) const MESSAGE_MESSAGES: u32 = 3;
pub(crate) const MESSAGE_ENUMS: u32 = 4;
pub(crate) const MESSAGE_OPTIONS: u32 = 7;
pub(crate) const MESSAGE_CHOICES: u32 = 8;
pub(crate) const MAP_ENTRY: u32 = 7;
pub(crate) const ENUM_VALUES: u32 = 2;
pub(crate) const VALUE_NUMBER: u32 = 2;
pub(crate) const FIELD_NUMBER: u32 = 3;
pub(crate) const FIELD_LABEL: u32 = 4;
pub(crate) const FIELD_KIND: u32 = 5;
pub(crate) const FIELD_TYPE_NAME: u32 = 6;
pub(crate) const FIELD_OPTIONS: u32 = 8;
pub(crate) const FIELD_CHOICE: u32 = 9;
pub(crate) const FIELD_IS_OPTIONAL: u32 = 17;
pub(crate) const CHOICE_OPTIONS: u32 = 2;
/// `validate.disabled` of messages, `validate.rules` of fields, `validate.required` of choices.
pub(crate) const VALIDATE: u32 = 1071;
