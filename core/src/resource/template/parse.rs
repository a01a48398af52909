//! The grammar of templates: words to actions.

use super::lex::{Kind, Token, tokens};
use crate::tree::decimal;

/// How deep actions and parentheses may stand within each other.
const MAX_DEPTH: usize = 100;

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// A constant text.
    Text(String),
    /// A value that is printed, or given to a variable.
    Print(Pipeline),
    /// `if` and `with`: what stands there if it holds, and otherwise.
    Choice {
        /// What is asked.
        condition: Pipeline,
        /// Whether what was asked becomes the dot: `with` does that.
        is_with: bool,
        /// Where it holds.
        then: Vec<Part>,
        /// Where it does not.
        otherwise: Vec<Part>,
    },
    /// `range`: what stands there for each item, and where there is none.
    Loop(Pipeline, Vec<Part>, Vec<Part>),
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `template "name" value`, and where its name stands.
    Call(String, Option<Pipeline>, usize),
}

/// Commands, each of which gets the value of the one before.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pipeline {
    /// Where it stands.
    pub(super) at: usize,
    /// The variables that get its value.
    pub(super) variables: Vec<String>,
    /// Whether the variables are there already: `=` instead of `:=`.
    pub(super) is_assignment: bool,
    /// Its commands, at least one.
    pub(super) commands: Vec<Command>,
}

/// A function or value, and its arguments.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Command {
    /// Where it stands.
    pub(super) at: usize,
    /// The function or value, then the arguments.
    pub(super) operands: Vec<Operand>,
}

/// A value as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Operand {
    /// Where it stands.
    pub(super) at: usize,
    /// What it is.
    pub(super) term: Term,
    /// As it is written, without what stands behind it.
    pub(super) text: String,
    /// `.Fields` of it.
    pub(super) fields: Vec<String>,
}

/// What an operand is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    /// `.`, perhaps with fields.
    Dot,
    /// `nil`
    Nil,
    /// `true` or `false`.
    Truth(bool),
    /// A whole number.
    Whole(i64),
    /// A number with a point or an exponent.
    Number(f64),
    /// A text.
    Text(String),
    /// `$name`, perhaps with fields.
    Variable,
    /// A function by its name.
    Function,
    /// A pipeline in parentheses.
    Pipeline(Pipeline),
}

/// A template that was read: its parts, and others that it defines by name.
pub(super) type Parsed = (Vec<Part>, Vec<(String, Vec<Part>)>);

/// Reads a template; the fault is the whole message of Go.
pub(super) fn parse(text: &str, functions: &[&str]) -> Result<Parsed, String> {
    let (tokens, fault) = tokens(text);
    let mut parser = Parser {
        tokens,
        fault,
        functions,
        next: 0,
        seen: 0,
        action_line: 0,
        loops: 0,
        depth: 0,
        variables: vec!["$".into()],
        defined: Vec::new(),
    };
    let parts = parser.root().map_err(|fault| {
        let line = parser.tokens.get(parser.seen).map_or(1, |token| token.line);
        format!("template: :{line}: {fault}")
    })?;
    Ok((parts, parser.defined))
}

struct Parser<'t> {
    tokens: Vec<Token<'t>>,
    /// What is wrong at the error among the tokens.
    fault: String,
    functions: &'t [&'t str],
    next: usize,
    /// The last token that was looked at: messages have its line.
    seen: usize,
    action_line: usize,
    loops: usize,
    depth: usize,
    variables: Vec<String>,
    defined: Vec<(String, Vec<Part>)>,
}

type Found<T> = Result<T, String>;

/// What ends a list of parts.
#[derive(Clone, Copy, PartialEq)]
enum Ending {
    End,
    Else,
}

impl Ending {
    fn unexpected<T>(self) -> Found<T> {
        Err(format!("unexpected {}", self.text()))
    }

    fn text(self) -> &'static str {
        if self == Self::End { "{{end}}" } else { "{{else}}" }
    }
}

