//! Values that a machine computes: paths into its data, and expressions.

use ferrocdk_core::{Document, Expr, ExprMap, doc};

/// The only key of a map that stands for a path.
const PATH: &str = "ferrocdk:path";

/// A path into the data of a state, where a parameter stands.
///
/// ```
/// use ferrocdk_aws::stepfunctions::{JsonPath, Pass};
/// use ferrocdk_core::doc;
///
/// let pass = Pass::new("Shape").parameters(doc!({ "thing": JsonPath::at("$.deviceId"), "unit": "bar" }));
/// // becomes { "thing.$": "$.deviceId", "unit": "bar" }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct JsonPath;

impl JsonPath {
    /// Value at a path of the input (`$.reading`), of the context (`$$.Execution.Name`) or in a variable (`$name`); or what an intrinsic function gives
    /// (`States.Format('{}-{}', $.a, $.b)`).
    pub fn at(path: &str) -> Document {
        doc!({ PATH: path })
    }

    /// The token that a task hands out, for whoever gives it back.
    pub fn task_token() -> Document {
        Self::at("$$.Task.Token")
    }
}

/// An expression of JSONata as a state has it: `{% … %}`.
///
/// ```
/// use ferrocdk_aws::stepfunctions::jsonata;
///
/// assert_eq!(jsonata("$states.input.value * 2"), "{% $states.input.value * 2 %}");
/// ```
pub fn jsonata(expression: &str) -> String {
    format!("{{% {} %}}", expression.trim())
}

/// Writes paths as JSONPath has them: `"key.$": "$.path"`. A path that stands in a list has no key to say so, which the language cannot do; `misplaced` gets those.
pub(super) fn lower_to_json_path(expr: Expr, misplaced: &mut Vec<String>) -> Expr {
    match expr {
        Expr::Object(map) => {
            let mut lowered = ExprMap::default();
            for (key, value) in map {
                match path_of(&value) {
                    Some(path) => lowered.insert(format!("{key}.$"), Expr::string(path)),
                    None => lowered.insert(key, lower_to_json_path(value, misplaced)),
                };
            }
            Expr::Object(lowered)
        }
        Expr::Array(items) => {
            let item = |item: Expr| match path_of(&item) {
                Some(path) => {
                    misplaced.push(path.clone());
                    Expr::string(path)
                }
                None => lower_to_json_path(item, misplaced),
            };
            Expr::Array(items.into_iter().map(item).collect())
        }
        other => other,
    }
}

/// Writes paths as expressions of JSONata, as far as they are names one after the other; `misplaced` gets the others.
pub(super) fn lower_to_jsonata(expr: Expr, misplaced: &mut Vec<String>) -> Expr {
    if let Some(path) = path_of(&expr) {
        let expression = as_jsonata(&path);
        if expression.is_none() {
            misplaced.push(path);
        }
        return Expr::string(jsonata(&expression.unwrap_or_default()));
    }
    match expr {
        Expr::Object(map) => {
            let lowered = map
                .into_iter()
                .map(|(key, value)| (key, lower_to_jsonata(value, misplaced)));
            Expr::object(lowered)
        }
        Expr::Array(items) => Expr::Array(
            items
                .into_iter()
                .map(|item| lower_to_jsonata(item, misplaced))
                .collect(),
        ),
        other => other,
    }
}

fn as_jsonata(path: &str) -> Option<String> {
    let (root, rest) = match path.strip_prefix("$$") {
        Some(rest) => ("$states.context", rest),
        None => ("$states.input", path.strip_prefix('$')?),
    };
    let is_name = |part: &str| {
        let mut characters = part.chars();
        let first = characters
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
        first && characters.all(|character| character.is_ascii_alphanumeric() || character == '_')
    };
    let plain = rest.is_empty() || rest.strip_prefix('.')?.split('.').all(is_name);
    plain.then(|| format!("{root}{rest}"))
}

/// The path that an expression stands for.
fn path_of(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Object(map) if map.len() == 1 => match map.get(PATH) {
            Some(Expr::String(path)) => Some(path.to_string()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_written_as_the_language_has_them() {
        let document = || {
            doc!({ "a": JsonPath::at("$.x.y"), "b": { "token": JsonPath::task_token() }, "c": "$.plain" }).into_expr()
        };
        let mut misplaced = Vec::new();
        let expected = doc!({ "a.$": "$.x.y", "b": { "token.$": "$$.Task.Token" }, "c": "$.plain" });
        assert_eq!(lower_to_json_path(document(), &mut misplaced), expected.into_expr());
        let expected = doc!({ "a": "{% $states.input.x.y %}", "b": { "token": "{% $states.context.Task.Token %}" }, "c": "$.plain" });
        assert_eq!(lower_to_jsonata(document(), &mut misplaced), expected.into_expr());
        assert!(misplaced.is_empty());
        lower_to_json_path(doc!({ "list": [JsonPath::at("$.x")] }).into_expr(), &mut misplaced);
        lower_to_jsonata(doc!({ "a": JsonPath::at("$.x[0]") }).into_expr(), &mut misplaced);
        assert_eq!(misplaced, ["$.x", "$.x[0]"]);
    }
}
