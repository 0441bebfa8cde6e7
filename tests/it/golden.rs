//! Logical ids against those that AWS CDK gave in real assemblies.

use ferrocdk::prelude::*;
use ferrocdk::{CfnInclude, Synthesizer, logical_id};
use serde_json::Value as Json;

use crate::workspace;

#[test]
#[cfg_attr(not(golden), ignore = "no golden data beside the checkout")]
fn logical_ids_are_those_of_cdk() {
    let folder = workspace::conformance();
    let table = std::fs::read_to_string(folder.join("logical-ids.tsv")).unwrap();
    let mut rows = 0;
    for line in table.lines() {
        let (path, expected) = line.split_once('\t').unwrap();
        let components: Vec<&str> = path.split('/').collect();
        assert_eq!(logical_id(&components).as_deref(), Ok(expected), "{path}");
        rows += 1;
    }
    assert!(rows > 1_000, "only {rows} rows");
}

#[test]
#[cfg_attr(not(golden), ignore = "no golden data beside the checkout")]
fn included_templates_come_out_as_they_went_in() {
    let folder = workspace::conformance();
    let mut count = 0;
    for entry in std::fs::read_dir(folder.join("templates")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let app = App::new();
        let stack = Stack::new(&app, "s", StackProps::default().synthesizer(Synthesizer::Bootstrapless));
        CfnInclude::new(&stack, "Template", &text);
        let expected: Json = serde_json::from_str(&text).unwrap();
        assert_eq!(
            *app.synth().unwrap().template("s").unwrap(),
            expected,
            "{}",
            path.display()
        );
        count += 1;
    }
    assert!(count > 50, "only {count} templates");
}
