//! Real templates: their resources pass through the typed form and come out as they went in.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ferrocdk_core::{App, CfnInclude, Stack, StackProps, Synthesizer};
use serde_json::Value as Json;

use crate::Case;

/// The folder of golden data.
fn conformance() -> PathBuf {
    std::env::var_os("FERROCDK_CONFORMANCE").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/conformance")),
        PathBuf::from,
    )
}

// A build script could tell whether the data is there, but every user of the bindings would run it; `cargo xtask test` asks for this test where it is.
#[test]
#[ignore = "needs golden data beside the checkout"]
fn resources_of_real_templates_come_out_as_they_went_in() {
    let folder = conformance();
    let mut typed = 0;
    let (mut untyped, mut verbatim) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
    for entry in std::fs::read_dir(folder.join("templates")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let app = App::new();
        let props = StackProps::default().synthesizer(Synthesizer::Bootstrapless);
        let stack = Stack::new(&app, "s", props);
        for resource in CfnInclude::new(&stack, "Template", &text).resources() {
            let type_name = resource.type_name();
            match Case::find(&type_name) {
                Some(case) => {
                    for place in case.round_trip(&resource).unwrap() {
                        *verbatim.entry(format!("{type_name} {place}")).or_default() += 1;
                    }
                    typed += 1;
                }
                None => *untyped.entry(type_name).or_default() += 1,
            }
        }
        let expected: Json = serde_json::from_str(&text).unwrap();
        let assembly = app.synth().unwrap();
        assert_eq!(*assembly.template("s").unwrap(), expected, "{}", path.display());
    }
    println!("{typed} typed resources; kept verbatim: {verbatim:#?}");
    assert!(typed > 1_000, "only {typed} resources");
    let foreign: Vec<&String> = untyped
        .keys()
        .filter(|name| !name.starts_with("Custom::") && *name != "AWS::CDK::Metadata")
        .collect();
    assert!(foreign.is_empty(), "types without a binding: {foreign:?}");
}
