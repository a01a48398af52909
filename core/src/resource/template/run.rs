//! Filling a template.

use std::cmp::Ordering;

use super::{
    Template, Values, functions, print,
    syntax::{Command, Operand, Part, Pipeline, Term},
};
use crate::{list::CollectVec as _, sorted::sort_by_key, tree::Text};

/// How many parts are filled in at most: loops over numbers can be as long as one likes.
const MAX_STEPS: usize = 100_000;

/// A value while a template is filled.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A text.
    Text(Text),
    /// A whole number.
    Whole(i64),
    /// A byte of a text.
    Byte(u8),
    /// A number with a point or an exponent.
    Number(f64),
    /// A truth value.
    Truth(bool),
    /// All that the template is filled with.
    All,
    /// No value: what a map says for a key that it has not, and `nil`.
    Nothing,
}

/// How filling goes on after a part.
enum Next {
    Part,
    Break,
    Continue,
}

pub(super) fn run(template: &Template, values: &dyn Values) -> Result<String, String> {
    let mut run = Run {
        template,
        values,
        filled: String::new(),
        variables: vec![("$".into(), Value::All)],
        steps: 0,
        place: (0, String::new()),
    };
    match run.parts(&template.parts, &Value::All) {
        Ok(_) => Ok(run.filled),
        Err(fault) => Err(fault),
    }
}

/// A template on its way.
pub(super) struct Run<'a> {
    template: &'a Template,
    /// What it is filled with.
    pub(super) values: &'a dyn Values,
    filled: String,
    variables: Vec<(String, Value)>,
    steps: usize,
    /// What is looked at: where it stands, and how it is written.
    place: (usize, String),
}

type Found<T> = Result<T, String>;

