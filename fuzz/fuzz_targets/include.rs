//! `CfnInclude`: a template that can be taken in comes out equal as JSON. Null aside, which CloudFormation refuses and a property map leaves out.

#![no_main]

use ferrocdk_core::{App, CfnInclude, Stack, StackProps, Synthesizer};
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
        .root
        .to_json();
    if !has_null(&expected) {
        assert_eq!(assembly.template("stack"), Some(&expected));
    }
});

fn has_null(json: &Value) -> bool {
    match json {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(map) => map.values().any(has_null),
        _ => false,
    }
}
