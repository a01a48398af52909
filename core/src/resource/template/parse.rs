//! The grammar of templates: words to parts.

mod actions;
mod literal;
mod operands;

use super::{
    lex::{Kind, Token, tokens},
    syntax::{Command, Operand, Part, Pipeline, Term},
};

/// How deep actions and parentheses may stand within each other.
const MAX_DEPTH: usize = 100;

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

    fn expect(&mut self, kind: Kind, context: &str) -> Found<Token<'t>> {
        let token = self.take_word();
        if token.kind == kind { Ok(token) } else { self.unexpected(token, context) }
    }
}
