//! Evaluates an expression of rule SQL against one message.

use super::value::{arithmetic, equal, order, truth};
use super::{Expr, Op};
use serde_json::Value;
use std::cell::OnceCell;

/// One published message and what the server knows about it.
pub(crate) struct Message<'a> {
    /// The topic it was published to.
    pub(crate) topic: &'a str,
    /// The payload as published.
    pub(crate) payload: &'a [u8],
    /// The MQTT client id; nothing when it was not published over MQTT.
    pub(crate) client: Option<&'a str>,
    /// Who published: the certificate's fingerprint.
    pub(crate) principal: Option<&'a str>,
    /// The trace id of the message.
    pub(crate) trace: Option<&'a str>,
    /// When it was received, in milliseconds since 1970.
    pub(crate) time: i64,
    /// The account of the rule.
    pub(crate) account: &'a str,
    /// Where `newuuid()` comes from.
    pub(crate) uuid: fn() -> String,
    /// The payload as JSON, read once and only when an expression asks for it.
    pub(crate) json: OnceCell<Option<Value>>,
}

impl Message<'_> {
    /// The value of an expression; nothing when it is Undefined.
    pub(super) fn eval(&self, expr: &Expr) -> Option<Value> {
        match expr {
            Expr::Star => self.json().cloned(),
            Expr::Literal(value) => Some(value.clone()),
            Expr::Path(path) => {
                let mut found = self.json()?;
                for name in path {
                    found = found.get(name)?;
                }
                Some(found.clone())
            }
            Expr::Call(function, arguments) => function.call(self, arguments),
            Expr::Negate(inner) => arithmetic(Op::Subtract, &Value::from(0), &self.eval(inner)?),
            Expr::Not(inner) => truth(self.eval(inner).as_ref()).map(|found| Value::Bool(!found)),
            Expr::Binary(op, left, right) => self.binary(*op, left, right),
            Expr::In(left, list) => {
                let left = self.eval(left)?;
                let hit = list
                    .iter()
                    .any(|item| self.eval(item).is_some_and(|item| equal(&left, &item)));
                Some(Value::Bool(hit))
            }
            Expr::Case(arms, otherwise) => {
                for (when, then) in arms {
                    if truth(self.eval(when).as_ref()) == Some(true) {
                        return self.eval(then);
                    }
                }
                otherwise.as_deref().and_then(|otherwise| self.eval(otherwise))
            }
        }
    }

    fn json(&self) -> Option<&Value> {
        self.json
            .get_or_init(|| serde_json::from_slice(self.payload).ok())
            .as_ref()
    }

    fn binary(&self, op: Op, left: &Expr, right: &Expr) -> Option<Value> {
        if matches!(op, Op::And | Op::Or) {
            // Undefined loses to a false side of AND and to a true side of OR, and stays Undefined otherwise.
            let decisive = op == Op::Or;
            let left = truth(self.eval(left).as_ref());
            if left == Some(decisive) {
                return Some(Value::Bool(decisive));
            }
            let right = truth(self.eval(right).as_ref());
            if right == Some(decisive) {
                return Some(Value::Bool(decisive));
            }
            return left.and(right).map(Value::Bool);
        }
        let (left, right) = (self.eval(left)?, self.eval(right)?);
        match op {
            Op::Equal => Some(Value::Bool(equal(&left, &right))),
            Op::NotEqual => Some(Value::Bool(!equal(&left, &right))),
            Op::Less => order(&left, &right).map(|found| Value::Bool(found.is_lt())),
            Op::LessOrEqual => order(&left, &right).map(|found| Value::Bool(found.is_le())),
            Op::Greater => order(&left, &right).map(|found| Value::Bool(found.is_gt())),
            Op::GreaterOrEqual => order(&left, &right).map(|found| Value::Bool(found.is_ge())),
            _ => arithmetic(op, &left, &right),
        }
    }
}
