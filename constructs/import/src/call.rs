//! Functions of CloudFormation as calls of the runtime. What has no typed form, or one that would be written differently, is left to documents.

use ferrocdk_spec::rust::{RustType, attribute_method};
use ferrocdk_template::{Node, Value};

use crate::layout::Layout;
use crate::literal;
use crate::substitution::{self, SubSegment};
use crate::template::{function, get_att};
use crate::value::{Inference, Piece, Writer};

/// The pseudo parameters and the functions that give them.
const PSEUDO: [(&str, &str); 7] = [
    ("AWS::AccountId", "pseudo::account_id()"),
    ("AWS::NotificationARNs", "pseudo::notification_arns()"),
    ("AWS::Partition", "pseudo::partition()"),
    ("AWS::Region", "pseudo::region()"),
    ("AWS::StackId", "pseudo::stack_id()"),
    ("AWS::StackName", "pseudo::stack_name()"),
    ("AWS::URLSuffix", "pseudo::url_suffix()"),
];

/// Code that gives a `Value`, and of which type.
enum Typed {
    /// Of the type that is wanted.
    Any(String),
    /// Of one type.
    Of(String, RustType),
}

impl Writer<'_> {
    /// A function where a type is wanted. `RustType::Document` takes a value of any type.
    pub(crate) fn call(&mut self, node: &Node, wanted: &RustType, inference: Inference) -> Option<Piece> {
        let (name, argument) = function(node)?;
        let typed = match name {
            "Ref" => self.reference(argument.as_str()?, wanted, inference)?,
            "Fn::GetAtt" => self.attribute(argument, wanted, inference)?,
            "Fn::FindInMap" => self.find_in_map(argument, wanted, inference)?,
            "Fn::If" => self.if_else(argument, wanted, inference)?,
            "Fn::GetAZs" => {
                let region = self.string(argument, Inference::Argument);
                Typed::Of(format!("Value::availability_zones({region})"), strings())
            }
            "Fn::Cidr" => Typed::Of(self.cidr(argument)?, strings()),
            "Fn::Split" => Typed::Of(self.split(argument)?, strings()),
            _ => Typed::Of(self.text_function(name, argument)?, RustType::String),
        };
        Some(Piece::value(match typed {
            Typed::Any(code) => code,
            Typed::Of(code, ty) if ty == *wanted || *wanted == RustType::Document => code,
            Typed::Of(code, _) => self.generic(&format!("{code}.cast"), wanted, inference),
        }))
    }

    /// A call of a method that is generic over the type of the value.
    fn generic(&self, method: &str, ty: &RustType, inference: Inference) -> String {
        match inference {
            Inference::Argument => format!("{method}()"),
            Inference::Free => format!("{method}::<{}>()", self.free_type(ty)),
        }
    }

    /// A type in code; text where any does.
    fn free_type(&self, ty: &RustType) -> String {
        match ty {
            RustType::Document => "String".to_owned(),
            other => self.known.code(other, self.binding),
        }
    }

    /// `Value::` with its type where the compiler cannot tell it.
    fn value_path(&self, ty: &RustType, inference: Inference) -> String {
        match inference {
            Inference::Argument => "Value".to_owned(),
            Inference::Free => format!("Value::<{}>", self.free_type(ty)),
        }
    }

    fn reference(&self, name: &str, wanted: &RustType, inference: Inference) -> Option<Typed> {
        if name == "AWS::NoValue" {
            return Some(Typed::Any(format!("{}::NoValue", self.value_path(wanted, inference))));
        }
        if let Some((_, code)) = PSEUDO.iter().find(|(pseudo, _)| *pseudo == name) {
            let ty = if name == "AWS::NotificationARNs" {
                strings()
            } else {
                RustType::String
            };
            return Some(Typed::Of((*code).to_owned(), ty));
        }
        if let Some(parameter) = self.known.parameters.get(name) {
            return Some(Typed::Any(self.generic(
                &format!("{parameter}.value"),
                wanted,
                inference,
            )));
        }
        let resource = self.known.resources.get(name)?;
        Some(Typed::Of(
            format!("{}.reference()", resource.variable),
            RustType::String,
        ))
    }

    fn attribute(&self, argument: &Node, wanted: &RustType, inference: Inference) -> Option<Typed> {
        let (name, attribute) = get_att(argument)?;
        let resource = self.known.resources.get(name)?;
        if let Some(binding) = &resource.binding
            && let Some(ty) = binding.ty.attributes.get(attribute)
        {
            let code = format!("{}.{}()", resource.variable, attribute_method(&binding.ty, attribute));
            let ty = match RustType::of(ty) {
                // Structs of another resource are not those of this one.
                RustType::Object(_) => RustType::Object(String::new()),
                other => other,
            };
            return Some(Typed::Of(code, ty));
        }
        let method = match inference {
            Inference::Argument => "attr".to_owned(),
            Inference::Free => format!("attr::<{}>", self.free_type(wanted)),
        };
        let code = format!("{}.{method}({})", resource.variable, literal::text(attribute));
        Some(Typed::Any(code))
    }

    fn find_in_map(&mut self, argument: &Node, wanted: &RustType, inference: Inference) -> Option<Typed> {
        let [mapping, first, second] = argument.as_list()? else {
            return None;
        };
        let mapping = self.known.mappings.get(mapping.as_str()?)?.clone();
        let first = self.string(first, Inference::Argument);
        let second = self.string(second, Inference::Argument);
        let find = match inference {
            Inference::Argument => "find".to_owned(),
            Inference::Free => format!("find::<{}>", self.free_type(wanted)),
        };
        Some(Typed::Any(format!("{mapping}.{find}({first}, {second})")))
    }

    fn if_else(&mut self, argument: &Node, wanted: &RustType, inference: Inference) -> Option<Typed> {
        let [condition, then, otherwise] = argument.as_list()? else {
            return None;
        };
        let condition = self.known.conditions.get(condition.as_str()?)?.clone();
        let branch = |w: &mut Self, index: &str, node: &Node| {
            w.at("Fn::If", |w| {
                w.at(index, |w| w.value(node, wanted, Inference::Argument).code)
            })
        };
        let then = branch(self, "1", then);
        let otherwise = branch(self, "2", otherwise);
        let path = self.value_path(wanted, inference);
        Some(Typed::Any(format!(
            "{path}::if_else(&{condition}, {then}, {otherwise})"
        )))
    }

    /// Text, or a function that gives it.
    fn string(&mut self, node: &Node, inference: Inference) -> String {
        match (inference, &node.value) {
            (Inference::Free, Value::String(_)) => {
                format!("Value::from({})", self.value(node, &RustType::String, inference).code)
            }
            _ => self.value(node, &RustType::String, inference).code,
        }
    }

    /// Functions whose result is text.
    fn text_function(&mut self, name: &str, argument: &Node) -> Option<String> {
        Some(match name {
            "Fn::Sub" => self.substitution(argument)?,
            "Fn::Join" => self.join(argument)?,
            "Fn::Select" => self.select(argument)?,
            "Fn::ImportValue" => format!("Value::import({})", self.string(argument, Inference::Argument)),
            "Fn::Base64" => format!("{}.base64()", self.string(argument, Inference::Free)),
            _ => return None,
        })
    }

    fn select(&mut self, argument: &Node) -> Option<String> {
        let [
            Node {
                value: Value::Number(index),
                ..
            },
            list,
        ] = argument.as_list()?
        else {
            return None;
        };
        let index = u32::try_from(index.as_u64()?).ok()?;
        // Of a list that is known whole, the item would be taken at once.
        if list
            .as_list()
            .is_some_and(|items| items.iter().all(|item| item.as_str().is_some()))
        {
            return None;
        }
        let list = self.value(list, &strings(), Inference::Argument).code;
        Some(format!("Value::select({index}, {list})"))
    }

    fn split(&mut self, argument: &Node) -> Option<String> {
        let [delimiter, source] = argument.as_list()? else {
            return None;
        };
        // A text that is known would be split at once.
        function(source)?;
        let delimiter = literal::text(delimiter.as_str()?);
        Some(format!("{}.split({delimiter})", self.string(source, Inference::Free)))
    }

    fn cidr(&mut self, argument: &Node) -> Option<String> {
        let [
            block,
            Node {
                value: Value::Number(count),
                ..
            },
            bits,
        ] = argument.as_list()?
        else {
            return None;
        };
        let count = u32::try_from(count.as_u64()?).ok()?;
        let bits: u32 = bits
            .as_str()
            .filter(|bits| !bits.starts_with(['0', '+']))?
            .parse()
            .ok()?;
        let block = self.string(block, Inference::Argument);
        Some(format!("Value::cidr({block}, {count}, {bits})"))
    }

    fn join(&mut self, argument: &Node) -> Option<String> {
        let [delimiter, list] = argument.as_list()? else {
            return None;
        };
        let delimiter = delimiter.as_str()?;
        let Some(parts) = list.as_list() else {
            // A parameter or a function gives the list.
            function(list)?;
            let list = self.value(list, &strings(), Inference::Argument).code;
            return Some(format!("Value::join({}, {list})", literal::text(delimiter)));
        };
        if !is_minimal(delimiter, parts) {
            return None;
        }
        if !delimiter.is_empty() {
            let list = self.value(list, &strings(), Inference::Argument).code;
            return Some(format!("Value::join({}, {list})", literal::text(delimiter)));
        }
        let (mut template, mut arguments) = (String::new(), Vec::new());
        for part in parts {
            match part.as_str() {
                Some(text) => template += &escaped(text),
                None => {
                    template += "{}";
                    arguments.push(Layout::Code(self.string(part, Inference::Argument)));
                }
            }
        }
        Some(self.composed("text!", &template, arguments))
    }

    fn substitution(&mut self, argument: &Node) -> Option<String> {
        let (text, variables) = match argument.as_list() {
            None => (argument.as_str()?, None),
            Some([text, variables]) => (text.as_str()?, Some(variables.as_map()?)),
            Some(_) => return None,
        };
        // The runtime writes no empty map.
        if variables.is_some_and(|variables| variables.is_empty()) {
            return None;
        }
        let (mut template, mut arguments, mut used) = (String::new(), Vec::new(), Vec::new());
        for part in substitution::parts(text)? {
            let name = match part {
                SubSegment::Text(text) => {
                    template += &escaped(&text);
                    continue;
                }
                SubSegment::Name(name) => name,
            };
            if variables.is_some_and(|variables| variables.get(&name).is_some()) {
                template.extend(["{", &name, "}"]);
                used.push(name);
            } else {
                template += "{}";
                arguments.push(Layout::Code(self.named(&name)?));
            }
        }
        for entry in variables.into_iter().flatten() {
            // `format!`, which checks the parts, takes no argument that nothing uses, and no name that is no identifier.
            let is_name = entry.key.starts_with(|c: char| c.is_ascii_alphabetic())
                && ferrocdk_spec::rust::snake(&entry.key).trim_end_matches('_').len()
                    == ferrocdk_spec::rust::snake(&entry.key).len();
            if !used.contains(&entry.key) || !is_name || !entry.key.chars().all(|c| c.is_ascii_alphanumeric()) {
                return None;
            }
            let value = self.value(&entry.value, &RustType::String, Inference::Free).code;
            arguments.push(Layout::Code(format!("{} = {value}", entry.key)));
        }
        // The macro takes its arguments one by one, and the compiler expands macros 128 deep.
        const MOST_ARGUMENTS: usize = 40;
        if arguments.len() > MOST_ARGUMENTS {
            return None;
        }
        Some(self.composed("sub!", &template, arguments))
    }

    /// Meaning of a name within `Fn::Sub`.
    fn named(&self, name: &str) -> Option<String> {
        let typed = match name.split_once('.') {
            None => self.reference(name, &RustType::Document, Inference::Free)?,
            Some((resource, attribute)) => {
                let path = [resource, attribute].map(serde_json::Value::from);
                self.attribute(
                    &Node::from_json(&path.as_slice().into()),
                    &RustType::Document,
                    Inference::Free,
                )?
            }
        };
        match typed {
            Typed::Any(code) | Typed::Of(code, _) => Some(code),
        }
    }

    /// A macro that fills a template.
    fn composed(&mut self, name: &str, template: &str, mut arguments: Vec<Layout>) -> String {
        let template = Layout::Code(self.text(template));
        arguments.insert(0, template);
        // No piece by itself: rustfmt knows how to lay out macros that look like calls.
        Layout::Call(name.to_owned(), arguments).flat()
    }
}

fn strings() -> RustType {
    RustType::List(Box::new(RustType::String))
}

/// Text within a template of `text!` or `sub!`.
fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// Whether the runtime, which joins what it can, writes the parts as they are.
fn is_minimal(delimiter: &str, parts: &[Node]) -> bool {
    let is_text = |node: &Node| node.as_str().is_some();
    let joins_alike = |node: &Node| {
        let arguments = function(node).filter(|(name, _)| *name == "Fn::Join");
        let first = arguments.and_then(|(_, arguments)| arguments.as_list()?.first()?.as_str());
        first == Some(delimiter)
    };
    let empty = |node: &Node| node.as_str() == Some("") && delimiter.is_empty();
    parts.len() > 1
        && parts.iter().all(|part| is_text(part) || function(part).is_some())
        && !parts.windows(2).any(|pair| pair.iter().all(is_text))
        && !parts.iter().any(|part| joins_alike(part) || empty(part))
}
