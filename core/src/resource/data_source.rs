//! Where a certificate or a key comes from.

use kumascope_derive::Schema;

use crate::{origin::Traced, tree::Text};

/// A certificate or a key, in one of these ways.
#[derive(Clone, Debug, Schema)]
pub struct DataSource {
    /// The name of a Secret.
    pub secret: Option<Traced<Text>>,
    /// The path of a file on the control plane's machine.
    pub file: Option<Traced<Text>>,
    /// The bytes, in base64.
    pub inline: Option<Traced<Text>>,
    /// The text.
    pub inline_string: Option<Traced<Text>>,
}

/// A certificate or a key for the control plane alone.
#[derive(Clone, Debug, Schema)]
pub struct SecureDataSource {
    /// Which of the others holds.
    #[schema(name = "type")]
    pub source_type: Traced<SecureDataSourceType>,
    /// A file of the control plane's machine.
    pub file: Option<FileSource>,
    /// A variable of the control plane's environment.
    pub env_var: Option<EnvironmentVariable>,
    /// The text itself.
    pub insecure_inline: Option<InlineSource>,
    /// A Secret.
    pub secret_ref: Option<SecretRef>,
}

/// Where a [`SecureDataSource`] comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub enum SecureDataSourceType {
    /// A file.
    File,
    /// A Secret.
    Secret,
    /// A variable of the environment.
    EnvVar,
    /// The resource itself.
    InsecureInline,
}

/// A file.
#[derive(Clone, Debug, Schema)]
pub struct FileSource {
    /// Its path.
    #[schema(required, keep)]
    pub path: Traced<Text>,
}

/// A variable of the environment.
#[derive(Clone, Debug, Schema)]
pub struct EnvironmentVariable {
    /// Its name.
    #[schema(required, keep)]
    pub name: Traced<Text>,
}

/// Text in the resource itself.
#[derive(Clone, Debug, Schema)]
pub struct InlineSource {
    /// The text.
    #[schema(required, keep)]
    pub value: Traced<Text>,
}

/// A Secret by name.
#[derive(Clone, Debug, Schema)]
pub struct SecretRef {
    /// `Secret`.
    #[schema(required, keep)]
    pub kind: Traced<Text>,
    /// Its name.
    #[schema(required, keep)]
    pub name: Traced<Text>,
}
