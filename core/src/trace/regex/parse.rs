//! From the text of an expression to its parts.

use super::class::{self, Class};

/// How deep groups may nest, and how often something may be repeated, as RE2 has it.
const DEEPEST: usize = 200;
const MOST: u32 = 1000;

/// A part of an expression.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// One letter of a class.
    Letter(Class, Case),
    /// A place without a letter.
    Place(Anchor),
    /// One part after another.
    Sequence(Vec<Part>),
    /// The first that fits.
    Either(Vec<Part>),
    /// A group that is remembered under its number.
    Group(usize, Box<Part>),
    /// As often as that, as often as possible or as seldom.
    Repeat { part: Box<Part>, least: u32, most: Option<u32>, lazy: Greed },
}

/// Whether the case of letters counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Counts,
    Ignored,
}

/// Whether a repetition goes on as long as it can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Greed {
    Greedy,
    Lazy,
}

/// A place without a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    End,
    LineStart,
    LineEnd,
    Word,
    NoWord,
}

/// The parts of an expression; nothing where it is broken.
pub(super) fn parse(pattern: &str) -> Option<Part> {
    let flags = Flags { case: Case::Counts, lines: false, dot_all: false, lazy: false };
    let mut parser = Parser { rest: pattern, groups: 0, depth: 0, flags };
    let part = parser.alternatives()?;
    parser.rest.is_empty().then_some(part)
}

#[derive(Clone, Copy)]
struct Flags {
    case: Case,
    lines: bool,
    dot_all: bool,
    lazy: bool,
}

