//! What stands within an action: pipelines of commands, and their operands.

use super::{
    Command, Found, Kind, MAX_DEPTH, Operand, Parser, Pipeline, Term,
    literal::{number, unquote},
};

impl Parser<'_> {
    /// Commands up to a word that ends them.
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Found<Pipeline> {
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
