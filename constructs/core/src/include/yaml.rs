//! YAML into expressions, with CloudFormation's short forms of functions.
//!
//! Scalars follow the core schema of YAML 1.2, as AWS CDK reads them, with one exception: a whole number with a zero before it stays text, since
//! account numbers lose that zero otherwise.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

use super::document::{DocumentError, MAX_DEPTH};
use crate::value::{Expr, ExprMap};

/// Aliases may repeat what they name; a document of some lines must not grow without bound by it.
const MAX_NODES: usize = 1_000_000;

pub(super) fn parse(text: &str) -> Result<Expr, DocumentError> {
    let mut reader = Reader {
        events: Parser::new_from_str(text),
        anchors: BTreeMap::new(),
        nodes: 0,
    };
    let mut document = None;
    while let Some((event, at)) = reader.next()? {
        match event {
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd | Event::Nothing => {}
            Event::DocumentStart(_) if document.is_some() => return Err(error(at, "a second document starts here")),
            Event::DocumentStart(_) => {
                let Some((event, at)) = reader.next()? else { break };
                document = Some(reader.node(event, at, 0)?);
            }
            _ => return Err(error(at, "something stands outside of the document")),
        }
    }
    document.ok_or_else(|| DocumentError {
        line: 1,
        column: 1,
        message: "the document is empty".to_owned(),
    })
}

fn error(at: Marker, message: impl Into<String>) -> DocumentError {
    DocumentError {
        line: at.line(),
        column: at.col() + 1,
        message: message.into(),
    }
}

struct Reader<'a> {
    events: Parser<'a, saphyr_parser::StrInput<'a>>,
    anchors: BTreeMap<usize, (Expr, usize)>,
    nodes: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<Option<(Event<'a>, Marker)>, DocumentError> {
        match self.events.next() {
            None => Ok(None),
            Some(Ok((event, span))) => Ok(Some((event, span.start))),
            Some(Err(problem)) => Err(error(*problem.marker(), problem.info())),
        }
    }

    fn count(&mut self, nodes: usize, at: Marker) -> Result<(), DocumentError> {
        self.nodes += nodes;
        if self.nodes > MAX_NODES {
            Err(error(at, format!("more than {MAX_NODES} values")))
        } else {
            Ok(())
        }
    }

    fn node(&mut self, event: Event<'a>, at: Marker, depth: usize) -> Result<Expr, DocumentError> {
        if depth > MAX_DEPTH {
            return Err(error(at, format!("nested more than {MAX_DEPTH} deep")));
        }
        let before = self.nodes;
        self.count(1, at)?;
        let (expr, anchor) = match event {
            Event::Alias(anchor) => {
                let Some((expr, nodes)) = self.anchors.get(&anchor).cloned() else {
                    return Err(error(at, "an alias to something that contains it"));
                };
                self.count(nodes, at)?;
                return Ok(expr);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain =
                    style == ScalarStyle::Plain && !tag.as_deref().is_some_and(|tag| is_text(tag) || is_short(tag));
                let value = if plain { scalar(&text) } else { Expr::string(text) };
                (tagged(tag.as_deref(), value, at)?, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                let mut items = Vec::new();
                while let Some((event, at)) = self.next()? {
                    if event == Event::SequenceEnd {
                        break;
                    }
                    items.push(self.node(event, at, depth + 1)?);
                }
                (tagged(tag.as_deref(), Expr::Array(items), at)?, anchor)
            }
            Event::MappingStart(anchor, tag) => {
                let map = self.mapping(depth)?;
                (tagged(tag.as_deref(), Expr::Object(map), at)?, anchor)
            }
            _ => return Err(error(at, "a value is missing here")),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, (expr.clone(), self.nodes - before));
        }
        Ok(expr)
    }

    fn mapping(&mut self, depth: usize) -> Result<ExprMap, DocumentError> {
        let mut map = ExprMap::default();
        while let Some((event, at)) = self.next()? {
            let key = match event {
                Event::MappingEnd => break,
                Event::Scalar(key, ..) => key.into_owned(),
                _ => return Err(error(at, "a key is not a string")),
            };
            let Some((event, value_at)) = self.next()? else { break };
            let value = self.node(event, value_at, depth + 1)?;
            // YAML 1.1's merge key, which CloudFormation takes for anchors.
            if let ("<<", Expr::Object(merged)) = (key.as_str(), &value) {
                for (key, value) in merged.iter() {
                    map.get_or_insert_with(key, || value.clone());
                }
            } else if map.insert(key.clone(), value).is_some() {
                return Err(error(at, format!("the key {key:?} stands here twice")));
            }
        }
        Ok(map)
    }
}

/// A tag that says that the value is text.
fn is_text(tag: &Tag) -> bool {
    tag.is_yaml_core_schema() && tag.suffix == "str"
}

/// The short form of a function: `!GetAtt`.
fn is_short(tag: &Tag) -> bool {
    tag.handle == "!"
}

