//! Parts of a template: texts, and actions between braces, some of which hold further parts.

use super::{Found, Kind, MAX_DEPTH, Parser, Part, literal::unquote};

/// What ends a list of parts.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Ending {
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

impl Parser<'_> {
    /// The whole of a template.
    pub(super) fn root(&mut self) -> Found<Vec<Part>> {
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
}