impl<'t> Parser<'t> {
    fn peek(&mut self) -> Token<'t> {
        let last = self.tokens.len().saturating_sub(1);
        self.seen = self.seen.max(self.next.min(last));
        let end = Token { kind: Kind::End, text: "", at: 0, line: 1 };
        self.tokens.get(self.next.min(last)).copied().unwrap_or(end)
    }

    fn take(&mut self) -> Token<'t> {
        let token = self.peek();
        self.next += 1;
        token
    }

    fn skip_space(&mut self) {
        while self.peek().kind == Kind::Space {
            self.next += 1;
        }
    }

    fn peek_word(&mut self) -> Token<'t> {
        self.skip_space();
        self.peek()
    }

    fn take_word(&mut self) -> Token<'t> {
        self.skip_space();
        self.take()
    }

    fn unexpected<T>(&self, token: Token<'_>, context: &str) -> Found<T> {
        let found = match token.kind {
            Kind::Error => {
                let action = match self.action_line {
                    0 => String::new(),
                    line if line == token.line => String::new(),
                    line if self.fault.ends_with(" action") => format!(" started at :{line}"),
                    line => format!(" in action started at :{line}"),
                };
                return Err(format!("{}{action}", self.fault));
            }
            Kind::End => "EOF".into(),
            Kind::Keyword | Kind::Dot => format!("<{}>", token.text),
            _ if token.text.chars().count() > 10 => {
                format!("{:?}...", token.text.chars().take(10).collect::<String>())
            }
            _ => format!("{:?}", token.text),
        };
        Err(format!("unexpected {found} in {context}"))
    }

    fn root(&mut self) -> Found<Vec<Part>> {
        let mut parts = Vec::new();
        while self.peek().kind != Kind::End {
            match self.part()? {
                Ok(part) => parts.extend(part),
                Err(ending) => return ending.unexpected(),
            }
        }
        Ok(parts)
    }

    /// Parts up to `end` or `else`.
    fn list(&mut self) -> Found<(Vec<Part>, Ending)> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("max expression depth exceeded".into());
        }
        let mut parts = Vec::new();
        while self.peek_word().kind != Kind::End {
            match self.part()? {
                Ok(part) => parts.extend(part),
                Err(ending) => {
                    self.depth -= 1;
                    return Ok((parts, ending));
                }
            }
        }
        Err("unexpected EOF".into())
    }

    fn part(&mut self) -> Found<Result<Option<Part>, Ending>> {
        let token = self.take_word();
        match token.kind {
            Kind::Text => Ok(Ok(Some(Part::Text(token.text.into())))),
            Kind::Open => {
                self.action_line = token.line;
                let part = self.action()?;
                self.action_line = 0;
                Ok(part)
            }
            _ => self.unexpected(token, "input"),
        }
    }

    fn action(&mut self) -> Found<Result<Option<Part>, Ending>> {
        let token = self.peek_word();
        let keyword = if token.kind == Kind::Keyword { token.text } else { "" };
        if !matches!(keyword, "" | "nil") {
            self.next += 1;
        }
        let part = match keyword {
            "if" | "with" => self.choice(keyword)?,
            "range" => self.repeat()?,
            "break" | "continue" => self.leave(keyword)?,
            "define" if self.depth == 0 => {
                self.define()?;
                return Ok(Ok(None));
            }
            "define" => return self.unexpected(token, "command"),
            "block" | "template" => self.call(keyword)?,
            "end" => {
                self.expect(Kind::Close, "end")?;
                return Ok(Err(Ending::End));
            }
            "else" => {
                if !matches!(self.peek_word().text, "if" | "with") {
                    self.expect(Kind::Close, "else")?;
                }
                return Ok(Err(Ending::Else));
            }
            _ => Part::Print(self.pipeline("command", Kind::Close)?),
        };
        Ok(Ok(Some(part)))
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Found<Token<'t>> {
        let token = self.take_word();
        if token.kind == kind { Ok(token) } else { self.unexpected(token, context) }
    }

    fn choice(&mut self, keyword: &str) -> Found<Part> {
        let variables = self.variables.len();
        let condition = self.pipeline(keyword, Kind::Close)?;
        let (then, ending) = self.list()?;
        let mut otherwise = Vec::new();
        if ending == Ending::Else {
            if self.peek().kind == Kind::Keyword && self.peek().text == keyword {
                self.next += 1;
                self.depth += 1;
                otherwise.push(self.choice(keyword)?);
                self.depth -= 1;
            } else {
                otherwise = self.last_list()?;
            }
        }
        self.variables.truncate(variables);
        Ok(Part::Choice { condition, is_with: keyword == "with", then, otherwise })
    }

    fn repeat(&mut self) -> Found<Part> {
        let variables = self.variables.len();
        let pipeline = self.pipeline("range", Kind::Close)?;
        self.loops += 1;
        let (items, ending) = self.list()?;
        self.loops -= 1;
        let otherwise = if ending == Ending::Else { self.last_list()? } else { Vec::new() };
        self.variables.truncate(variables);
        Ok(Part::Loop(pipeline, items, otherwise))
    }

    fn last_list(&mut self) -> Found<Vec<Part>> {
        match self.list()? {
            (parts, Ending::End) => Ok(parts),
            (_, Ending::Else) => Err("expected end; found {{else}}".into()),
        }
    }

    fn leave(&mut self, keyword: &str) -> Found<Part> {
        self.expect(Kind::Close, &format!("{{{{{keyword}}}}}"))?;
        if self.loops == 0 {
            return Err(format!("{{{{{keyword}}}}} outside {{{{range}}}}"));
        }
        Ok(if keyword == "break" { Part::Break } else { Part::Continue })
    }

    fn name(&mut self, context: &str) -> Found<(String, usize)> {
        let token = self.expect(Kind::Quoted, context)?;
        Ok((unquote(token.text)?, token.at))
    }

    fn define(&mut self) -> Found<()> {
        let (name, _) = self.name("define clause")?;
        self.expect(Kind::Close, "define clause")?;
        self.define_as(name, "define clause")
    }

    fn define_as(&mut self, name: String, context: &str) -> Found<()> {
        let variables = std::mem::replace(&mut self.variables, vec!["$".into()]);
        let (parts, ending) = self.list()?;
        if ending == Ending::Else {
            return Err(format!("unexpected {} in {context}", ending.text()));
        }
        self.variables = variables;
        self.defined.retain(|(other, _)| *other != name);
        self.defined.push((name, parts));
        Ok(())
    }

    fn call(&mut self, keyword: &str) -> Found<Part> {
        let context = if keyword == "block" { "block clause" } else { "template clause" };
        let (name, at) = self.name(context)?;
        if keyword == "template" && self.peek_word().kind == Kind::Close {
            self.next += 1;
            return Ok(Part::Call(name, None, at));
        }
        let pipeline = self.pipeline(context, Kind::Close)?;
        if keyword == "block" {
            self.define_as(name.clone(), context)?;
        }
        Ok(Part::Call(name, Some(pipeline), at))
    }

    fn pipeline(&mut self, context: &str, end: Kind) -> Found<Pipeline> {
        let mut pipeline = Pipeline { at: self.peek_word().at, ..Pipeline::default() };
        self.declarations(&mut pipeline, context)?;
        loop {
            let token = self.peek_word();
            match token.kind {
                kind if kind == end => break,
                Kind::Truth
                | Kind::Dot
                | Kind::Field
                | Kind::Name
                | Kind::Number
                | Kind::Quoted
                | Kind::Variable
                | Kind::OpenParenthesis => pipeline.commands.push(self.command()?),
                Kind::Keyword if token.text == "nil" => pipeline.commands.push(self.command()?),
                _ => return self.unexpected(token, context),
            }
        }
        self.next += 1;
        if pipeline.commands.is_empty() {
            return Err(format!("missing value for {context}"));
        }
        let is_idle = |command: &Command| command.operands.first().is_some_and(is_constant);
        match pipeline.commands.iter().skip(1).position(is_idle) {
            Some(index) => Err(format!("non executable command in pipeline stage {}", index + 2)),
            None => Ok(pipeline),
        }
    }

    /// `$a :=`, `$a =`, and in a loop `$a, $b :=`.
    fn declarations(&mut self, pipeline: &mut Pipeline, context: &str) -> Found<()> {
        while self.peek_word().kind == Kind::Variable {
            let before = self.next;
            let name = self.take().text.to_owned();
            let token = self.peek_word();
            if token.kind == Kind::Assign {
                self.next += 1;
                pipeline.is_assignment = token.text == "=";
            } else if token.text != "," {
                self.next = before;
                return Ok(());
            } else {
                self.next += 1;
            }
            self.variables.push(name.clone());
            pipeline.variables.push(name);
            if token.kind == Kind::Assign {
                return Ok(());
            }
            if context != "range" || pipeline.variables.len() > 1 {
                return Err(format!("too many declarations in {context}"));
            }
            if !matches!(self.peek_word().kind, Kind::Variable | Kind::Close | Kind::CloseParenthesis) {
                return Err("range can only initialize variables".into());
            }
        }
        Ok(())
    }

    fn command(&mut self) -> Found<Command> {
        let mut command = Command { at: self.peek_word().at, operands: Vec::new() };
        loop {
            self.skip_space();
            command.operands.extend(self.operand()?);
            let token = self.take();
            match token.kind {
                Kind::Space => {}
                Kind::Close | Kind::CloseParenthesis => {
                    self.next -= 1;
                    break;
                }
                Kind::Pipe => break,
                _ => return self.unexpected(token, "operand"),
            }
        }
        if command.operands.is_empty() { Err("empty command".into()) } else { Ok(command) }
    }

    fn operand(&mut self) -> Found<Option<Operand>> {
        let Some(mut operand) = self.term()? else { return Ok(None) };
        let first = self.peek();
        while self.peek().kind == Kind::Field {
            operand.fields.push(self.take().text.trim_start_matches('.').into());
        }
        if first.kind != Kind::Field {
            return Ok(Some(operand));
        }
        if is_constant(&operand) {
            return Err(format!("unexpected . after term {:?}", operand.text));
        }
        operand.at = first.at;
        Ok(Some(operand))
    }

    fn term(&mut self) -> Found<Option<Operand>> {
        let token = self.take_word();
        let mut fields = Vec::new();
        let term = match token.kind {
            Kind::Name if self.functions.contains(&token.text) => Term::Function,
            Kind::Name => return Err(format!("function {:?} not defined", token.text)),
            Kind::Dot => Term::Dot,
            Kind::Keyword if token.text == "nil" => Term::Nil,
            Kind::Variable if self.variables.iter().any(|name| name == token.text) => Term::Variable,
            Kind::Variable => return Err(format!("undefined variable {:?}", token.text)),
            Kind::Field => {
                fields.push(token.text.trim_start_matches('.').into());
                Term::Dot
            }
            Kind::Truth => Term::Truth(token.text == "true"),
            Kind::Number => number(token.text)?,
            Kind::Quoted => Term::Text(unquote(token.text)?),
            Kind::OpenParenthesis => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err("max expression depth exceeded".into());
                }
                let pipeline = self.pipeline("parenthesized pipeline", Kind::CloseParenthesis)?;
                self.depth -= 1;
                Term::Pipeline(pipeline)
            }
            _ => {
                self.next -= 1;
                return Ok(None);
            }
        };
        let text = if token.kind == Kind::Field { "" } else { token.text };
        Ok(Some(Operand { at: token.at, term, text: text.into(), fields }))
    }
}