/// Turns the short form of a function into the long one.
fn tagged(tag: Option<&Tag>, value: Expr, at: Marker) -> Result<Expr, DocumentError> {
    let Some(tag) = tag else { return Ok(value) };
    if tag.is_yaml_core_schema() {
        return Ok(value);
    }
    if !is_short(tag) {
        return Err(error(at, format!("unknown tag {}{}", tag.handle, tag.suffix)));
    }
    let call = |name: String, value| Ok(Expr::object([(name, value)]));
    match (tag.suffix.as_str(), value) {
        ("Ref" | "Condition", value) => call(tag.suffix.clone(), value),
        ("GetAtt", Expr::String(text)) => {
            let Some((resource, attribute)) = text.split_once('.') else {
                return Err(error(
                    at,
                    format!("!GetAtt takes a resource and an attribute, found {text:?}"),
                ));
            };
            call(
                "Fn::GetAtt".to_owned(),
                Expr::Array(vec![Expr::string(resource), Expr::string(attribute)]),
            )
        }
        (name, value) if name.chars().all(|c| c.is_ascii_alphanumeric() || c == ':') && !name.is_empty() => {
            call(format!("Fn::{name}"), value)
        }
        (name, _) => Err(error(at, format!("unknown tag !{name}"))),
    }
}

/// A plain scalar by the core schema.
fn scalar(text: &str) -> Expr {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Expr::Null,
        "true" | "True" | "TRUE" => return Expr::Bool(true),
        "false" | "False" | "FALSE" => return Expr::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let leading_zero = digits.len() > 1 && digits.starts_with('0') && digits.chars().all(|c| c.is_ascii_digit());
    if leading_zero || !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Expr::string(text);
    }
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    if let Ok(whole) = unsigned.parse::<i64>() {
        return Expr::Number(whole.into());
    }
    if let Some(hex) = digits
        .strip_prefix("0x")
        .and_then(|hex| i64::from_str_radix(hex, 16).ok())
    {
        return Expr::Number(hex.into());
    }
    let is_number =
        digits.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c)) && digits.chars().any(|c| c.is_ascii_digit());
    match unsigned
        .parse::<f64>()
        .ok()
        .filter(|_| is_number)
        .and_then(serde_json::Number::from_f64)
    {
        Some(number) => Expr::Number(number),
        None => Expr::string(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> serde_json::Value {
        fn lower(expr: Expr) -> serde_json::Value {
            match expr {
                Expr::Null => serde_json::Value::Null,
                Expr::Bool(value) => value.into(),
                Expr::Number(number) => number.into(),
                Expr::String(text) => text.as_str().into(),
                Expr::Array(items) => items.into_iter().map(lower).collect(),
                Expr::Object(map) => serde_json::Value::Object(
                    map.into_iter()
                        .map(|(key, item)| (key.to_string(), lower(item)))
                        .collect(),
                ),
                other => panic!("{other:?}"),
            }
        }
        lower(parse(text).unwrap())
    }

    #[test]
    fn short_forms_become_long_ones() {
        let text = "
a: !Ref X
b: !GetAtt X.Outputs.Y
c: !Join ['-', [!Ref A, b]]
d: !If [Prod, !Sub '${A}', !Ref 'AWS::NoValue']
e: !Condition Prod
f: !GetAtt [X, Arn]
g: !Base64
  Fn::Sub: x
h: !Equals [!Ref Stage, prod]
i: !Sub 12
";
        let expected = serde_json::json!({
            "a": { "Ref": "X" },
            "b": { "Fn::GetAtt": ["X", "Outputs.Y"] },
            "c": { "Fn::Join": ["-", [{ "Ref": "A" }, "b"]] },
            "d": { "Fn::If": ["Prod", { "Fn::Sub": "${A}" }, { "Ref": "AWS::NoValue" }] },
            "e": { "Condition": "Prod" },
            "f": { "Fn::GetAtt": ["X", "Arn"] },
            "g": { "Fn::Base64": { "Fn::Sub": "x" } },
            "h": { "Fn::Equals": [{ "Ref": "Stage" }, "prod"] },
            "i": { "Fn::Sub": "12" }
        });
        assert_eq!(json(text), expected);
    }

    #[test]
    fn scalars_follow_the_core_schema_and_keep_leading_zeros() {
        let text = "[1, -2, 1.5, 1e3, 0x1F, 012345678901, 2010-09-09, yes, true, ~, '1', 1.2.3, .inf, 10.0.0.0/16, !!str 7, 0]";
        let expected = serde_json::json!([
            1,
            -2,
            1.5,
            1000.0,
            31,
            "012345678901",
            "2010-09-09",
            "yes",
            true,
            null,
            "1",
            "1.2.3",
            ".inf",
            "10.0.0.0/16",
            "7",
            0
        ]);
        assert_eq!(json(text), expected);
    }

    #[test]
    fn anchors_repeat_and_merge() {
        assert_eq!(
            json("a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}"),
            serde_json::json!({ "a": { "b": 1 }, "c": { "b": 1 }, "d": { "b": 1, "e": 2 } })
        );
    }

    #[test]
    fn mistakes_name_their_place() {
        let message = |text: &str| parse(text).unwrap_err().to_string();
        assert_eq!(
            message("a: 1\na: 2"),
            "line 2, column 1: the key \"a\" stands here twice"
        );
        assert_eq!(
            message("a: !GetAtt X"),
            "line 1, column 4: !GetAtt takes a resource and an attribute, found \"X\""
        );
        assert_eq!(message(""), "line 1, column 1: the document is empty");
        assert!(message("a: [1").starts_with("line "));
        let deep = format!("{}{}", "[".repeat(150), "]".repeat(150));
        assert!(
            message(&deep).contains("nested more than 100 deep"),
            "{}",
            message(&deep)
        );
        let laughs = "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]";
        assert!(message(laughs).contains("more than 1000000 values"));
    }
}
