//! Doing the edits of fixes.

use super::{Source, Sources};
use crate::{
    origin::SourceId,
    report::{Edit, Fix},
    sorted::sort_by_key,
};

impl Sources {
    /// What an edit puts in place of what stands there. A word that stands in quotes keeps them.
    pub fn replacement(&self, edit: &Edit) -> String {
        let present = self.get(edit.location.source).map_or("", |source| source.slice(edit.location.span));
        match present.chars().next().filter(|first| matches!(first, '"' | '\'')) {
            Some(quote) if present.len() > 1 && present.ends_with(quote) => {
                format!("{quote}{}{quote}", edit.text)
            }
            _ => edit.text.clone(),
        }
    }

    /// The text of a source with the fixes that concern it; of fixes that overlap the first one is done. Nothing where there are none.
    pub fn mended<'f>(&self, id: SourceId, fixes: impl IntoIterator<Item = &'f Fix>) -> Option<String> {
        let source = self.get(id)?;
        let mut edits: Vec<&Edit> = Vec::new();
        for fix in fixes {
            let is_alone = |edit: &Edit| edits.iter().all(|other| apart(edit, other));
            let is_here = |edit: &Edit| edit.location.source == id && fits(edit, source);
            if fix.edits.iter().all(|edit| is_here(edit) && is_alone(edit)) {
                edits.extend(&fix.edits);
            }
        }
        sort_by_key(&mut edits, |edit| std::cmp::Reverse(edit.location.span.start));
        let mut text = source.text().to_owned();
        for edit in &edits {
            let span = edit.location.span;
            text.replace_range(span.start as usize..span.end as usize, &self.replacement(edit));
        }
        (!edits.is_empty()).then_some(text)
    }
}

/// Whether two edits leave each other's text alone. Two that put something in at one place do not.
fn apart(left: &Edit, right: &Edit) -> bool {
    let (left, right) = (left.location, right.location);
    left.source != right.source
        || left.span.end < right.span.start
        || right.span.end < left.span.start
        || (left.span.end == right.span.start || right.span.end == left.span.start) && left.span != right.span
}

/// Whether an edit is about a text of this source, and does not take a comment out.
fn fits(edit: &Edit, source: &Source) -> bool {
    let (start, end) = (edit.location.span.start as usize, edit.location.span.end as usize);
    source.text().get(start..end).is_some_and(|text| !edit.text.is_empty() || !text.contains('#'))
}
