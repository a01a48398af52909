//! How text is broken: as a slip of the finger would, and as somebody would who wants to do harm.

use super::Random;

/// Scalars and collections that stand badly in most places.
const VALUES: [&str; 34] = [
    "",
    "null",
    "\"\"",
    "-1",
    "0",
    "1.5",
    "99999999999",
    "18446744073709551615",
    "18446744073709551616",
    "1e309",
    "-0.0",
    "[]",
    "{}",
    "[1]",
    "{a: b}",
    "true",
    "\"*\"",
    "::1",
    "0.0.0.0/0",
    "999.1.1.1",
    "http",
    "2h",
    "-5s",
    "999999999999h",
    "1ns",
    "a/b",
    "é😀",
    "&x [*x]",
    "!!int x",
    "'",
    "| x",
    "\"\\u0000\"",
    "kri_msvc_default___web_",
    "{{ .Name }}",
];

/// What is put where it does not belong.
const BYTES: [&str; 14] = [
    "\0",
    "\t",
    "\r",
    "\u{feff}",
    "\u{2028}",
    "\u{ff}",
    "---\n",
    "...\n",
    "- ",
    ": ",
    "#",
    "&a ",
    "*a",
    "%YAML 9.9\n",
];

/// How deep collections are nested in each other: far deeper than anybody writes.
const DEPTH: usize = 3_000;

/// A text with one to five edits; `others` is where foreign blocks come from.
pub fn broken(text: &str, others: &[&str], random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(5) {
        edit(&mut bytes, others, random);
    }
    bytes
}

fn edit(bytes: &mut Vec<u8>, others: &[&str], random: &mut Random) {
    match random.below(12) {
        0 => flip_bit(bytes, random),
        1 => drop(lines(bytes, random).map(|(start, end)| bytes.drain(start..end).count())),
        2 => repeat_block(bytes, random),
        3 => replace_value(bytes, |random| (*random.one_of(&VALUES)).to_owned(), random),
        4 => replace_value(bytes, nested, random),
        5 => insert(bytes, random.one_of(&BYTES).as_bytes().to_vec(), random),
        6 => indent(bytes, random),
        7 => foreign_block(bytes, others, random),
        8 => borrow_value(bytes, random),
        9 => huge_number(bytes, random),
        10 => swap_documents(bytes, random),
        _ => {
            let end = random.below(bytes.len() + 1);
            bytes.truncate(end);
        }
    }
}

fn flip_bit(bytes: &mut [u8], random: &mut Random) {
    let place = random.below(bytes.len());
    if let Some(byte) = bytes.get_mut(place) {
        *byte ^= 1 << random.below(8);
    }
}

/// The ends of a line, its line break included.
fn lines(bytes: &[u8], random: &mut Random) -> Option<(usize, usize)> {
    let all: Vec<usize> = starts(bytes).collect();
    let index = random.below(all.len());
    let start = *all.get(index)?;
    Some((start, all.get(index + 1).copied().unwrap_or(bytes.len())))
}

fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let breaks = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(index, _)| index + 1);
    std::iter::once(0).chain(breaks)
}

/// A line and all that is indented more, as often as makes a large document.
fn repeat_block(bytes: &mut Vec<u8>, random: &mut Random) {
    let Some((start, _)) = lines(bytes, random) else { return };
    let block = bytes[start..block_end(bytes, start)].to_vec();
    let times = if random.below(10) == 0 { 200 } else { 1 };
    bytes.splice(start..start, block.repeat(times));
}

fn block_end(bytes: &[u8], start: usize) -> usize {
    let indentation = |from: usize| bytes[from..].iter().take_while(|byte| **byte == b' ').count();
    let own = indentation(start);
    starts(&bytes[start..])
        .skip(1)
        .map(|next| start + next)
        .find(|next| indentation(*next) <= own)
        .unwrap_or(bytes.len())
}

fn replace_value(bytes: &mut Vec<u8>, value: impl FnOnce(&mut Random) -> String, random: &mut Random) {
    let Some((start, end)) = value_place(bytes, random) else { return };
    bytes.splice(start..end, value(random).into_bytes());
}

