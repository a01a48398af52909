//! `kumascope check --fix`: mending the files, after showing how.

use std::fs;

use kumascope_core::{
    report::{Diagnostic, Fix},
    text::{Source, Sources},
};
use similar::TextDiff;

use super::FixMode;
use crate::{arguments::Input, input, misuse::Misuse, output, session};

/// How often is looked again: a document that was refused for one word may hold another.
const ROUNDS: usize = 10;

/// Shows what fixes change, and writes it if that is asked. Nothing is printed where there is nothing to mend.
pub(super) fn run(input: &Input, mode: FixMode) -> Result<(), Misuse> {
    let world = session::world(&input.control_plane)?;
    let before = input::read(&input.paths)?;
    let mut after = before.clone();
    for _ in 0..ROUNDS {
        let report = kumascope_core::settle(&after, &world).report;
        match mend(&after, &report.diagnostics) {
            Some(mended) => after = mended,
            None => break,
        }
    }
    for ((_, before), (_, after)) in before.iter().zip(after.iter()).filter(|(old, new)| differ(old.1, new.1))
    {
        output::print(&difference(before, after))?;
        if mode == FixMode::Write && before.path() != input::STANDARD_INPUT {
            let failed = |error| Misuse::new(format!("{} cannot be written: {error}", before.path()));
            fs::write(before.path(), after.text()).map_err(failed)?;
        }
    }
    Ok(())
}

/// The sources with all fixes that do not stand in each other's way; nothing where there are none.
fn mend(sources: &Sources, diagnostics: &[Diagnostic]) -> Option<Sources> {
    let fixes: Vec<&Fix> = diagnostics.iter().filter_map(|found| found.fix.as_ref()).collect();
    let (mut mended, mut changed) = (Sources::default(), false);
    for (id, source) in sources.iter() {
        let text = sources.mended(id, fixes.iter().copied());
        changed |= text.is_some();
        mended.add(source.path(), text.unwrap_or_else(|| source.text().to_owned()));
    }
    changed.then_some(mended)
}

fn differ(before: &Source, after: &Source) -> bool {
    before.text() != after.text()
}

/// A unified diff without context.
fn difference(before: &Source, after: &Source) -> String {
    let path = before.path();
    let lines = TextDiff::from_lines(before.text(), after.text());
    lines.unified_diff().context_radius(0).header(path, path).to_string()
}
