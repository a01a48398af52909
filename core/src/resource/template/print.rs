//! Values and actions as Go prints them.

use super::{
    Values,
    run::Value,
    syntax::{Command, Operand, Pipeline, Term},
};
use crate::{list::CollectVec as _, sorted::sort_by_key, tree::decimal};

/// A value as it is printed without a format.
pub(super) fn value(value: &Value, values: &dyn Values) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Whole(number) => number.to_string(),
        Value::Byte(number) => number.to_string(),
        Value::Number(number) => float(*number),
        Value::Truth(truth) => truth.to_string(),
        Value::All => all(values),
        Value::Nothing => "<no value>".into(),
    }
}

fn all(values: &dyn Values) -> String {
    let is_map = values.type_name().starts_with("map");
    let mut names = values.names();
    if is_map {
        sort_by_key(&mut names, |name| *name);
    }
    let field = |name: &&str| {
        let value = values.field(name).unwrap_or_default();
        if is_map { format!("{name}:{value}") } else { value.to_string() }
    };
    let fields: Vec<String> = names.iter().map(field).collect_vec();
    let fields = fields.join(" ");
    if is_map { format!("map[{fields}]") } else { format!("{{{fields}}}") }
}

/// A number with a point: an exponent from 10²¹ on.
pub(super) fn float(number: f64) -> String {
    if number != 0.0 && number.is_finite() && !(1e-4..1e21).contains(&number.abs()) {
        let (mantissa, exponent) = decimal::scientific(number);
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs());
    }
    decimal::print(number)
}

/// An operand as it is written.
pub(super) fn operand(operand: &Operand) -> String {
    let mut text = match &operand.term {
        Term::Pipeline(inner) => format!("({})", pipeline(inner)),
        _ => operand.text.clone(),
    };
    for field in &operand.fields {
        text.push('.');
        text.push_str(field);
    }
    text
}

/// A command as it is written.
pub(super) fn command(command: &Command) -> String {
    let operands: Vec<String> = command.operands.iter().map(operand).collect_vec();
    operands.join(" ")
}

/// A pipeline as it is written.
pub(super) fn pipeline(pipeline: &Pipeline) -> String {
    let mut text = pipeline.variables.join(", ");
    if !text.is_empty() {
        text.push_str(if pipeline.is_assignment { " = " } else { " := " });
    }
    let commands: Vec<String> = pipeline.commands.iter().map(command).collect_vec();
    text + &commands.join(" | ")
}

/// A call of another template as it is written.
pub(super) fn call(name: &str, argument: Option<&Pipeline>) -> String {
    let argument = argument.map(|argument| format!(" {}", pipeline(argument))).unwrap_or_default();
    format!("{{{{template {name:?}{argument}}}}}")
}
