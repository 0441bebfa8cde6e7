//! IoT rule SQL (version 2016-03-23): the part that rules of an ingest pipeline use.
//!
//! Supported: a SELECT list of `*`, attribute paths, literals, functions and arithmetic with `AS`; a FROM filter; a WHERE
//! clause with comparisons, `IN [...]`, `CASE`, `AND`, `OR`, `NOT`; substitution templates `${...}`. What is absent
//! (sub-queries, regular expressions, protobuf, the functions that call other services) is refused when the rule is read,
//! so that a rule never runs half understood.
//!
//! Source: <https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html>

mod eval;
mod functions;
mod lexer;
mod parser;
mod template;
mod value;

pub(crate) use eval::Message;
pub(crate) use template::Template;

use serde_json::{Map, Value};

/// A rule's SQL statement, ready to run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Statement {
    items: Vec<Item>,
    /// The topic filter of FROM.
    pub(crate) filter: String,
    condition: Option<Expr>,
}

/// One entry of a SELECT list.
#[derive(Debug, Clone, PartialEq)]
struct Item {
    expr: Expr,
    /// Where the value goes: one name, or several for `AS a.b`. Empty for a bare `*`, which is spread.
    key: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
enum Expr {
    /// The whole message.
    Star,
    Literal(Value),
    Path(Vec<String>),
    Call(Function, Vec<Self>),
    Negate(Box<Self>),
    Not(Box<Self>),
    Binary(Op, Box<Self>, Box<Self>),
    In(Box<Self>, Vec<Self>),
    /// Conditions with their values, and the ELSE value.
    Case(Vec<(Self, Self)>, Option<Box<Self>>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

use functions::Function;

/// Why a statement or template was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} at character {position}")]
pub(crate) struct SqlError {
    /// Text that was found, and what is allowed.
    pub(crate) message: String,
    /// Where, counted from 1.
    pub(crate) position: usize,
}

impl Statement {
    /// Reads a statement.
    ///
    /// # Errors
    /// When the text is no SELECT statement, or uses syntax or a function that is not supported here.
    pub(crate) fn parse(sql: &str) -> Result<Self, SqlError> {
        parser::statement(sql)
    }

    /// Runs the statement: the payload for the actions, or nothing when WHERE does not hold.
    ///
    /// `SELECT *` alone hands on the published bytes unchanged, so a number keeps its digits and a payload need not be
    /// JSON.
    pub(crate) fn run(&self, message: &Message<'_>) -> Option<Vec<u8>> {
        if let Some(condition) = &self.condition
            && value::truth(message.eval(condition).as_ref()) != Some(true)
        {
            return None;
        }
        if let [item] = self.items.as_slice()
            && item.expr == Expr::Star
            && item.key.is_empty()
        {
            return Some(message.payload.to_vec());
        }
        let mut out = Map::new();
        for item in &self.items {
            let Some(found) = message.eval(&item.expr) else {
                continue;
            };
            match (item.key.as_slice(), found) {
                ([], Value::Object(fields)) => out.extend(fields),
                ([], _) => {}
                (key, found) => place(&mut out, key, found),
            }
        }
        Some(Value::Object(out).to_string().into_bytes())
    }
}

/// Sets a value below nested names; a name that holds something else than an object is replaced.
fn place(out: &mut Map<String, Value>, key: &[String], found: Value) {
    match key {
        [] => {}
        [name] => {
            out.insert(name.clone(), found);
        }
        [name, rest @ ..] => {
            let inner = out.entry(name.clone()).or_insert_with(|| Value::Object(Map::new()));
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                place(inner, rest, found);
            }
        }
    }
}

#[cfg(test)]
mod tests;
