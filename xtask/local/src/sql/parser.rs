//! Recursive descent over the tokens of rule SQL.

use super::functions::Function;
use super::lexer::{Spot, Token, tokens};
use super::{Expr, Item, Op, SqlError, Statement};
use serde_json::Value;

pub(super) fn statement(sql: &str) -> Result<Statement, SqlError> {
    let mut parser = Parser::new(sql)?;
    parser.expect_word("SELECT")?;
    if parser.word("VALUE") {
        return Err(parser.refuse("`SELECT VALUE` is not supported here"));
    }
    let mut items = vec![parser.item()?];
    while parser.sign(",") {
        items.push(parser.item()?);
    }
    parser.expect_word("FROM")?;
    let filter = match parser.next() {
        Some(Token::Text(filter)) if !filter.is_empty() => filter,
        _ => return Err(parser.refuse_last("FROM needs a topic filter in single quotes")),
    };
    let condition = if parser.word("WHERE") {
        Some(parser.expr()?)
    } else {
        None
    };
    parser.end()?;
    Ok(Statement {
        items,
        filter,
        condition,
    })
}

/// One expression that takes the whole text: the inside of `${...}`.
pub(super) fn expression(text: &str) -> Result<Expr, SqlError> {
    let mut parser = Parser::new(text)?;
    let expr = parser.expr()?;
    parser.end()?;
    Ok(expr)
}

/// Parentheses and signs nest at most this deep; real rules stay below ten, and the stack stays small.
const DEPTH: usize = 100;
/// A chain of operators becomes a tree as deep as it is long, so its length has a limit too.
const TOKENS: usize = 2000;

struct Parser {
    spots: Vec<Spot>,
    at: usize,
    length: usize,
    depth: usize,
}

impl Parser {
    fn new(text: &str) -> Result<Self, SqlError> {
        let spots = tokens(text)?;
        if let Some(spot) = spots.get(TOKENS) {
            return Err(SqlError {
                message: format!("longer than {TOKENS} tokens"),
                position: spot.position,
            });
        }
        Ok(Self {
            spots,
            at: 0,
            length: text.chars().count(),
            depth: 0,
        })
    }

    fn peek(&self) -> Option<&Token> {
        self.spots.get(self.at).map(|spot| &spot.token)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.at += 1;
        token
    }

    fn refuse(&self, message: impl Into<String>) -> SqlError {
        let position = self.spots.get(self.at).map_or(self.length + 1, |spot| spot.position);
        SqlError {
            message: message.into(),
            position,
        }
    }

    fn refuse_last(&mut self, message: impl Into<String>) -> SqlError {
        self.at = self.at.saturating_sub(1);
        self.refuse(message)
    }

