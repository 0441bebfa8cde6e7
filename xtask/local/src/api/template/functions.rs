//! Functions of `$input`, `$util` and texts.

use super::Context;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use std::fmt::Write as _;

/// A value as text.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn first(name: &str, arguments: &[Value]) -> Result<String, String> {
    arguments
        .first()
        .map(text)
        .ok_or_else(|| format!("{name}() without an argument"))
}

pub(super) fn input(name: &str, arguments: &[Value], context: &Context) -> Result<Value, String> {
    let path = || -> Result<Value, String> {
        let path = first(name, arguments)?;
        let body: Value = serde_json::from_str(&context.body).unwrap_or_default();
        find(&body, &path).map(|found| found.cloned().unwrap_or_default())
    };
    match name {
        "path" => path(),
        "json" => Ok(path()?.to_string().into()),
        "params" => {
            let name = first(name, arguments)?;
            let mut all = context.parameters.iter();
            let found = all.find(|(field, _)| field.eq_ignore_ascii_case(&name));
            Ok(found.map_or("", |(_, value)| value).into())
        }
        _ => Err(format!("$input.{name}(), which is not known here")),
    }
}

/// The value at a path of JSONPath, of names and positions only.
fn find<'a>(body: &'a Value, path: &str) -> Result<Option<&'a Value>, String> {
    let unknown = || format!("the path {path:?}, of which only names and positions are known here");
    let mut rest = path.strip_prefix('$').ok_or_else(unknown)?;
    let mut value = Some(body);
    while !rest.is_empty() {
        let (step, after) = if let Some(name) = rest.strip_prefix('.') {
            let end = name.find(['.', '[']).unwrap_or(name.len());
            name.split_at(end)
        } else {
            let inner = rest.strip_prefix('[').ok_or_else(unknown)?;
            let (inner, after) = inner.split_once(']').ok_or_else(unknown)?;
            (inner.trim_matches(['\'', '"']), after)
        };
        if step.is_empty() || step.contains(['*', '?', ':', ',', '@']) {
            return Err(unknown());
        }
        value = value.and_then(|value| match (value, step.parse::<usize>()) {
            (Value::Array(items), Ok(index)) => items.get(index),
            _ => value.get(step),
        });
        rest = after;
    }
    Ok(value)
}

pub(super) fn util(name: &str, arguments: &[Value]) -> Result<Value, String> {
    let argument = first(name, arguments)?;
    Ok(match name {
        "base64Encode" => BASE64.encode(argument).into(),
        "base64Decode" => {
            let bytes = BASE64
                .decode(argument)
                .map_err(|error| format!("base64Decode(): {error}"))?;
            String::from_utf8_lossy(&bytes).into_owned().into()
        }
        "urlEncode" => utf8_percent_encode(&argument, NON_ALPHANUMERIC).to_string().into(),
        "urlDecode" => percent_decode_str(&argument.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
            .into(),
        "escapeJavaScript" => escape_java_script(&argument).into(),
        "parseJson" => serde_json::from_str(&argument).map_err(|error| format!("parseJson(): {error}"))?,
        _ => return Err(format!("$util.{name}(), which is not known here")),
    })
}

/// As `StringEscapeUtils.escapeJavaScript` of Commons Lang does, apostrophes and slashes too: what comes of it is no JSON.
fn escape_java_script(text: &str) -> String {
    let mut escaped = String::new();
    let mut units = [0; 2];
    for c in text.chars() {
        match c {
            '\'' | '"' | '\\' | '/' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            ' '..='~' => escaped.push(c),
            _ => {
                for unit in c.encode_utf16(&mut units) {
                    // Writing to a text cannot fail.
                    let _ = write!(escaped, "\\u{unit:04X}");
                }
            }
        }
    }
    escaped
}

/// Methods of a text, as of Java's.
pub(super) fn method(value: &Value, name: &str, arguments: &[Value]) -> Result<Value, String> {
    if let (Value::Array(items), "size") = (value, name) {
        return Ok(items.len().into());
    }
    let Value::String(of) = value else {
        return Err(format!("{name}() of {value}, which is not known here"));
    };
    let pattern = |whole: bool| {
        let pattern = first(name, arguments)?;
        let pattern = if whole { format!("^(?:{pattern})$") } else { pattern };
        regex_lite::Regex::new(&pattern).map_err(|error| format!("{name}(): {error}"))
    };
    Ok(match name {
        "length" => of.encode_utf16().count().into(),
        "isEmpty" => of.is_empty().into(),
        "trim" => of.trim().into(),
        "toLowerCase" => of.to_lowercase().into(),
        "toUpperCase" => of.to_uppercase().into(),
        "contains" => of.contains(&first(name, arguments)?).into(),
        "equals" => (*of == first(name, arguments)?).into(),
        "startsWith" => of.starts_with(&first(name, arguments)?).into(),
        "endsWith" => of.ends_with(&first(name, arguments)?).into(),
        "matches" => pattern(true)?.is_match(of).into(),
        "replaceAll" => {
            let by = arguments
                .get(1)
                .map(text)
                .ok_or("replaceAll() without its second argument")?;
            pattern(false)?.replace_all(of, by.as_str()).into()
        }
        _ => return Err(format!("{name}() of a text, which is not known here")),
    })
}
