//! Reads a template into blocks, and the expressions in it.

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    Text(String),
    /// A reference, and whether it is quiet: nothing stands for it where there is nothing.
    Reference(Reference, bool, String),
    Set(Reference, Expr),
    /// Conditions with their blocks, and what stands where none holds.
    If(Vec<(Expr, Vec<Block>)>, Vec<Block>),
}

/// A name, and what is asked of it: properties and methods.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reference {
    pub(super) name: String,
    pub(super) steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Property(String),
    Method(String, Vec<Expr>),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    /// A text in single quotes.
    Literal(String),
    /// A text in double quotes, with references in it.
    Interpolated(Vec<Block>),
    Number(i64),
    Bool(bool),
    Reference(Reference),
    Not(Box<Expr>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
}

/// Operators from those that bind least; longer ones before those they begin with.
const OPERATORS: [&[&str]; 4] = [&["||"], &["&&"], &["==", "!="], &["<=", ">=", "<", ">"]];

pub(super) fn parse(template: &str) -> Result<Vec<Block>, String> {
    let mut parser = Parser { text: template, at: 0 };
    let (blocks, end) = parser.blocks()?;
    match end {
        None => Ok(blocks),
        Some(directive) => Err(parser.error(&format!("#{directive} without #if"))),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn error(&self, problem: &str) -> String {
        let line = self.text[..self.at].matches('\n').count() + 1;
        format!("line {line}: {problem}")
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Takes a token after blanks, which has to be there.
    fn expect(&mut self, token: &str) -> Result<(), String> {
        self.blanks();
        if self.take(token) {
            Ok(())
        } else {
            let found: String = self.rest().chars().take(12).collect();
            Err(self.error(&format!("{token:?} is missing before {found:?}")))
        }
    }

    fn word(&mut self) -> Option<String> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let rest = self.rest();
        let starts = rest.starts_with(|c: char| c.is_ascii_alphabetic());
        let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        let word = starts.then(|| rest[..end].to_owned())?;
        self.at += end;
        Some(word)
    }

    /// Blocks up to the end, or up to a directive that ends them.
    fn blocks(&mut self) -> Result<(Vec<Block>, Option<String>), String> {
        let (mut blocks, mut text) = (Vec::new(), String::new());
        while let Some(c) = self.rest().chars().next() {
            if self.take("##") {
                let end = self.rest().find('\n').map_or(self.rest().len(), |end| end + 1);
                self.at += end;
            } else if let Some(directive) = self.directive() {
                if !text.is_empty() {
                    blocks.push(Block::Text(std::mem::take(&mut text)));
                }
                match directive.as_str() {
                    "set" => blocks.push(self.set()?),
                    "if" => blocks.push(self.condition()?),
                    _ => return Ok((blocks, Some(directive))),
                }
            } else if c == '$' {
                let start = self.at;
                match self.reference()? {
                    Some((reference, quiet)) => {
                        if !text.is_empty() {
                            blocks.push(Block::Text(std::mem::take(&mut text)));
                        }
                        let written = self.text[start..self.at].to_owned();
                        blocks.push(Block::Reference(reference, quiet, written));
                    }
                    None => {
                        text.push('$');
                        self.at = start + 1;
                    }
                }
            } else {
                text.push(c);
                self.at += c.len_utf8();
            }
        }
        if !text.is_empty() {
            blocks.push(Block::Text(text));
        }
        Ok((blocks, None))
    }

    /// Takes the name of a directive.
    fn directive(&mut self) -> Option<String> {
        let rest = self.rest().strip_prefix('#')?;
        let names = [
            "set", "if", "elseif", "else", "end", "foreach", "macro", "include", "parse", "stop", "break",
        ];
        let end = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
        let name = names.into_iter().find(|name| *name == &rest[..end])?;
        self.at += 1 + end;
        Some(name.to_owned())
    }

    /// Takes the rest of a line that only a directive stands in.
    fn line_end(&mut self) {
        let rest = self.rest().trim_start_matches([' ', '\t']);
        if let Some(after) = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')) {
            self.at = self.text.len() - after.len();
        }
    }

    fn set(&mut self) -> Result<Block, String> {
        self.expect("(")?;
        self.blanks();
        let target = self
            .reference()?
            .ok_or_else(|| self.error("#set of something else than a reference"))?;
        self.expect("=")?;
        let value = self.expr(0)?;
        self.expect(")")?;
        self.line_end();
        Ok(Block::Set(target.0, value))
    }

    fn condition(&mut self) -> Result<Block, String> {
        let mut cases = Vec::new();
        loop {
            self.expect("(")?;
            let condition = self.expr(0)?;
            self.expect(")")?;
            self.line_end();
            let (blocks, end) = self.blocks()?;
            cases.push((condition, blocks));
            match end.as_deref() {
                Some("elseif") => {}
                Some("else") => {
                    self.line_end();
                    let (otherwise, end) = self.blocks()?;
                    if end.as_deref() != Some("end") {
                        return Err(self.error("#else without #end"));
                    }
                    self.line_end();
                    return Ok(Block::If(cases, otherwise));
                }
                Some("end") => {
                    self.line_end();
                    return Ok(Block::If(cases, Vec::new()));
                }
                Some(other) => return Err(self.error(&format!("#{other}, which is not known here"))),
                None => return Err(self.error("#if without #end")),
            }
        }
    }

    /// A reference, if one stands here.
    fn reference(&mut self) -> Result<Option<(Reference, bool)>, String> {
        if !self.take("$") {
            return Ok(None);
        }
        let quiet = self.take("!");
        let braced = self.take("{");
        let Some(name) = self.word() else { return Ok(None) };
        let mut steps = Vec::new();
        loop {
            let before = self.at;
            if !self.take(".") {
                break;
            }
            let Some(name) = self.word() else {
                self.at = before;
                break;
            };
            if self.take("(") {
                steps.push(Step::Method(name, self.arguments()?));
            } else {
                steps.push(Step::Property(name));
            }
        }
        if braced && !self.take("}") {
            return Err(self.error("a reference without its closing brace"));
        }
        Ok(Some((Reference { name, steps }, quiet)))
    }

    fn arguments(&mut self) -> Result<Vec<Expr>, String> {
        let mut arguments = Vec::new();
        self.blanks();
        if self.take(")") {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expr(0)?);
            self.blanks();
            if self.take(")") {
                return Ok(arguments);
            }
            self.expect(",")?;
        }
    }

    /// An expression of operators from this level on.
    fn expr(&mut self, level: usize) -> Result<Expr, String> {
        let Some(operators) = OPERATORS.get(level) else {
            return self.operand();
        };
        let mut left = self.expr(level + 1)?;
        loop {
            self.blanks();
            let Some(operator) = operators.iter().find(|operator| self.rest().starts_with(**operator)) else {
                return Ok(left);
            };
            self.at += operator.len();
            left = Expr::Binary(operator, Box::new(left), Box::new(self.expr(level + 1)?));
        }
    }

    fn operand(&mut self) -> Result<Expr, String> {
        self.blanks();
        if self.take("!") {
            return Ok(Expr::Not(Box::new(self.operand()?)));
        }
        if self.take("(") {
            let inner = self.expr(0)?;
            self.expect(")")?;
            return Ok(inner);
        }
        if self.take("'") {
            return Ok(Expr::Literal(self.quoted('\'')?));
        }
        if self.take("\"") {
            let text = self.quoted('"')?;
            return Ok(Expr::Interpolated(parse(&text).map_err(|error| self.error(&error))?));
        }
        let rest = self.rest();
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let end = rest.len() - digits.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if let Ok(number) = rest[..end].parse() {
            self.at += end;
            return Ok(Expr::Number(number));
        }
        if let Some((reference, _)) = self.reference()? {
            return Ok(Expr::Reference(reference));
        }
        match self.word().as_deref() {
            Some("true") => Ok(Expr::Bool(true)),
            Some("false") => Ok(Expr::Bool(false)),
            _ => Err(self.error("no expression that is known here")),
        }
    }

    /// The text up to the closing quote; two of them stand for one.
    fn quoted(&mut self, quote: char) -> Result<String, String> {
        let mut text = String::new();
        loop {
            let Some(end) = self.rest().find(quote) else {
                return Err(self.error("a text without its closing quote"));
            };
            text.push_str(&self.rest()[..end]);
            self.at += end + 1;
            if !self.rest().starts_with(quote) {
                return Ok(text);
            }
            text.push(quote);
            self.at += 1;
        }
    }
}
