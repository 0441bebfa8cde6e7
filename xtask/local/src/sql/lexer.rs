//! Splits rule SQL into tokens.

use super::SqlError;
use serde_json::{Number, Value};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Word(String),
    Text(String),
    Number(Value),
    Sign(&'static str),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    pub(super) token: Token,
    pub(super) position: usize,
}

/// Longer signs first, so that `<=` is not read as `<`.
const SIGNS: [&str; 18] = [
    "<=", ">=", "<>", "!=", "<", ">", "=", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", ".",
];

pub(super) fn tokens(sql: &str) -> Result<Vec<Spot>, SqlError> {
    let mut out = Vec::new();
    let mut rest = sql;
    loop {
        rest = rest.trim_start();
        let position = sql[..sql.len() - rest.len()].chars().count() + 1;
        let Some(first) = rest.chars().next() else {
            return Ok(out);
        };
        let (token, length) = match first {
            '\'' => text(rest).ok_or_else(|| SqlError {
                message: "the string is not closed".to_owned(),
                position,
            })?,
            c if c.is_ascii_digit() => number(rest).ok_or_else(|| SqlError {
                message: "malformed number".to_owned(),
                position,
            })?,
            c if c.is_alphabetic() || c == '_' => {
                let end = rest
                    .find(|c: char| !c.is_alphanumeric() && c != '_')
                    .unwrap_or(rest.len());
                (Token::Word(rest[..end].to_owned()), end)
            }
            c => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => (Token::Sign(sign), sign.len()),
                None => {
                    return Err(SqlError {
                        message: format!("unexpected `{c}`"),
                        position,
                    });
                }
            },
        };
        out.push(Spot { token, position });
        rest = &rest[length..];
    }
}

/// A string in single quotes; a doubled quote stands for one.
fn text(rest: &str) -> Option<(Token, usize)> {
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\'' {
            value.push(c);
        } else if chars.next_if(|(_, next)| *next == '\'').is_some() {
            value.push('\'');
        } else {
            return Some((Token::Text(value), at + 1));
        }
    }
    None
}

fn number(rest: &str) -> Option<(Token, usize)> {
    let digits = |from: usize| {
        rest[from..]
            .find(|c: char| !c.is_ascii_digit())
            .map_or(rest.len(), |n| from + n)
    };
    let mut end = digits(0);
    if rest[end..].starts_with('.') && rest[end + 1..].starts_with(|c: char| c.is_ascii_digit()) {
        end = digits(end + 1);
    }
    if rest[end..].starts_with(['e', 'E']) {
        let sign = usize::from(rest[end + 1..].starts_with(['+', '-']));
        if rest[end + 1 + sign..].starts_with(|c: char| c.is_ascii_digit()) {
            end = digits(end + 1 + sign);
        }
    }
    let found = match rest[..end].parse::<i64>() {
        Ok(int) => Number::from(int),
        Err(_) => Number::from_f64(rest[..end].parse().ok()?)?,
    };
    Some((Token::Number(Value::Number(found)), end))
}
