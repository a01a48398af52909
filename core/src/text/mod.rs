//! From text to trees: sources, positions in them, and YAML or JSON documents whose every node knows where it was written.
//!
//! Parsing never fails and never loses a document: what is broken is reported, and reading goes on at the next `---`.
//! Scalars mean what they mean to Kuma's own parser (go-yaml 2 behind sigs.k8s.io/yaml), for example `yes` is `true`.

mod build;
mod document;
mod fault;
mod frame;
mod mend;
mod number;
mod position;
mod scalar;
mod source;
mod split;
mod surrogate;
mod tabs;
mod yaml;

pub use document::Document;
pub use position::{Position, Region};
pub(crate) use scalar::is_plain_text;
pub use source::{Source, Sources};

use crate::{origin::SourceId, report::Report};

/// Codes of the diagnostics of this stage.
pub mod code {
    use crate::report::Code;

    /// The text is not YAML.
    pub const BROKEN_YAML: Code = "broken-yaml";
    /// The text is not UTF-8.
    pub const NOT_UTF8: Code = "not-utf8";
    /// A source of more than 4 GiB.
    pub const SOURCE_TOO_LARGE: Code = "source-too-large";
    /// Lists and maps within each other, more than [`MAX_DEPTH`](super::MAX_DEPTH) of them.
    pub const TOO_DEEP: Code = "too-deep";
    /// Aliases that repeat more than [`MAX_ALIAS_NODES`](super::MAX_ALIAS_NODES) values.
    pub const TOO_MANY_ALIASES: Code = "too-many-aliases";
    /// The same key twice in one map.
    pub const DUPLICATE_KEY: Code = "duplicate-key";
    /// A key that is no text, number or truth value.
    pub const UNSUPPORTED_KEY: Code = "unsupported-key";
    /// A `<<` of something that is no map.
    pub const INVALID_MERGE: Code = "invalid-merge";
    /// A tag that its value does not fit, such as `!!int x`.
    pub const INVALID_TAG: Code = "invalid-tag";
    /// `.inf` or `.nan`, which JSON has no word for.
    pub const NUMBER_NOT_FINITE: Code = "number-not-finite";
    /// A document, or an item of a list, that has no fields.
    pub const NOT_A_RESOURCE: Code = "not-a-resource";
    /// A list of resources whose `items` are no list.
    pub const INVALID_LIST: Code = "invalid-list";
}

/// How many lists and maps may stand within each other: more than any resource needs, and no strain on any stack.
pub const MAX_DEPTH: usize = 100;

/// How many values the aliases of one source may repeat, all together.
pub const MAX_ALIAS_NODES: usize = 100_000;

/// Reads the resources of all sources: every document whose root is a map, the items of lists
/// (`kind: List`, and `{items: […]}` as Kuma's API answers) as documents of their own, empty documents left out.
/// A document that the control plane could not read either is reported and left out.
pub fn parse(sources: &Sources) -> (Vec<Document>, Report) {
    let mut report = Report::default();
    let mut documents = Vec::new();
    for id in sources.ids() {
        document::resources(values_of(sources, id, &mut report), &mut documents, &mut report);
    }
    (documents, report)
}

/// Reads the resources of one source, as [`parse`] reads those of all.
pub fn parse_one(sources: &Sources, id: SourceId) -> (Vec<Document>, Report) {
    let (mut report, mut documents) = (Report::default(), Vec::new());
    document::resources(values_of(sources, id, &mut report), &mut documents, &mut report);
    (documents, report)
}

/// Reads the documents of one source as they stand, whatever they hold: for files that are no resources.
pub fn parse_values(sources: &Sources, id: SourceId) -> (Vec<Document>, Report) {
    let mut report = Report::default();
    let documents = values_of(sources, id, &mut report);
    (documents, report)
}

fn values_of(sources: &Sources, id: SourceId, report: &mut Report) -> Vec<Document> {
    let Some(source) = sources.get(id) else { return Vec::new() };
    report.diagnostics.extend(source.faults().iter().cloned());
    let mut alias_nodes = MAX_ALIAS_NODES;
    let mut roots = Vec::new();
    for chunk in split::documents(source.text()) {
        roots.extend(yaml::parse(id, source, chunk, &mut alias_nodes, report));
    }
    document::number(id, roots)
}

#[cfg(test)]
mod tests;
