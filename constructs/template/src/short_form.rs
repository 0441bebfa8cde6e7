//! The short forms of functions, which only YAML has: `!Ref`, `!GetAtt a.b`.

use granit_parser::Tag;

use crate::{Entry, Map, Node, Position, SyntaxError, Value};

/// The functions that have a short form, without `Fn::`. `Fn::ForEach` has none, since its key ends in a name.
/// From: AWS CloudFormation User Guide, intrinsic function reference and rule-specific intrinsic functions.
const FUNCTIONS: [&str; 27] = [
    "And",
    "Base64",
    "Cidr",
    "Condition",
    "Contains",
    "EachMemberEquals",
    "EachMemberIn",
    "Equals",
    "FindInMap",
    "GetAZs",
    "GetAtt",
    "GetStackOutput",
    "If",
    "ImportValue",
    "Join",
    "Length",
    "Not",
    "Or",
    "Ref",
    "RefAll",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
    "Transform",
    "ValueOf",
    "ValueOfAll",
];

/// Prefix that YAML puts before the names of its own tags, for which a text writes `!!`.
const YAML_TAGS: &str = "tag:yaml.org,2002:";

/// Effect of a tag on the value behind it.
pub(crate) enum Meaning {
    /// Type that the value has anyway.
    Nothing,
    /// Text, whatever it looks like.
    Text,
    /// Text of the scalar, also in quotes.
    Scalar,
    /// The argument of this function.
    Function(&'static str),
}

/// Reads a tag.
///
/// # Errors
/// Tags that CloudFormation does not have.
pub(crate) fn meaning(tag: &Tag, at: Position) -> Result<Meaning, SyntaxError> {
    if tag.handle() == YAML_TAGS {
        return match tag.suffix() {
            "str" => Ok(Meaning::Text),
            "int" | "float" | "bool" | "null" => Ok(Meaning::Scalar),
            "map" | "seq" => Ok(Meaning::Nothing),
            other => {
                let message = format!(
                    "the tag !!{other}; of YAML's own tags, str, int, float, bool, null, map and seq are allowed"
                );
                Err(SyntaxError::new(at, message, "leave the tag out"))
            }
        };
    }
    if (tag.handle(), tag.suffix()) == ("", "!") {
        return Ok(Meaning::Text);
    }
    if tag.handle() == "!"
        && let Some(name) = FUNCTIONS.into_iter().find(|name| *name == tag.suffix())
    {
        return Ok(Meaning::Function(name));
    }
    let message = format!(
        "unknown tag {}{}; allowed: !{}",
        tag.handle(),
        tag.suffix(),
        FUNCTIONS.join(", !")
    );
    Err(SyntaxError::new(
        at,
        message,
        "name a function that CloudFormation has, or put the text into quotes",
    ))
}

/// The long form of a call.
///
/// # Errors
/// `!GetAtt` without an attribute.
pub(crate) fn call(function: &'static str, argument: Value, at: Position) -> Result<Value, SyntaxError> {
    let node = |value| Node { value, at };
    let (key, argument) = match (function, argument) {
        ("Ref" | "Condition", argument) => (function.to_owned(), argument),
        ("GetAtt", Value::String(text)) => {
            let Some((resource, attribute)) = text.split_once('.') else {
                let message = format!("!GetAtt takes a resource and an attribute, found {text:?}");
                return Err(SyntaxError::new(at, message, "write !GetAtt Resource.Attribute"));
            };
            let parts = [resource, attribute].map(|part| node(Value::String(part.to_owned())));
            ("Fn::GetAtt".to_owned(), Value::List(parts.into()))
        }
        (name, argument) => (format!("Fn::{name}"), argument),
    };
    let value = node(argument);
    Ok(Value::Map(Map::new(vec![Entry::new(key, at, value)])))
}