struct Parser<'a> {
    rest: &'a str,
    groups: usize,
    depth: usize,
    flags: Flags,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut letters = self.rest.chars();
        let letter = letters.next()?;
        self.rest = letters.as_str();
        Some(letter)
    }

    fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn alternatives(&mut self) -> Option<Part> {
        let mut parts = vec![self.sequence()?];
        while self.eat("|") {
            parts.push(self.sequence()?);
        }
        if parts.len() == 1 { parts.pop() } else { Some(Part::Either(parts)) }
    }

    fn sequence(&mut self) -> Option<Part> {
        let mut parts = Vec::new();
        while self.peek().is_some_and(|letter| !matches!(letter, '|' | ')')) {
            let part = self.part()?;
            let part = self.repeated(part)?;
            parts.push(part);
        }
        Some(Part::Sequence(parts))
    }

    /// One part; an empty sequence for flags, which stand for nothing themselves.
    fn part(&mut self) -> Option<Part> {
        let flags = self.flags;
        let anchor = |anchor| Some(Part::Place(anchor));
        match self.next()? {
            '*' | '+' | '?' => None,
            '^' => anchor(if flags.lines { Anchor::LineStart } else { Anchor::Start }),
            '$' => anchor(if flags.lines { Anchor::LineEnd } else { Anchor::End }),
            '.' if flags.dot_all => Some(Part::Letter(Class::all_but(&[]), flags.case)),
            '.' => Some(Part::Letter(Class::all_but(&[('\n', '\n')]), flags.case)),
            '(' => self.group(),
            '[' => Some(Part::Letter(self.class()?, flags.case)),
            '\\' => self.escape(),
            letter => Some(Part::Letter(Class::letter(letter), flags.case)),
        }
    }

    fn repeated(&mut self, part: Part) -> Option<Part> {
        let Some((least, most)) = self.counts() else { return Some(part) };
        if least > MOST || most.is_some_and(|most| most > MOST || most < least) {
            return None;
        }
        let lazy = if self.eat("?") == self.flags.lazy { Greed::Greedy } else { Greed::Lazy };
        let repeated = Part::Repeat { part: Box::new(part), least, most, lazy };
        // What repeats a repetition is refused.
        if self.peek().is_some_and(|letter| "*+?".contains(letter)) { None } else { Some(repeated) }
    }

    /// `*`, `+`, `?`, `{2}`, `{2,}` or `{2,5}`; other braces are letters.
    fn counts(&mut self) -> Option<(u32, Option<u32>)> {
        for (sign, counts) in [("*", (0, None)), ("+", (1, None)), ("?", (0, Some(1)))] {
            if self.eat(sign) {
                return Some(counts);
            }
        }
        let (inside, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            if digits { text.parse::<u32>().ok() } else { None }
        };
        let counts = match inside.split_once(',') {
            None => (number(inside)?, Some(number(inside)?)),
            Some((least, "")) => (number(least)?, None),
            Some((least, most)) => (number(least)?, Some(number(most)?)),
        };
        self.rest = rest;
        Some(counts)
    }

    fn group(&mut self) -> Option<Part> {
        self.depth += 1;
        let outer = self.flags;
        let mut number = None;
        if self.eat("?P<") || self.eat("?<") {
            let (name, rest) = self.rest.split_once('>')?;
            let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            if name.is_empty() || !name.chars().all(is_name) {
                return None;
            }
            self.rest = rest;
            number = Some(self.number());
        } else if self.eat("?") {
            if self.set_flags()? == ')' {
                self.depth -= 1;
                return Some(Part::Sequence(Vec::new()));
            }
        } else {
            number = Some(self.number());
        }
        let part = if self.depth > DEEPEST { None } else { self.alternatives() }?;
        self.depth -= 1;
        self.flags = outer;
        let closed = self.eat(")");
        closed.then(|| match number {
            Some(number) => Part::Group(number, Box::new(part)),
            None => part,
        })
    }

    fn number(&mut self) -> usize {
        self.groups += 1;
        self.groups
    }

    /// The flags before `:` or `)`, and which of them ended the list.
    fn set_flags(&mut self) -> Option<char> {
        let mut on = true;
        loop {
            match self.next()? {
                'i' => self.flags.case = if on { Case::Ignored } else { Case::Counts },
                'm' => self.flags.lines = on,
                's' => self.flags.dot_all = on,
                'U' => self.flags.lazy = on,
                '-' if on => on = false,
                end @ (':' | ')') => return Some(end),
                _ => return None,
            }
        }
    }

    fn class(&mut self) -> Option<Class> {
        let mut class = Class { negated: self.eat("^"), ..Class::default() };
        let mut is_first = true;
        while is_first || !self.eat("]") {
            is_first = false;
            if self.rest.starts_with("[:") {
                class.add(&self.named_class()?);
                continue;
            }
            if let Some(found) = self.class_escape() {
                class.add(&found);
                continue;
            }
            let low = self.class_letter()?;
            let is_range = self.rest.starts_with('-') && !self.rest.starts_with("-]");
            let high = if is_range && self.eat("-") { self.class_letter()? } else { low };
            if high < low {
                return None;
            }
            class.ranges.push((low, high));
        }
        Some(class)
    }

    fn named_class(&mut self) -> Option<Class> {
        let (name, rest) = self.rest.strip_prefix("[:")?.split_once(":]")?;
        self.rest = rest;
        let ranges = class::named(name.trim_start_matches('^'))?.to_vec();
        Some(Class { ranges, negated: name.starts_with('^') })
    }

    /// A class such as `\d` within a class.
    fn class_escape(&mut self) -> Option<Class> {
        let mut letters = self.rest.strip_prefix('\\')?.chars();
        let found = Class::escape(letters.next()?)?;
        self.rest = letters.as_str();
        Some(found)
    }

    /// A letter of a class.
    fn class_letter(&mut self) -> Option<char> {
        match self.next()? {
            '\\' => self.escaped(),
            letter => Some(letter),
        }
    }

    fn escape(&mut self) -> Option<Part> {
        let letter = self.peek()?;
        if let Some(class) = Class::escape(letter) {
            self.next();
            return Some(Part::Letter(class, self.flags.case));
        }
        let anchor = match letter {
            'A' => Anchor::Start,
            'z' => Anchor::End,
            'b' => Anchor::Word,
            'B' => Anchor::NoWord,
            _ => return Some(Part::Letter(Class::letter(self.escaped()?), self.flags.case)),
        };
        self.next();
        Some(Part::Place(anchor))
    }

    /// The letter that an escape stands for.
    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            'a' => '\x07',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            'x' => return self.hexadecimal(),
            letter if letter.is_ascii_punctuation() => letter,
            _ => return None,
        })
    }

    fn hexadecimal(&mut self) -> Option<char> {
        let (digits, rest) = match self.rest.strip_prefix('{') {
            Some(inside) => inside.split_once('}')?,
            None => self.rest.split_at_checked(2)?,
        };
        self.rest = rest;
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    }
}
