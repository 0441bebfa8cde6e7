//! Nulls, which CloudFormation refuses wherever they stand.

use ferrocdk_template::{Node, Value};

use crate::context::Context;
use crate::findings::Findings;
use crate::place::Place;
use crate::rules;
use crate::template::LANGUAGE_EXTENSIONS;

/// Reports every one, unless a macro may take them away before CloudFormation looks.
pub(crate) fn check(context: &Context<'_>, findings: &mut Findings) {
    let transforms = &context.template.transforms;
    if transforms.is_empty() || transforms.is_only(LANGUAGE_EXTENSIONS) {
        let root = context.template.root;
        below(root, &Place::root(root.at), findings);
    }
}

fn below(node: &Node, place: &Place<'_>, findings: &mut Findings) {
    match &node.value {
        Value::Null => {
            findings
                .add(&rules::E0000, place, "CloudFormation takes no null values")
                .help("leave the key out, or refer to `AWS::NoValue`");
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                below(item, &place.item(index, item), findings);
            }
        }
        Value::Map(map) => {
            for entry in map {
                below(&entry.value, &place.key(entry), findings);
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
