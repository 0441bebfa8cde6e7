//! Makes the text of a template.

use super::Context;
use super::functions;
use super::parser::{Block, Expr, Reference, Step};
use serde_json::{Map, Value};

pub(super) fn blocks(blocks: &[Block], context: &mut Context, text: &mut String) -> Result<(), String> {
    for block in blocks {
        match block {
            Block::Text(written) => text.push_str(written),
            Block::Reference(reference, quiet, written) => match value(reference, context)? {
                // Velocity leaves a reference as it is written where there is nothing.
                Value::Null if !quiet => text.push_str(written),
                value => text.push_str(&functions::text(&value)),
            },
            Block::Set(target, expr) => {
                let value = self::expr(expr, context)?;
                // Velocity 1.x leaves a variable as it was where there is nothing to set.
                if !value.is_null() {
                    set(target, value, context)?;
                }
            }
            Block::If(cases, otherwise) => {
                let mut chosen = otherwise.as_slice();
                for (condition, blocks) in cases {
                    if holds(&expr(condition, context)?) {
                        chosen = blocks;
                        break;
                    }
                }
                self::blocks(chosen, context, text)?;
            }
        }
    }
    Ok(())
}

fn set(target: &Reference, value: Value, context: &mut Context) -> Result<(), String> {
    let place = match target.name.as_str() {
        "context" => &mut context.facts,
        name => context.variables.entry(name.to_owned()).or_insert(Value::Null),
    };
    insert(place, &target.steps, value).map_err(|()| format!("${} is set through a method", target.name))
}

fn insert(place: &mut Value, steps: &[Step], value: Value) -> Result<(), ()> {
    let Some((step, rest)) = steps.split_first() else {
        *place = value;
        return Ok(());
    };
    let Step::Property(name) = step else { return Err(()) };
    if !place.is_object() {
        *place = Map::new().into();
    }
    match place.as_object_mut() {
        Some(map) => insert(map.entry(name.as_str()).or_insert(Value::Null), rest, value),
        None => Ok(()),
    }
}

fn value(reference: &Reference, context: &mut Context) -> Result<Value, String> {
    let mut steps = reference.steps.iter();
    let mut value = match reference.name.as_str() {
        "input" => match steps.next() {
            Some(Step::Property(name)) if name == "body" => context.body.clone().into(),
            Some(Step::Method(name, arguments)) => {
                let arguments = all(arguments, context)?;
                functions::input(name, &arguments, context)?
            }
            _ => return Err("of $input only body, json(), path() and params() are known here".to_owned()),
        },
        "util" => match steps.next() {
            Some(Step::Method(name, arguments)) => functions::util(name, &all(arguments, context)?)?,
            _ => return Err("$util without a function".to_owned()),
        },
        "context" => context.facts.clone(),
        name => context.variables.get(name).cloned().unwrap_or_default(),
    };
    for step in steps {
        value = match step {
            Step::Property(name) => value.get(name).cloned().unwrap_or_default(),
            Step::Method(name, arguments) => {
                let arguments = all(arguments, context)?;
                if value.is_null() {
                    return Err(format!("{name}() of ${}, which is nothing", reference.name));
                }
                functions::method(&value, name, &arguments)?
            }
        };
    }
    Ok(value)
}

fn all(arguments: &[Expr], context: &mut Context) -> Result<Vec<Value>, String> {
    arguments.iter().map(|argument| expr(argument, context)).collect()
}

fn expr(of: &Expr, context: &mut Context) -> Result<Value, String> {
    Ok(match of {
        Expr::Literal(text) => text.as_str().into(),
        Expr::Interpolated(parts) => {
            let mut text = String::new();
            blocks(parts, context, &mut text)?;
            text.into()
        }
        Expr::Number(number) => (*number).into(),
        Expr::Bool(bool) => (*bool).into(),
        Expr::Reference(reference) => value(reference, context)?,
        Expr::Not(inner) => (!holds(&expr(inner, context)?)).into(),
        Expr::Binary(operator, left, right) => {
            let left = expr(left, context)?;
            match *operator {
                "||" => (holds(&left) || holds(&expr(right, context)?)).into(),
                "&&" => (holds(&left) && holds(&expr(right, context)?)).into(),
                operator => compare(operator, &left, &expr(right, context)?)?.into(),
            }
        }
    })
}

fn compare(operator: &str, left: &Value, right: &Value) -> Result<bool, String> {
    if let "==" | "!=" = operator {
        let equal =
            left == right || (!left.is_null() && !right.is_null() && functions::text(left) == functions::text(right));
        return Ok(equal == (operator == "=="));
    }
    let (Some(left), Some(right)) = (left.as_f64(), right.as_f64()) else {
        return Err(format!("{operator} between what are no numbers"));
    };
    Ok(match operator {
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        _ => left >= right,
    })
}

/// Whether a condition holds: whatever is neither nothing nor false.
fn holds(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}