/// Whether a value cannot be called, and has no fields by itself.
fn is_constant(operand: &Operand) -> bool {
    match operand.term {
        Term::Dot => operand.text == ".",
        Term::Nil | Term::Truth(_) | Term::Whole(_) | Term::Number(_) | Term::Text(_) => true,
        Term::Variable | Term::Function | Term::Pipeline(_) => false,
    }
}

/// A number that is written with a point or an exponent, unless it is too large.
fn with_point(plain: &str) -> Option<f64> {
    let number = plain.contains(['.', 'e', 'E']).then(|| decimal::parse(plain))?;
    number.filter(|number| number.is_finite())
}

fn number(text: &str) -> Found<Term> {
    if let Some(letter) = text.strip_prefix('\'') {
        let letter = unquote(&format!("\"{}\"", letter.trim_end_matches('\'')))?;
        let mut letters = letter.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else {
            return Err(format!("malformed character constant: {text}"));
        };
        return Ok(Term::Whole(u32::from(letter).into()));
    }
    let plain = text.replace('_', "");
    let unsigned = plain.trim_start_matches(['+', '-']);
    let whole = match unsigned.get(..2) {
        Some("0x" | "0X") => i64::from_str_radix(unsigned.get(2..).unwrap_or_default(), 16).ok(),
        _ => plain.parse().ok(),
    };
    match whole {
        Some(whole) => Ok(Term::Whole(whole)),
        None if let Some(number) = with_point(&plain) => Ok(Term::Number(number)),
        None if !unsigned.is_empty() && unsigned.chars().all(|digit| digit.is_ascii_digit()) => {
            Err(format!("integer overflow: {text:?}"))
        }
        None => Err(format!("illegal number syntax: {text:?}")),
    }
}

/// A text of Go in double quotes or backquotes.
fn unquote(text: &str) -> Found<String> {
    if let Some(raw) = text.strip_prefix('`') {
        return Ok(raw.trim_end_matches('`').replace('\r', ""));
    }
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let mut letters = inner.chars();
    let mut plain = String::new();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            plain.push(letter);
            continue;
        }
        let escaped = letters.next().unwrap_or_default();
        let code = |letters: &mut std::str::Chars<'_>, length| {
            let digits: String = letters.by_ref().take(length).collect();
            u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)
        };
        let letter = match escaped {
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            '"' | '\\' => Some(escaped),
            'x' => code(&mut letters, 2),
            'u' => code(&mut letters, 4),
            'U' => code(&mut letters, 8),
            _ => None,
        };
        plain.push(letter.ok_or("invalid syntax")?);
    }
    Ok(plain)
}
