//! Parameters, mappings, conditions, rules and outputs as statements. `None` is for what only the template's own form says.

use ferrocdk_spec::rust::RustType;
use ferrocdk_template::{Entry, Map, Node, Value};

use crate::blocks::Blocks;
use crate::known::Known;
use crate::layout::Layout;
use crate::literal;
use crate::template::function;
use crate::value::{Inference, Writer};

/// Writes elements other than resources.
pub(crate) struct ElementWriter<'a> {
    pub(crate) known: &'a Known,
    pub(crate) blocks: &'a mut Blocks,
}

impl ElementWriter<'_> {
    fn writer(&mut self) -> Writer<'_> {
        Writer::new(self.known, self.blocks, None)
    }

    /// A parameter with its attributes.
    pub(crate) fn parameter(&mut self, entry: &Entry) -> Option<String> {
        let body = entry.value.as_map()?;
        let ty = literal::text(body.get("Type")?.as_str()?);
        let mut code = format!("CfnParameter::new(&stack, {}, {ty})", literal::text(&entry.key));
        for attribute in body.iter().filter(|attribute| attribute.key != "Type") {
            code += &self.attribute(attribute)?;
        }
        Some(code)
    }

    fn attribute(&mut self, attribute: &Entry) -> Option<String> {
        let value = &attribute.value;
        let key = attribute.key.as_str();
        let typed = match (key, &value.value) {
            ("Default", _) => Some(format!(".default({})", self.scalar(value)?)),
            ("Description", Value::String(text)) => Some(format!(".description({})", self.writer().text(text))),
            ("AllowedPattern", Value::String(text)) => Some(format!(".allowed_pattern({})", self.writer().text(text))),
            ("ConstraintDescription", Value::String(text)) => {
                Some(format!(".constraint_description({})", self.writer().text(text)))
            }
            ("AllowedValues", Value::List(items)) if !items.is_empty() => {
                let texts: Option<Vec<String>> = items.iter().map(|item| item.as_str().map(literal::text)).collect();
                texts.map(|texts| format!(".allowed_values(&[{}])", texts.join(", ")))
            }
            ("MinLength" | "MaxLength", Value::Number(number)) => {
                let length = number.as_u64().and_then(|length| u32::try_from(length).ok());
                length.map(|length| format!(".{}({length})", ferrocdk_spec::rust::snake(key)))
            }
            ("MinValue" | "MaxValue", Value::Number(_)) => {
                Some(format!(".{}({})", ferrocdk_spec::rust::snake(key), self.scalar(value)?))
            }
            ("NoEcho", Value::Bool(true)) => Some(".no_echo()".to_owned()),
            _ => None,
        };
        typed.or_else(|| {
            let value = match value.as_list() {
                None => self.scalar(value)?,
                Some(items) => {
                    let items: Vec<(String, &str)> = items.iter().map(scalar).collect::<Option<_>>()?;
                    let (_, class) = items.first()?;
                    items.iter().all(|(_, other)| other == class).then_some(())?;
                    let items: Vec<&str> = items.iter().map(|(code, _)| code.as_str()).collect();
                    format!("[{}]", items.join(", "))
                }
            };
            Some(format!(".attribute({}, {value})", literal::text(key)))
        })
    }

    /// A scalar where JSON is taken.
    fn scalar(&mut self, node: &Node) -> Option<String> {
        Some(match &node.value {
            Value::String(text) => self.blocks.put(Layout::Text(text.clone())),
            _ => scalar(node)?.0,
        })
    }

    /// A mapping with its table.
    pub(crate) fn mapping(&mut self, entry: &Entry) -> String {
        let table = self.writer().document_code(&entry.value);
        format!("CfnMapping::new(&stack, {}, {table})", literal::text(&entry.key))
    }

    /// A rule with its body.
    pub(crate) fn rule(&mut self, entry: &Entry) -> String {
        let body = self.writer().document_code(&entry.value);
        format!("CfnRule::new(&stack, {}, {body})", literal::text(&entry.key))
    }

    /// A named condition.
    pub(crate) fn named_condition(&mut self, entry: &Entry) -> String {
        let condition = self.condition(&entry.value);
        format!("CfnCondition::new(&stack, {}, {condition})", literal::text(&entry.key))
    }

    fn condition(&mut self, node: &Node) -> String {
        self.typed_condition(node)
            .unwrap_or_else(|| self.writer().document_code(node))
    }

    fn typed_condition(&mut self, node: &Node) -> Option<String> {
        let (name, argument) = node.function()?;
        if name == "Condition" {
            let condition = self.known.conditions.get(argument.as_str()?)?;
            return Some(format!("Condition::from(&{condition})"));
        }
        let operands = argument.as_list()?;
        match (name, operands) {
            ("Fn::Equals", [one, other]) => {
                let is_text = |node: &Node| node.as_str().is_some() || function(node).is_some();
                if !(is_text(one) && is_text(other)) {
                    return None;
                }
                let [one, other] =
                    [one, other].map(|side| self.writer().value(side, &RustType::String, Inference::Argument).code);
                Some(format!("Condition::equals::<String>({one}, {other})"))
            }
            ("Fn::Not", [one]) => Some(format!("{}.not()", self.typed_condition(one)?)),
            // CloudFormation takes 2 to 10; the runtime would write other numbers differently.
            ("Fn::And" | "Fn::Or", many) if (2..=10).contains(&many.len()) => {
                let many: Vec<String> = many
                    .iter()
                    .map(|one| self.typed_condition(one))
                    .collect::<Option<_>>()?;
                let of = if name == "Fn::And" { "all" } else { "any" };
                Some(format!("Condition::{of}([{}])", many.join(", ")))
            }
            _ => None,
        }
    }

    /// An output; `id` is its construct id.
    pub(crate) fn output(&mut self, entry: &Entry, id: &str) -> Option<String> {
        let body = entry.value.as_map()?;
        let value = body.get("Value")?;
        let value = self.writer().value(value, &RustType::String, Inference::Argument).code;
        let mut code = format!("CfnOutput::new(&stack, {}, {value})", literal::text(id));
        for attribute in body.iter().filter(|attribute| attribute.key != "Value") {
            code += &self.output_attribute(attribute)?;
        }
        Some(code)
    }

    fn output_attribute(&mut self, attribute: &Entry) -> Option<String> {
        let value = &attribute.value;
        Some(match attribute.key.as_str() {
            "Description" => format!(".description({})", self.writer().text(value.as_str()?)),
            "Condition" => format!(".condition(&{})", self.known.conditions.get(value.as_str()?)?),
            "Export" => {
                let name = only(value.as_map()?, "Name")?;
                let name = self.writer().value(name, &RustType::String, Inference::Argument).code;
                format!(".export_name({name})")
            }
            _ => return None,
        })
    }
}

/// The value of the only key.
fn only<'a>(map: &'a Map, key: &str) -> Option<&'a Node> {
    map.get(key).filter(|_| map.len() == 1)
}

/// A scalar and its Rust type.
fn scalar(node: &Node) -> Option<(String, &'static str)> {
    match &node.value {
        Value::String(text) => Some((literal::text(text), "&str")),
        Value::Bool(value) => Some((value.to_string(), "bool")),
        // What takes JSON takes what `serde_json` holds.
        Value::Number(number) => Some(literal::number(number)).filter(|(_, class)| *class != "Number"),
        _ => None,
    }
}
