//! Subject of every check: the template, the options, the database.

use ferrocdk_template::{Node, Position, Value};

use crate::Options;
use crate::facts::Facts;
use crate::patterns::Patterns;
use crate::plains::Plains;
use crate::template::{Parameter, Template};

/// Handed to every check.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c> {
    pub(crate) options: &'c Options,
    pub(crate) template: &'c Template<'c>,
    pub(crate) facts: &'c Facts,
    pub(crate) patterns: &'c Patterns,
    /// Scalars without quotes that are read otherwise than they look.
    pub(crate) plains: &'c Plains<'c>,
}

impl<'c> Context<'c> {
    /// Value that `Ref` to a parameter gives by the values that are assumed: text or a list of texts. Of a parameter that looks its value up in the
    /// parameter store, what is assumed to stand there under the path that the file or the default names.
    pub(crate) fn assumed(&self, name: &str) -> Option<Node> {
        let parameter = self.template.parameters.get(name)?;
        let values = &self.options.values;
        if values.is_empty() {
            return None;
        }
        let own = values.parameter(name);
        let given = match parameter.lookup() {
            Some(_) => {
                let default = || parameter.entry.value.get("Default").and_then(Node::as_str);
                let path = own.map_or_else(default, |own| own.value.as_str())?;
                values.stored(path)?
            }
            None => own?,
        };
        value_of(parameter, &given.value)
    }

    /// The assumed values that nobody may read.
    pub(crate) fn assumed_secrets(&self) -> Vec<String> {
        let is_secret = |name: &str| self.template.parameters.get(name).is_some_and(Parameter::is_secret);
        let texts = self.assumed_texts().into_iter();
        texts
            .filter(|(name, text)| is_secret(name) && !text.is_empty())
            .map(|(_, text)| text)
            .collect()
    }

    /// A text in which what is looked up in the parameter store stands as it is assumed; nothing when it looks anything else up.
    pub(crate) fn looked_up(&self, text: &str) -> Option<String> {
        let values = &self.options.values;
        if values.is_empty() {
            return None;
        }
        let mut written = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{resolve:") {
            let (reference, behind) = after.split_once("}}")?;
            written.push_str(before);
            written.push_str(values.stored(reference.strip_prefix("ssm:")?)?.value.as_str()?);
            rest = behind;
        }
        written.push_str(rest);
        Some(written)
    }

    /// The assumed values of all parameters that have one and are no lists.
    pub(crate) fn assumed_texts(&self) -> Vec<(&'c str, String)> {
        let names = self.template.parameters.keys().copied();
        names
            .filter_map(|name| Some((name, self.assumed(name)?.as_str()?.to_owned())))
            .collect()
    }
}

/// The value that a parameter has, as its type makes one of what is given. The places of the file mean nothing in the template.
fn value_of(parameter: &Parameter<'_>, given: &Node) -> Option<Node> {
    let text = |text: &str| Node {
        value: Value::String(text.to_owned()),
        at: Position::default(),
    };
    let list = |items: Vec<Node>| Node {
        value: Value::List(items),
        at: Position::default(),
    };
    match (&given.value, parameter.is_list()) {
        (Value::String(value), false) => Some(text(value)),
        (Value::String(value), true) => Some(list(value.split(',').map(|item| text(item.trim())).collect())),
        (Value::List(items), true) => Some(list(items.iter().filter_map(Node::as_str).map(text).collect())),
        _ => None,
    }
}
