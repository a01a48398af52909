//! Who set which line of the output, out of the numbers that the engine sends.

use js_sys::Uint32Array;
use kumascope_wasm::types::Shown;
use wasm_bindgen::JsCast as _;

use super::Place;

/// Numbers for each origin; see [`Shown::origins`].
const STRIDE: usize = 7;

/// Who set which line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Origins {
    /// Of each line, the position of its origin.
    lines: Vec<u32>,
    /// Seven numbers for each origin.
    rows: Vec<u32>,
    names: Vec<String>,
}

/// Who set a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A field of a file, and the resource to which it belongs.
    Field(Place, Option<String>),
    /// A default.
    Default(String),
    /// A rule of the control plane.
    Rule(String),
}

impl Origins {
    /// Those of an answer.
    pub(crate) fn of(shown: &Shown) -> Self {
        let numbers = |value: &wasm_bindgen::JsValue| {
            value.dyn_ref::<Uint32Array>().map(Uint32Array::to_vec).unwrap_or_default()
        };
        Self { lines: numbers(&shown.lines), rows: numbers(&shown.origins), names: shown.names.clone() }
    }

    /// Who set a line, counted from 0.
    pub(crate) fn of_line(&self, line: u32) -> Option<Origin> {
        let row = self.row(*self.lines.get(index(line))?)?;
        let name = self.name(row[1])?;
        Some(match row[0] {
            0 => {
                let owner = row[6].checked_sub(1).and_then(|owner| self.name(owner));
                Origin::Field(Place { path: name, lines: [row[2], row[3], row[4], row[5]] }, owner)
            }
            1 => Origin::Default(name),
            _ => Origin::Rule(name),
        })
    }

    /// The lines that were set by what stands in a line of a file. A value of several lines counts for its first.
    pub(crate) fn lines_of(&self, path: &str, line: u32) -> Vec<u32> {
        let here = |row: &[u32; STRIDE]| {
            row[0] == 0 && row[2] == line && self.names.get(index(row[1])).is_some_and(|name| name == path)
        };
        let found: Vec<bool> =
            self.rows.chunks_exact(STRIDE).map(|row| as_row(row).is_some_and(|row| here(&row))).collect();
        let numbered = (0..).zip(&self.lines);
        numbered
            .filter(|(_, origin)| found.get(index(**origin)) == Some(&true))
            .map(|(line, _)| line)
            .collect()
    }

    /// What set each line: 0 a field, 1 a default, 2 a rule.
    pub(crate) fn kinds(&self) -> Vec<u8> {
        let kind = |origin: &u32| self.row(*origin).and_then(|row| u8::try_from(row[0]).ok());
        self.lines.iter().map(|origin| kind(origin).unwrap_or(2)).collect()
    }

    fn row(&self, origin: u32) -> Option<[u32; STRIDE]> {
        as_row(self.rows.get(index(origin) * STRIDE..)?.get(..STRIDE)?)
    }

    fn name(&self, position: u32) -> Option<String> {
        self.names.get(index(position)).cloned()
    }
}

fn as_row(row: &[u32]) -> Option<[u32; STRIDE]> {
    row.try_into().ok()
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two lines of one field, one of a rule.
    fn origins() -> Origins {
        Origins {
            lines: vec![1, 0, 0],
            rows: vec![0, 0, 3, 5, 3, 9, 2, 2, 2, 0, 0, 0, 0, 0],
            names: vec!["a.yaml".into(), "MeshTimeout slow".into(), "listener".into()],
        }
    }

    #[test]
    fn a_line_leads_to_the_place_that_set_it() {
        let place = Place { path: "a.yaml".into(), lines: [3, 5, 3, 9] };
        assert_eq!(origins().of_line(2), Some(Origin::Field(place, Some("MeshTimeout slow".into()))));
        assert_eq!(origins().of_line(0), Some(Origin::Rule("listener".into())));
        assert_eq!(origins().of_line(3), None);
    }

    #[test]
    fn a_place_leads_to_the_lines_that_it_set() {
        assert_eq!(origins().lines_of("a.yaml", 3), [1, 2]);
        assert_eq!(origins().lines_of("a.yaml", 4), [0; 0]);
        assert_eq!(origins().lines_of("b.yaml", 3), [0; 0]);
        assert_eq!(origins().kinds(), [2, 0, 0]);
    }
}