/// Where the value of a line `key: value` stands.
fn value_place(bytes: &[u8], random: &mut Random) -> Option<(usize, usize)> {
    let (start, end) = lines(bytes, random)?;
    let end = end - usize::from(bytes[..end].ends_with(b"\n"));
    let line = bytes.get(start..end)?;
    let colon = line.iter().position(|byte| *byte == b':')?;
    let space = usize::from(line.get(colon + 1) == Some(&b' '));
    Some((start + colon + 1 + space, end))
}

fn nested(random: &mut Random) -> String {
    let depth = 1 + random.below(DEPTH);
    match random.below(3) {
        0 => format!(" {}{}", "[".repeat(depth), "]".repeat(depth)),
        1 => format!(" {}{}", "{a: ".repeat(depth), "}".repeat(depth)),
        _ => format!(" {}", "[".repeat(depth)),
    }
}

fn insert(bytes: &mut Vec<u8>, what: Vec<u8>, random: &mut Random) {
    let place = random.below(bytes.len() + 1);
    bytes.splice(place..place, what);
}

fn indent(bytes: &mut Vec<u8>, random: &mut Random) {
    if let Some((start, _)) = lines(bytes, random) {
        bytes.splice(start..start, *b"  ");
    }
}

fn foreign_block(bytes: &mut Vec<u8>, others: &[&str], random: &mut Random) {
    let other = random.one_of(others).as_bytes();
    let (Some((start, _)), Some((place, _))) = (lines(other, random), lines(bytes, random)) else { return };
    bytes.splice(place..place, other[start..block_end(other, start)].to_vec());
}

/// The value of one line in the place of another's.
fn borrow_value(bytes: &mut Vec<u8>, random: &mut Random) {
    let (Some((start, end)), Some((from, to))) = (value_place(bytes, random), value_place(bytes, random))
    else {
        return;
    };
    let value = bytes[from..to].to_vec();
    bytes.splice(start..end, value);
}

/// A digit that stands somewhere becomes a number that no type holds, or one just at its limit.
fn huge_number(bytes: &mut Vec<u8>, random: &mut Random) {
    const LIMITS: [&str; 7] = [
        "4294967295",
        "4294967296",
        "2147483648",
        "65535",
        "65536",
        "9223372036854775807",
        "123456789012345678901234567890",
    ];
    let digits: Vec<usize> = (0..bytes.len()).filter(|index| bytes[*index].is_ascii_digit()).collect();
    if digits.is_empty() {
        return;
    }
    let place = *random.one_of(&digits);
    bytes.splice(place..=place, random.one_of(&LIMITS).bytes());
}

/// The first documents after the others, and sometimes twice.
fn swap_documents(bytes: &mut Vec<u8>, random: &mut Random) {
    const SEPARATOR: &[u8] = b"\n---\n";
    let breaks: Vec<usize> = bytes
        .windows(SEPARATOR.len())
        .enumerate()
        .filter(|(_, window)| *window == SEPARATOR)
        .map(|(index, _)| index)
        .collect();
    if breaks.is_empty() {
        return;
    }
    let place = *random.one_of(&breaks);
    let first = bytes[..place].to_vec();
    if random.below(2) == 0 {
        bytes.drain(..place + SEPARATOR.len());
    }
    bytes.extend_from_slice(SEPARATOR);
    bytes.extend(first);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_breaks_a_text_in_the_same_way() {
        let text = "a: 1\nb:\n  c: 2\n---\nd: 3\n";
        let all = |seed| broken(text, &["e:\n  f: 1\n"], &mut Random::new(seed));
        assert_eq!(all(7), all(7));
        let changed = (0..100).filter(|seed| all(*seed) != text.as_bytes()).count();
        assert!(changed > 80, "{changed}");
    }

    #[test]
    fn a_block_ends_where_the_indentation_does() {
        let text = b"a:\n  b: 1\n  c:\n    d: 2\ne: 3\n";
        assert_eq!(block_end(text, 0), 24);
        assert_eq!(block_end(text, 10), 24);
        assert_eq!(block_end(text, 3), 10);
    }
}
