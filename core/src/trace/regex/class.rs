//! Sets of letters.

use crate::sorted::sort_by_key;

/// Ranges of letters, and whether all others are meant.
#[derive(Clone, Debug, Default)]
pub(super) struct Class {
    pub(super) ranges: Vec<(char, char)>,
    pub(super) negated: bool,
}

impl Class {
    /// One letter.
    pub(super) fn letter(letter: char) -> Self {
        Self { ranges: vec![(letter, letter)], negated: false }
    }

    /// Every letter but those.
    pub(super) fn all_but(ranges: &[(char, char)]) -> Self {
        Self { ranges: ranges.to_vec(), negated: true }
    }

    /// `\d`, `\s`, `\w` and their opposites.
    pub(super) fn escape(letter: char) -> Option<Self> {
        let ranges = named(match letter.to_ascii_lowercase() {
            'd' => "digit",
            's' => "perl space",
            'w' => "word",
            _ => return None,
        })?;
        Some(Self { ranges: ranges.to_vec(), negated: letter.is_ascii_uppercase() })
    }

    /// Adds the letters of another class.
    pub(super) fn add(&mut self, other: &Self) {
        if !other.negated {
            self.ranges.extend(&other.ranges);
            return;
        }
        let mut ranges = other.ranges.clone();
        sort_by_key(&mut ranges, |range| *range);
        let mut next = 0;
        for (low, high) in ranges {
            self.add_codes(next, u32::from(low));
            next = next.max(u32::from(high) + 1);
        }
        self.add_codes(next, 0x11_0000);
    }

    /// Whether a letter belongs to it, whatever its case where that does not count.
    pub(super) fn has(&self, letter: char, ignore_case: super::parse::Case) -> bool {
        let within = |letter: char| self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&letter));
        let found = match ignore_case {
            super::parse::Case::Counts => within(letter),
            super::parse::Case::Ignored => {
                within(letter.to_ascii_lowercase()) || within(letter.to_ascii_uppercase())
            }
        };
        found != self.negated
    }

    fn add_codes(&mut self, from: u32, below: u32) {
        let letter = |code: u32| char::from_u32(code);
        let last = (from..below).rev().find_map(letter);
        if let (Some(first), Some(last)) = ((from..below).find_map(letter), last) {
            self.ranges.push((first, last));
        }
    }
}

/// The classes that POSIX names.
pub(super) fn named(name: &str) -> Option<&'static [(char, char)]> {
    Some(match name {
        "alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "alpha" => &[('A', 'Z'), ('a', 'z')],
        "ascii" => &[('\0', '\x7f')],
        "blank" => &[('\t', '\t'), (' ', ' ')],
        "cntrl" => &[('\0', '\x1f'), ('\x7f', '\x7f')],
        "digit" => &[('0', '9')],
        "graph" => &[('!', '~')],
        "lower" => &[('a', 'z')],
        "perl space" => &[('\t', '\n'), ('\x0c', '\r'), (' ', ' ')],
        "print" => &[(' ', '~')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "space" => &[('\t', '\r'), (' ', ' ')],
        "upper" => &[('A', 'Z')],
        "word" => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        "xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return None,
    })
}
