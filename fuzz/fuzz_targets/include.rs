//! `CfnInclude`: a template that can be taken in comes out equal as JSON.

#![no_main]

use ferrocdk_core::{App, CfnInclude, Stack, StackProps, Synthesizer};
use libfuzzer_sys::fuzz_target;

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
    assert_eq!(assembly.template("stack"), Some(&expected));
});
