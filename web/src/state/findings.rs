//! What there is to say about the files: what the newest answer says, and what a check of the whole mesh has found besides.
//!
//! A check takes longer than an answer, so what it found is about files as they were a moment ago. Until it is done anew, its
//! findings move along with their lines, and the lines that somebody types in lose theirs.

use std::rc::Rc;

use kumascope_wasm::types::{Diagnostic, Range, SourceFile};

use super::State;

/// What a check found, and in which files.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Checked {
    /// The files as they were.
    pub(crate) files: Rc<Vec<SourceFile>>,
    /// What was found.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl State {
    /// Puts together what is known about the files of the newest answer.
    pub(super) fn gather(&mut self) {
        let Some(shown) = &self.shown else { return };
        let mut all = shown.diagnostics.clone();
        let besides = carried(&self.checked, &self.answered);
        for found in besides {
            if !all.iter().any(|known| is_same(known, &found)) {
                all.push(found);
            }
        }
        self.findings = Rc::new(all);
    }

    /// Whether the whole mesh has been checked as it is.
    pub(crate) fn is_checked(&self) -> bool {
        self.checked.files == self.files
    }
}

fn is_same(one: &Diagnostic, other: &Diagnostic) -> bool {
    let place = |found: &Diagnostic| found.range.as_ref().map(|range| (range.path.clone(), range.from));
    one.code == other.code && one.message == other.message && place(one) == place(other)
}

/// What was found, as far as it still stands in the files as they are. Fixes and other places are of files as they were.
fn carried(checked: &Checked, files: &Rc<Vec<SourceFile>>) -> Vec<Diagnostic> {
    let mut all = checked.diagnostics.clone();
    if checked.files == *files {
        return all;
    }
    let moves: Vec<(&str, Move)> = checked
        .files
        .iter()
        .filter_map(|old| {
            let new = files.iter().find(|new| new.path == old.path)?;
            Some((old.path.as_str(), Move::between(&old.text, &new.text)))
        })
        .collect();
    all.retain_mut(|found| {
        (found.fix, found.related) = (None, Vec::new());
        let Some(range) = &mut found.range else { return true };
        let known = moves.iter().find(|(path, _)| *path == range.path);
        known.is_some_and(|(_, edit)| edit.carry(range))
    });
    all
}

/// How the lines of a text have moved.
struct Move {
    /// How many lines at the beginning stay where they are.
    above: u32,
    /// After which line the others move; those between are not the same any more.
    below: u32,
    /// How far they move: lines, and UTF-16 code units.
    by: (i32, i32),
}

impl Move {
    fn between(old: &str, new: &str) -> Self {
        let same = |(one, other): &(&str, &str)| one == other;
        let above = old.split('\n').zip(new.split('\n')).take_while(same).count();
        let below = old.rsplit('\n').zip(new.rsplit('\n')).take_while(same).count();
        let lines = |text: &str| number(text.split('\n').count());
        let units = |text: &str| number(text.encode_utf16().count());
        let by = (
            lines(new).wrapping_sub(lines(old)).cast_signed(),
            units(new).wrapping_sub(units(old)).cast_signed(),
        );
        Self { above: number(above), below: lines(old).saturating_sub(number(below)), by }
    }

    /// Moves a range along; false where its first line is not the same any more.
    fn carry(&self, range: &mut Range) -> bool {
        if range.line <= self.above || range.line <= self.below {
            return range.line <= self.above;
        }
        let (lines, units) = self.by;
        for line in [&mut range.line, &mut range.end_line] {
            *line = line.wrapping_add_signed(lines);
        }
        for place in [&mut range.from, &mut range.to] {
            *place = place.wrapping_add_signed(units);
        }
        true
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use kumascope_wasm::types::Severity;

    use super::*;

    const OLD: &str = "é: 1\nb: 2\nc: 3\n";

    /// Where a finding of a line of [`OLD`] is after an edit: its line, and the text behind its first unit.
    fn after(line: u32, new: &str) -> Option<(u32, String)> {
        let file = |text: &str| Rc::new(vec![SourceFile { path: "a.yaml".into(), text: text.into() }]);
        let from = OLD
            .split_inclusive('\n')
            .take(line as usize - 1)
            .map(|line| line.encode_utf16().count())
            .sum::<usize>();
        let from = u32::try_from(from).expect("a short text");
        let range = Range {
            path: "a.yaml".into(),
            from,
            to: from + 1,
            line,
            column: 1,
            end_line: line,
            end_column: 2,
        };
        let found = Diagnostic {
            code: "a-code".into(),
            severity: Severity::Warning,
            message: "a message".into(),
            help: None,
            range: Some(range),
            related: Vec::new(),
            fix: None,
        };
        let checked = Checked { files: file(OLD), diagnostics: vec![found] };
        let range = carried(&checked, &file(new)).pop()?.range?;
        let rest: Vec<u16> = new.encode_utf16().skip(range.from as usize).collect();
        Some((range.line, String::from_utf16_lossy(&rest).chars().take(1).collect()))
    }

    #[test]
    fn findings_move_along_with_their_lines() {
        assert_eq!(after(1, OLD), Some((1, "é".into())));
        assert_eq!(after(3, "é: 1\nnew: 😀\nb: 2\nc: 3\n"), Some((4, "c".into())));
        assert_eq!(after(3, "é: 1\nc: 3\n"), Some((2, "c".into())));
        assert_eq!(after(1, "é: 1\nb: 25\nc: 3\n"), Some((1, "é".into())));
    }

    #[test]
    fn lines_that_are_edited_lose_their_findings() {
        assert_eq!(after(2, "é: 1\nb: 25\nc: 3\n"), None);
        assert_eq!(after(2, "é: 1\nc: 3\n"), None);
        assert_eq!(after(2, ""), None);
    }
}
