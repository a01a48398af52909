//! What an item of a MeshTCPRoute can say.

use kumascope_derive::Schema;

use crate::resource::backend_ref::BackendRef;

/// The rules of an item; only the first has an effect.
#[derive(Clone, Debug, Schema)]
pub(super) struct Conf {
    /// The rules.
    #[schema(keep)]
    pub(super) rules: Vec<Rule>,
}

/// Where connections go.
#[derive(Clone, Debug, Schema)]
pub(super) struct Rule {
    /// Where connections go.
    #[schema(keep)]
    pub(super) default: RuleConf,
}

/// Where connections go.
#[derive(Clone, Debug, Schema)]
pub(super) struct RuleConf {
    /// Services and their shares.
    pub(super) backend_refs: Option<Vec<BackendRef>>,
}