impl<'a> Run<'a> {
    fn parts(&mut self, parts: &'a [Part], dot: &Value) -> Found<Next> {
        for part in parts {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                return self.fault("the template does not end");
            }
            match self.part(part, dot)? {
                Next::Part => {}
                leave => return Ok(leave),
            }
        }
        Ok(Next::Part)
    }

    fn part(&mut self, part: &'a Part, dot: &Value) -> Found<Next> {
        match part {
            Part::Text(text) => self.filled.push_str(text),
            Part::Print(pipeline) => {
                let value = self.pipeline(pipeline, dot)?;
                if pipeline.variables.is_empty() {
                    let text = self.printed(&value);
                    self.filled.push_str(&text);
                }
            }
            Part::Choice { condition, is_with, then, otherwise } => {
                let variables = self.variables.len();
                let value = self.pipeline(condition, dot)?;
                let next = if value.is_true(self.values) {
                    self.parts(then, if *is_with { &value } else { dot })?
                } else {
                    self.parts(otherwise, dot)?
                };
                self.variables.truncate(variables);
                return Ok(next);
            }
            Part::Loop(pipeline, items, otherwise) => return self.repeat(pipeline, items, otherwise, dot),
            Part::Break => return Ok(Next::Break),
            Part::Continue => return Ok(Next::Continue),
            Part::Call(name, pipeline, at) => self.call(name, pipeline.as_ref(), *at, dot)?,
        }
        Ok(Next::Part)
    }

    fn repeat(
        &mut self,
        pipeline: &'a Pipeline,
        parts: &'a [Part],
        otherwise: &'a [Part],
        dot: &Value,
    ) -> Found<Next> {
        let variables = self.variables.len();
        let value = self.pipeline(pipeline, dot)?;
        let items = self.items(&value, pipeline)?;
        if items.is_empty() {
            self.variables.truncate(variables);
            return self.parts(otherwise, dot);
        }
        let mark = self.variables.len();
        for (key, item) in items {
            let names = pipeline.variables.iter().rev().zip([&item, &key]);
            for (index, (name, value)) in names.enumerate() {
                let place = if pipeline.is_assignment {
                    self.variables.iter().rposition(|(known, _)| known == name)
                } else {
                    mark.checked_sub(index + 1)
                };
                if let Some((_, held)) = place.and_then(|place| self.variables.get_mut(place)) {
                    *held = value.clone();
                }
            }
            let next = self.parts(parts, &item)?;
            self.variables.truncate(mark);
            if matches!(next, Next::Break) {
                break;
            }
        }
        self.variables.truncate(variables);
        Ok(Next::Part)
    }

    /// What a loop goes through: numbers up to one, or the values of a map.
    fn items(&self, value: &Value, pipeline: &Pipeline) -> Found<Vec<(Value, Value)>> {
        match value {
            Value::Nothing => Ok(Vec::new()),
            Value::All if self.is_map() => {
                let mut names = self.values.names();
                sort_by_key(&mut names, |name| *name);
                let text = |text: &str| Value::Text(text.into());
                Ok(names
                    .iter()
                    .map(|name| (text(name), self.field(name).unwrap_or(Value::Nothing)))
                    .collect_vec())
            }
            Value::Whole(_) | Value::Byte(_) if pipeline.variables.len() > 1 => {
                let value = self.printed(value);
                self.fault(format!("can't use {value} to iterate over more than one variable"))
            }
            Value::Whole(number) => {
                let most = i64::try_from(MAX_STEPS).unwrap_or(i64::MAX);
                Ok((0..(*number).min(most)).map(|item| (Value::Nothing, Value::Whole(item))).collect_vec())
            }
            Value::Byte(number) => {
                Ok((0..*number).map(|item| (Value::Nothing, Value::Byte(item))).collect_vec())
            }
            value => self.fault(format!("range can't iterate over {}", self.printed(value))),
        }
    }

    fn call(&mut self, name: &str, pipeline: Option<&'a Pipeline>, at: usize, dot: &Value) -> Found<()> {
        let template = self.template;
        self.place = (at, print::call(name, pipeline));
        let Some((_, parts)) = template.defined.iter().find(|(known, _)| known == name) else {
            return self.fault(format!("template {name:?} not defined"));
        };
        let dot = match pipeline {
            Some(pipeline) => self.pipeline(pipeline, dot)?,
            None => Value::Nothing,
        };
        let outer = std::mem::replace(&mut self.variables, vec![("$".into(), dot.clone())]);
        self.steps += MAX_STEPS / 100;
        self.parts(parts, &dot)?;
        self.variables = outer;
        Ok(())
    }

    fn pipeline(&mut self, pipeline: &'a Pipeline, dot: &Value) -> Found<Value> {
        self.place = (pipeline.at, print::pipeline(pipeline));
        let mut last = None;
        for command in &pipeline.commands {
            last = Some(self.command(command, dot, last)?);
        }
        let value = last.unwrap_or(Value::Nothing);
        for name in &pipeline.variables {
            let held = self.variables.iter_mut().rev().find(|(known, _)| known == name);
            match held {
                Some((_, held)) if pipeline.is_assignment => *held = value.clone(),
                None if pipeline.is_assignment => return self.fault(format!("undefined variable: {name}")),
                _ => self.variables.push((name.clone(), value.clone())),
            }
        }
        Ok(value)
    }

    fn command(&mut self, command: &'a Command, dot: &Value, last: Option<Value>) -> Found<Value> {
        let Some((first, arguments)) = command.operands.split_first() else { return Ok(Value::Nothing) };
        if first.term == Term::Function && first.fields.is_empty() {
            return self.function(first, (command.at, print::command(command)), arguments, dot, last);
        }
        self.look_at(first);
        let has_arguments = !arguments.is_empty() || last.is_some();
        if has_arguments && first.fields.is_empty() {
            return self.fault(format!("can't give argument to non-function {}", print::operand(first)));
        }
        match (&first.term, first.fields.last()) {
            (Term::Nil, _) => self.fault("nil is not a command"),
            (_, Some(name)) if has_arguments => self.fault(format!("{name} {}", self.has_arguments())),
            _ => self.operand(first, dot),
        }
    }

    fn has_arguments(&self) -> &'static str {
        if self.is_map() {
            "is not a method but has arguments"
        } else {
            "has arguments but cannot be invoked as function"
        }
    }

    /// The value of an operand, with its fields.
    pub(super) fn operand(&mut self, operand: &'a Operand, dot: &Value) -> Found<Value> {
        self.look_at(operand);
        let mut value = match &operand.term {
            Term::Dot => dot.clone(),
            Term::Nil if !operand.fields.is_empty() => {
                return self
                    .fault(format!("indirection through explicit nil in {}", print::operand(operand)));
            }
            Term::Nil => Value::Nothing,
            Term::Truth(truth) => Value::Truth(*truth),
            Term::Whole(number) => Value::Whole(*number),
            Term::Number(number) => Value::Number(*number),
            Term::Text(text) => Value::Text(text.as_str().into()),
            Term::Variable => {
                let held = self.variables.iter().rev().find(|(name, _)| *name == operand.text);
                held.map_or(Value::Nothing, |(_, value)| value.clone())
            }
            Term::Function => self.function(operand, (operand.at, operand.text.clone()), &[], dot, None)?,
            Term::Pipeline(pipeline) => self.pipeline(pipeline, dot)?,
        };
        for name in &operand.fields {
            value = match value {
                Value::Nothing => Value::Nothing,
                Value::All => match self.field(name) {
                    Some(value) => value,
                    None => return self.fault(self.no_field(name, &value)),
                },
                _ => return self.fault(self.no_field(name, &value)),
            };
        }
        Ok(value)
    }

    fn function(
        &mut self,
        function: &'a Operand,
        whole: (usize, String),
        arguments: &'a [Operand],
        dot: &Value,
        last: Option<Value>,
    ) -> Found<Value> {
        self.look_at(function);
        let name = function.text.as_str();
        functions::check_count(name, arguments.len(), usize::from(last.is_some()))
            .or_else(|fault| self.fault(fault))?;
        let mut values = Vec::with_capacity(arguments.len() + 1);
        for argument in arguments {
            let value = self.operand(argument, dot)?;
            // These look at no more arguments than they need.
            if matches!(name, "and" | "or") && value.is_true(self.values) == (name == "or") {
                return Ok(value);
            }
            self.check_text(name, values.len(), argument, &value)?;
            values.push(value);
        }
        if let Some(last) = last {
            let is_wrong = functions::takes_text(name, values.len()) && !matches!(last, Value::Text(_));
            if is_wrong {
                return self.fault(self.wrong_type(&last));
            }
            values.push(last);
        }
        self.apply(name, values).or_else(|fault| {
            self.place = whole;
            self.fault(format!("error calling {name}: {fault}"))
        })
    }

    fn apply(&self, name: &str, values: Vec<Value>) -> Found<Value> {
        if name == "label" {
            let key = values.first().map(|value| self.printed(value)).unwrap_or_default();
            let value = self.values.label(&key);
            return value.map(Value::Text).ok_or_else(|| format!("label {key} not found"));
        }
        functions::apply(self, name, values)
    }

    /// Refuses what is no text where a function takes nothing else.
    fn check_text(&mut self, name: &str, index: usize, argument: &Operand, value: &Value) -> Found<()> {
        if !functions::takes_text(name, index) || matches!(value, Value::Text(_)) {
            return Ok(());
        }
        let is_written = argument.fields.is_empty();
        match argument.term {
            Term::Nil if is_written => self.fault("cannot assign nil to string"),
            Term::Truth(_) | Term::Whole(_) | Term::Number(_) if is_written => {
                self.fault(format!("expected string; found {}", argument.text))
            }
            _ => self.fault(self.wrong_type(value)),
        }
    }

    fn wrong_type(&self, value: &Value) -> String {
        match value {
            Value::Nothing => "invalid value; expected string".into(),
            value => format!("wrong type for value; expected string; got {}", self.type_of(value)),
        }
    }

    fn look_at(&mut self, operand: &Operand) {
        self.place = (operand.at, print::operand(operand));
    }

    /// A field of what the template is filled with; nothing where there is none.
    pub(super) fn field(&self, name: &str) -> Option<Value> {
        let found = self.values.field(name).map(Value::Text);
        found.or_else(|| self.is_map().then_some(Value::Nothing))
    }

    fn no_field(&self, name: &str, holder: &Value) -> String {
        format!("can't evaluate field {name} in type {}", self.type_of(holder))
    }

    /// Whether the template is filled with a map, which has no fixed fields.
    pub(super) fn is_map(&self) -> bool {
        self.values.type_name().starts_with("map")
    }

    /// What Go calls the type of a value.
    pub(super) fn type_of(&self, value: &Value) -> &str {
        match value {
            Value::Text(_) => "string",
            Value::Whole(_) => "int",
            Value::Byte(_) => "uint8",
            Value::Number(_) => "float64",
            Value::Truth(_) => "bool",
            Value::All => self.values.type_name(),
            Value::Nothing => "<nil>",
        }
    }

    /// A value as it is printed.
    pub(super) fn printed(&self, value: &Value) -> String {
        print::value(value, self.values)
    }

    fn fault<T>(&self, reason: impl AsRef<str>) -> Found<T> {
        let (at, written) = &self.place;
        let (line, byte) = self.template.place_of(*at);
        Err(format!("template: :{line}:{byte}: executing \"\" at <{written}>: {}", reason.as_ref()))
    }
}

impl Value {
    /// Whether a value counts as true: it is not the zero of its type.
    pub(super) fn is_true(&self, values: &dyn Values) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Whole(number) => *number != 0,
            Self::Byte(number) => *number != 0,
            Self::Number(number) => number.partial_cmp(&0.0) != Some(Ordering::Equal),
            Self::Truth(truth) => *truth,
            Self::All => !values.type_name().starts_with("map") || !values.names().is_empty(),
            Self::Nothing => false,
        }
    }
}
