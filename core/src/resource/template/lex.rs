//! The words of a template: text, and what stands between `{{` and `}}`.

/// A word and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token<'t> {
    /// What kind of word it is.
    pub(super) kind: Kind,
    /// As it is written.
    pub(super) text: &'t str,
    /// Its first byte in the template.
    pub(super) at: usize,
    /// Its line, from 1.
    pub(super) line: usize,
}

/// What kind of word a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What stands outside of actions.
    Text,
    /// `{{`
    Open,
    /// `}}`
    Close,
    /// Blanks between words.
    Space,
    /// `.`
    Dot,
    /// `.Name`
    Field,
    /// `$name`
    Variable,
    /// A function.
    Name,
    /// `if`, `end` and others with a meaning of their own.
    Keyword,
    /// `true` and `false`.
    Truth,
    /// A number, also a letter in single quotes.
    Number,
    /// A text in double quotes or backquotes.
    Quoted,
    /// `|`
    Pipe,
    /// `(`
    OpenParenthesis,
    /// `)`
    CloseParenthesis,
    /// `=` and `:=`
    Assign,
    /// Any other sign.
    Sign,
    /// The end of the template.
    End,
    /// What is no word; nothing comes after it.
    Error,
}

const KEYWORDS: &[&str] =
    &["block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with"];
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// Cuts a template into words; the last one is its end. Behind an error stands nothing else; what is wrong comes beside the words.
pub(super) fn tokens(text: &str) -> (Vec<Token<'_>>, String) {
    let mut lexer = Lexer { text, at: 0, depth: 0, found: Vec::new() };
    let fault = lexer.run().err();
    if fault.is_some() {
        lexer.push(Kind::Error, 0);
    }
    lexer.at = text.len();
    lexer.push(Kind::End, 0);
    (lexer.found, fault.unwrap_or_default())
}

struct Lexer<'t> {
    text: &'t str,
    /// Where the next word begins.
    at: usize,
    /// How many parentheses are open.
    depth: usize,
    found: Vec<Token<'t>>,
}

type Found<T> = Result<T, String>;

