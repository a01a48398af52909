//! Tables: one line for each thing, in columns.

use clap::builder::styling::Style;

use crate::colour::Colour;

/// How wide a table for people may be.
const WIDTH: usize = 100;
/// How narrow a column may become for that.
const NARROWEST: usize = 12;
/// What stands between columns.
const BETWEEN: &str = "  ";

/// Lines of cells below a head.
#[derive(Debug)]
pub(crate) struct Table<const COLUMNS: usize> {
    rows: Vec<[String; COLUMNS]>,
}

/// A table of any number of columns.
pub(crate) trait Cells {
    /// How many lines stand below the head.
    fn count(&self) -> usize;

    /// The lines for people: a bold head, and long cells cut so that lines fit a terminal. Of the last column, which holds files
    /// and lines, the end stays.
    fn fitted(&self, colour: Colour) -> String;
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    /// A table that has a head only.
    pub(crate) fn new(head: [&str; COLUMNS]) -> Self {
        Self { rows: vec![head.map(str::to_owned)] }
    }

    /// Adds a line.
    pub(crate) fn row(&mut self, cells: [String; COLUMNS]) {
        self.rows.push(cells);
    }

    /// The lines, columns aligned with two spaces between them.
    pub(crate) fn to_text(&self) -> String {
        self.print(&self.widths(), Colour::Off)
    }

    fn print(&self, widths: &[usize], colour: Colour) -> String {
        let mut text = String::new();
        for (index, row) in self.rows.iter().enumerate() {
            let cells = row.iter().zip(widths).enumerate().map(|(column, (cell, width))| {
                let cell =
                    if column + 1 == COLUMNS { cut_start(cell, *width) } else { cut_end(cell, *width) };
                format!("{cell:width$}")
            });
            let line = cells.collect::<Vec<_>>().join(BETWEEN);
            let style = if index == 0 && colour == Colour::On { Style::new().bold() } else { Style::new() };
            text.extend([style.to_string(), line.trim_end().to_owned(), format!("{style:#}\n")]);
        }
        text
    }

    fn widths(&self) -> Vec<usize> {
        (0..COLUMNS).map(|column| self.width(column)).collect()
    }

    fn width(&self, column: usize) -> usize {
        self.rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    }
}

impl<const COLUMNS: usize> Cells for Table<COLUMNS> {
    fn count(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    fn fitted(&self, colour: Colour) -> String {
        let mut widths = self.widths();
        let between = BETWEEN.len() * COLUMNS.saturating_sub(1);
        while widths.iter().sum::<usize>() + between > WIDTH {
            let Some(widest) = widths.iter_mut().max().filter(|width| **width > NARROWEST) else { break };
            *widest -= 1;
        }
        self.print(&widths, colour)
    }
}

/// A text without its end, where it is longer than the width.
fn cut_end(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

/// A text without its beginning, where it is longer than the width.
fn cut_start(text: &str, width: usize) -> String {
    let count = text.chars().count();
    if count <= width {
        return text.to_owned();
    }
    ['…'].into_iter().chain(text.chars().skip(count - width.saturating_sub(1))).collect()
}

#[cfg(test)]
mod tests {
    use super::{Cells as _, Colour, Table};

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::new(["NAME", "TYPE"]);
        table.row(["a".into(), "cluster".into()]);
        table.row(["löng-name".into(), String::new()]);
        assert_eq!(table.to_text(), "NAME       TYPE\na          cluster\nlöng-name\n");
    }

    #[test]
    fn the_widest_columns_are_cut_until_lines_fit() {
        let mut table = Table::new(["NAME", "WHERE", "FILE"]);
        table.row(["n".repeat(90), "here".into(), format!("{}/mesh.yaml:7", "f".repeat(80))]);
        let text = table.fitted(Colour::Off);
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        assert!(text.contains("nnn…  here ") && text.contains(" …fff"), "{text}");
        assert!(text.ends_with("/mesh.yaml:7\n"), "{text}");
    }

    #[test]
    fn heads_are_bold_in_colour() {
        let table = Table::new(["NAME"]);
        assert_eq!(table.fitted(Colour::On), "\u{1b}[1mNAME\u{1b}[0m\n");
        assert_eq!(table.fitted(Colour::Off), "NAME\n");
    }
}