    fn found(&self) -> String {
        match self.peek() {
            None => "the end".to_owned(),
            Some(Token::Word(word)) => format!("`{word}`"),
            Some(Token::Text(text)) => format!("'{text}'"),
            Some(Token::Number(number)) => format!("`{number}`"),
            Some(Token::Sign(sign)) => format!("`{sign}`"),
        }
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word))
    }

    fn word(&mut self, word: &str) -> bool {
        let hit = self.is_word(word);
        self.at += usize::from(hit);
        hit
    }

    fn sign(&mut self, sign: &str) -> bool {
        let hit = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.at += usize::from(hit);
        hit
    }

    fn expect_word(&mut self, word: &str) -> Result<(), SqlError> {
        if self.word(word) {
            Ok(())
        } else {
            Err(self.refuse(format!("expected {word}, found {}", self.found())))
        }
    }

    fn expect_sign(&mut self, sign: &str) -> Result<(), SqlError> {
        if self.sign(sign) {
            Ok(())
        } else {
            Err(self.refuse(format!("expected `{sign}`, found {}", self.found())))
        }
    }

    fn end(&self) -> Result<(), SqlError> {
        if self.peek().is_none() {
            Ok(())
        } else {
            Err(self.refuse(format!("unexpected {}", self.found())))
        }
    }

    fn item(&mut self) -> Result<Item, SqlError> {
        let expr = self.expr()?;
        let key = if self.word("AS") {
            self.path()?
        } else {
            match &expr {
                Expr::Star => Vec::new(),
                Expr::Path(path) => path.last().cloned().into_iter().collect(),
                Expr::Call(function, _) => vec![function.name().to_owned()],
                _ => return Err(self.refuse("a computed value needs a name: write `AS name` after it")),
            }
        };
        Ok(Item { expr, key })
    }

    fn path(&mut self) -> Result<Vec<String>, SqlError> {
        let mut path = Vec::new();
        loop {
            match self.peek() {
                Some(Token::Word(word)) => path.push(word.clone()),
                _ => return Err(self.refuse(format!("expected a name, found {}", self.found()))),
            }
            self.at += 1;
            if !self.sign(".") {
                return Ok(path);
            }
        }
    }

    fn expr(&mut self) -> Result<Expr, SqlError> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.refuse(format!("nested deeper than {DEPTH} levels")));
        }
        let mut left = self.conjunction()?;
        while self.word("OR") {
            left = binary(Op::Or, left, self.conjunction()?);
        }
        self.depth -= 1;
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Expr, SqlError> {
        let mut left = self.negation()?;
        while self.word("AND") {
            left = binary(Op::And, left, self.negation()?);
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Expr, SqlError> {
        let mut flips = 0_u32;
        while self.word("NOT") {
            flips += 1;
        }
        let mut expr = self.comparison()?;
        for _ in 0..flips {
            expr = Expr::Not(Box::new(expr));
        }
        Ok(expr)
    }

    fn comparison(&mut self) -> Result<Expr, SqlError> {
        let left = self.sum()?;
        let negated = self.is_word("NOT");
        self.at += usize::from(negated);
        if self.word("IN") {
            let found = Expr::In(Box::new(left), self.list()?);
            return Ok(if negated { Expr::Not(Box::new(found)) } else { found });
        }
        if negated {
            return Err(self.refuse(format!("expected IN, found {}", self.found())));
        }
        for (sign, op) in [
            ("=", Op::Equal),
            ("<>", Op::NotEqual),
            ("!=", Op::NotEqual),
            ("<=", Op::LessOrEqual),
            (">=", Op::GreaterOrEqual),
            ("<", Op::Less),
            (">", Op::Greater),
        ] {
            if self.sign(sign) {
                return Ok(binary(op, left, self.sum()?));
            }
        }
        Ok(left)
    }

    /// `[a, b]` as AWS documents it, or `(a, b)` as ordinary SQL writes it.
    fn list(&mut self) -> Result<Vec<Expr>, SqlError> {
        let close = if self.sign("[") {
            "]"
        } else {
            self.expect_sign("(")?;
            ")"
        };
        if self.is_word("SELECT") {
            return Err(self.refuse("a sub-query is not supported here"));
        }
        self.arguments(close)
    }

    fn arguments(&mut self, close: &str) -> Result<Vec<Expr>, SqlError> {
        let mut out = Vec::new();
        if self.sign(close) {
            return Ok(out);
        }
        loop {
            out.push(self.expr()?);
            if !self.sign(",") {
                self.expect_sign(close)?;
                return Ok(out);
            }
        }
    }

    fn sum(&mut self) -> Result<Expr, SqlError> {
        let mut left = self.product()?;
        loop {
            let op = match self.peek() {
                Some(Token::Sign("+")) => Op::Add,
                Some(Token::Sign("-")) => Op::Subtract,
                _ => return Ok(left),
            };
            self.at += 1;
            left = binary(op, left, self.product()?);
        }
    }

    fn product(&mut self) -> Result<Expr, SqlError> {
        let mut left = self.unary()?;
        loop {
            let op = match self.peek() {
                Some(Token::Sign("*")) => Op::Multiply,
                Some(Token::Sign("/")) => Op::Divide,
                Some(Token::Sign("%")) => Op::Remainder,
                _ => return Ok(left),
            };
            self.at += 1;
            left = binary(op, left, self.unary()?);
        }
    }

    fn unary(&mut self) -> Result<Expr, SqlError> {
        let mut flips = 0_u32;
        while self.sign("-") {
            flips += 1;
        }
        let expr = self.primary()?;
        Ok(if flips % 2 == 1 {
            Expr::Negate(Box::new(expr))
        } else {
            expr
        })
    }

    fn primary(&mut self) -> Result<Expr, SqlError> {
        if self.sign("*") {
            return Ok(Expr::Star);
        }
        if self.sign("(") {
            if self.is_word("SELECT") {
                return Err(self.refuse("a sub-query is not supported here"));
            }
            let inner = self.expr()?;
            self.expect_sign(")")?;
            return Ok(inner);
        }
        match self.next() {
            Some(Token::Text(text)) => Ok(Expr::Literal(Value::String(text))),
            Some(Token::Number(number)) => Ok(Expr::Literal(number)),
            Some(Token::Word(word)) => self.after_word(&word),
            _ => {
                self.at -= 1;
                Err(self.refuse(format!("expected a value, found {}", self.found())))
            }
        }
    }

    fn after_word(&mut self, word: &str) -> Result<Expr, SqlError> {
        if self.sign("(") {
            let Some(function) = Function::named(word) else {
                self.at -= 1;
                return Err(self.refuse_last(format!("the function `{word}` is not supported here")));
            };
            if function == Function::Cast {
                return self.cast();
            }
            let arguments = self.arguments(")")?;
            let allowed = function.arity();
            if !allowed.contains(&arguments.len()) {
                let (low, high) = (allowed.start(), allowed.end());
                let range = if low == high {
                    low.to_string()
                } else {
                    format!("{low} to {high}")
                };
                return Err(self.refuse(format!("`{word}` takes {range} arguments, found {}", arguments.len())));
            }
            return Ok(Expr::Call(function, arguments));
        }
        if word.eq_ignore_ascii_case("CASE") {
            return self.case();
        }
        for (literal, value) in [
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("null", Value::Null),
        ] {
            if word.eq_ignore_ascii_case(literal) {
                return Ok(Expr::Literal(value));
            }
        }
        for reserved in [
            "SELECT", "FROM", "WHERE", "AND", "OR", "IN", "AS", "WHEN", "THEN", "ELSE", "END", "EXISTS",
        ] {
            if word.eq_ignore_ascii_case(reserved) {
                return Err(self.refuse_last(format!("expected a value, found `{word}`")));
            }
        }
        let mut path = vec![word.to_owned()];
        if self.sign(".") {
            path.extend(self.path()?);
        }
        if matches!(self.peek(), Some(Token::Sign("["))) {
            return Err(self.refuse("an index is written get(array, index)"));
        }
        Ok(Expr::Path(path))
    }

    /// `cast(value AS type)`.
    fn cast(&mut self) -> Result<Expr, SqlError> {
        let inner = self.expr()?;
        self.expect_word("AS")?;
        let Some(Token::Word(target)) = self.next() else {
            return Err(self.refuse_last("expected a type: String, Int, Decimal or Boolean"));
        };
        self.expect_sign(")")?;
        Ok(Expr::Call(
            Function::Cast,
            vec![inner, Expr::Literal(Value::String(target))],
        ))
    }

    /// `CASE x WHEN a THEN b ... ELSE c END`, the only form AWS has.
    fn case(&mut self) -> Result<Expr, SqlError> {
        let subject = if self.is_word("WHEN") { None } else { Some(self.expr()?) };
        let mut arms = Vec::new();
        while self.word("WHEN") {
            let when = self.expr()?;
            let when = match &subject {
                Some(subject) => binary(Op::Equal, subject.clone(), when),
                None => when,
            };
            self.expect_word("THEN")?;
            arms.push((when, self.expr()?));
        }
        if arms.is_empty() {
            return Err(self.refuse(format!("expected WHEN, found {}", self.found())));
        }
        let otherwise = if self.word("ELSE") {
            Some(Box::new(self.expr()?))
        } else {
            None
        };
        self.expect_word("END")?;
        Ok(Expr::Case(arms, otherwise))
    }
}

fn binary(op: Op, left: Expr, right: Expr) -> Expr {
    Expr::Binary(op, Box::new(left), Box::new(right))
}