impl<'t> Lexer<'t> {
    fn run(&mut self) -> Found<()> {
        while let Some(start) = self.rest().find("{{") {
            let before = self.rest().get(..start).unwrap_or_default();
            let after = self.rest().get(start + 2..).unwrap_or_default();
            let is_trimmed = after.strip_prefix('-').is_some_and(|after| after.starts_with(BLANK));
            let kept = if is_trimmed { before.trim_end_matches(BLANK).len() } else { start };
            self.push(Kind::Text, kept);
            self.at += start - kept;
            let mark = if is_trimmed { 2 } else { 0 };
            if self.rest().get(2 + mark..).is_some_and(|rest| rest.starts_with("/*")) {
                self.at += 2 + mark;
                self.comment()?;
            } else {
                self.push(Kind::Open, 2);
                self.at += mark;
                self.depth = 0;
                while self.inside()? {}
            }
        }
        self.push(Kind::Text, self.rest().len());
        Ok(())
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn line_of(&self, at: usize) -> usize {
        self.text.get(..at).unwrap_or_default().matches('\n').count() + 1
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let text = self.rest().get(..length).unwrap_or_default();
        if kind != Kind::Text || !text.is_empty() {
            self.found.push(Token { kind, text, at: self.at, line: self.line_of(self.at) });
        }
        self.at += text.len();
    }

    fn comment(&mut self) -> Found<()> {
        let length = self.rest().find("*/").ok_or("unclosed comment")? + 2;
        let after = self.rest().get(length..).unwrap_or_default();
        let mark = closing(after).ok_or("comment ends before closing delimiter")?;
        self.at += length;
        self.close(mark, None);
        Ok(())
    }

    /// Steps over `}}`, with the blanks before it and after it that its mark takes away.
    fn close(&mut self, mark: usize, kind: Option<Kind>) {
        self.at += mark;
        match kind {
            Some(kind) => self.push(kind, 2),
            None => self.at += 2,
        }
        if mark > 0 {
            self.at += self.rest().len() - self.rest().trim_start_matches(BLANK).len();
        }
    }

    /// Reads the next word of an action; says whether the action goes on.
    fn inside(&mut self) -> Found<bool> {
        let rest = self.rest();
        if let Some(mark) = closing(rest) {
            if self.depth > 0 {
                return Err("unclosed left paren".into());
            }
            self.close(mark, Some(Kind::Close));
            return Ok(false);
        }
        let first = rest.chars().next().ok_or("unclosed action")?;
        match first {
            _ if BLANK.contains(&first) => self.space(),
            '=' => self.push(Kind::Assign, 1),
            ':' if rest.starts_with(":=") => self.push(Kind::Assign, 2),
            ':' => return Err("expected :=".into()),
            '|' => self.push(Kind::Pipe, 1),
            '"' => self.quoted('"', Kind::Quoted, "unterminated quoted string")?,
            '\'' => self.quoted('\'', Kind::Number, "unterminated character constant")?,
            '`' => {
                let inner = rest.get(1..).unwrap_or_default();
                let length = inner.find('`').ok_or("unterminated raw quoted string")?;
                self.push(Kind::Quoted, length + 2);
            }
            '(' => {
                self.depth += 1;
                self.push(Kind::OpenParenthesis, 1);
            }
            ')' => {
                self.depth = self.depth.checked_sub(1).ok_or("unexpected right paren")?;
                self.push(Kind::CloseParenthesis, 1);
            }
            '.' | '+' | '-' | '0'..='9' if first != '.' || followed_by_digit(rest) => self.number()?,
            '.' | '$' => self.word(1)?,
            _ if is_in_word(first) => self.word(0)?,
            '!'..='~' => self.push(Kind::Sign, 1),
            _ => return Err(format!("unrecognized character in action: {}", described(first))),
        }
        Ok(true)
    }

    /// Blanks, but not the one that belongs to a `-}}`.
    fn space(&mut self) {
        let rest = self.rest();
        let mut length = rest.len() - rest.trim_start_matches(BLANK).len();
        if rest.get(length..).is_some_and(|rest| rest.starts_with("-}}")) {
            length -= 1;
        }
        self.push(Kind::Space, length);
    }

    fn quoted(&mut self, quote: char, kind: Kind, fault: &'static str) -> Found<()> {
        let mut letters = self.rest().char_indices().skip(1);
        while let Some((index, letter)) = letters.next() {
            let is_bad = match letter {
                '\\' => letters.next().is_none_or(|(_, letter)| letter == '\n'),
                letter if letter == quote => {
                    self.push(kind, index + 1);
                    return Ok(());
                }
                letter => letter == '\n',
            };
            if is_bad {
                break;
            }
        }
        Err(fault.into())
    }

    /// A number, perhaps of another base, with a point or an exponent. Whether it is one in the end the parser sees.
    fn number(&mut self) -> Found<()> {
        let rest = self.rest();
        let mut scan = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        let mut is_digit: fn(char) -> bool = |letter| letter.is_ascii_digit() || letter == '_';
        let mut marks = ['e', 'E'];
        if let Some(after) = scan.strip_prefix("0x").or_else(|| scan.strip_prefix("0X")) {
            is_digit = |letter| letter.is_ascii_hexdigit() || letter == '_';
            (scan, marks) = (after, ['p', 'P']);
        }
        scan = scan.trim_start_matches(is_digit);
        scan = scan.strip_prefix('.').map_or(scan, |fraction| fraction.trim_start_matches(is_digit));
        if let Some(exponent) = scan.strip_prefix(marks) {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            scan = exponent.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '_');
        }
        let next = scan.chars().next().filter(|next| is_in_word(*next) || ['+', '-'].contains(next));
        let length = rest.len() - scan.len() + next.map_or(0, char::len_utf8);
        if next.is_some() {
            return Err(format!("bad number syntax: {:?}", rest.get(..length).unwrap_or_default()));
        }
        self.push(Kind::Number, length);
        Ok(())
    }

    /// A name, perhaps behind a sign.
    fn word(&mut self, sign: usize) -> Found<()> {
        let rest = self.rest();
        let name = rest.get(sign..).unwrap_or_default();
        let after = name.trim_start_matches(is_in_word);
        if let Some(next) = after.chars().next().filter(|_| !is_end_of_word(after)) {
            return Err(format!("bad character {}", described(next)));
        }
        let length = rest.len() - after.len();
        let kind = match (rest.chars().next(), name.get(..name.len() - after.len()).unwrap_or_default()) {
            (Some('.'), "") => Kind::Dot,
            (Some('.'), _) => Kind::Field,
            (Some('$'), _) => Kind::Variable,
            (_, "true" | "false") => Kind::Truth,
            (_, word) if KEYWORDS.contains(&word) => Kind::Keyword,
            _ => Kind::Name,
        };
        self.push(kind, length);
        Ok(())
    }
}

/// The length of the mark in front of `}}`, where an action ends here.
fn closing(rest: &str) -> Option<usize> {
    let is_marked = rest.starts_with(BLANK) && rest.get(1..).is_some_and(|rest| rest.starts_with("-}}"));
    if is_marked { Some(2) } else { rest.starts_with("}}").then_some(0) }
}

fn followed_by_digit(rest: &str) -> bool {
    rest.get(1..).is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
}

fn is_in_word(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

fn is_end_of_word(rest: &str) -> bool {
    rest.is_empty()
        || rest.starts_with("}}")
        || rest.starts_with(BLANK)
        || rest.starts_with(['.', ',', '|', ':', ')', '('])
}

/// A letter with its number, as Go names it.
fn described(letter: char) -> String {
    format!("U+{:04X} '{letter}'", u32::from(letter))
}
