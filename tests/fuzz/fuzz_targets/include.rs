//! `CfnInclude`: a template that can be taken in comes out equal as JSON. Null aside, which CloudFormation refuses and a property map leaves out.

#![no_main]

use ferrocdk_core::{App, CfnInclude, Stack, StackProps, Synthesizer};
use ferrocdk_template::Node;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let app = App::new();
    let stack = Stack::new(
        &app,
        "stack",
        StackProps::default().synthesizer(Synthesizer::Bootstrapless),
    );
    CfnInclude::new(&stack, "Template", &text);
    let Ok(assembly) = app.synth() else { return };
    let expected = ferrocdk_template::parse(&text)
        .expect("what is taken in can be read")
        .root;
    if !has_null(&expected.to_json()) {
        assert_eq!(assembly.template("stack"), Some(&expected.to_json()));
        let (_, written) = assembly
            .files()
            .find(|(name, _)| *name == "stack.template.json")
            .expect("a file for the stack");
        let written = ferrocdk_template::parse(written)
            .expect("what was written can be read")
            .root;
        assert_eq!(exact(&written), exact(&expected));
    }
});

/// The value with its numbers as text, since `serde_json` would round some of them.
fn exact(node: &Node) -> Value {
    match &node.value {
        ferrocdk_template::Value::Number(number) => format!("the number {number}").into(),
        ferrocdk_template::Value::List(items) => items.iter().map(exact).collect(),
        ferrocdk_template::Value::Map(map) => {
            let entries = map.iter().map(|entry| (entry.key.clone(), exact(&entry.value)));
            Value::Object(entries.collect())
        }
        _ => node.to_json(),
    }
}

fn has_null(json: &Value) -> bool {
    match json {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(map) => map.values().any(has_null),
        _ => false,
    }
}
