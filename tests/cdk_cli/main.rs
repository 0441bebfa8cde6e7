//! The CDK CLI as an oracle: it reads our assemblies and deploys them to a local AWS.
//!
//! What it deploys must be what `cargo xtask` takes for deployed. Skipped, which is said, where npm is missing.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod cdk;

use ferrocdk_toolkit::assembly::{Assembly, Stack};
use ferrocdk_toolkit::publish::{self, Target};
use ferrocdk_toolkit::stack::{self, DescribeStacks};
use serde_json::{Value as Json, json};
use workspace_tests::LocalAws;

use crate::cdk::Cdk;

/// With the default synthesizer: the bootstrap stack's bucket and roles, and a function that `cargo xtask build` makes when the CLI asks for it.
#[test]
fn a_plant_is_deployed_by_the_cdk_cli() {
    let local = LocalAws::new("cdk-plant");
    let Some(cdk) = Cdk::new(&local, "plant", "cargo run -q -p app", &["suffix=cdkcli"]) else {
        return;
    };
    let name = "sao-paulo-cdkcli";
    cdk.bootstrap();
    assert_eq!(cdk.ls(), [name]);
    let stacks = Assembly::read(&cdk.out).unwrap().stacks;
    // The CLI shows neither rule nor parameter of the bootstrap version.
    assert_eq!(cdk.synth(name)["Resources"], stacks[0].template["Resources"]);
    assert!(cdk.differs());

    let outputs = cdk.deploy();
    assert_eq!(outputs[name]["Region"], "sa-east-1");
    answers(&local, outputs[name]["LambdaFunctionName"].as_str().unwrap());
    assert!(!cdk.differs());
    // `cargo xtask` finds its own deployment in it.
    let place = ["--suffix", "cdkcli", "--local"];
    let said = local.xtask_all(&[&["deploy"], &place[..]].concat());
    assert!(said.contains("Unchanged"), "{said}");

    cdk.destroy();
    assert_eq!(stack_names(&local), ["CDKToolkit"]);
}

/// Without bootstrap stack and assets, and with a value that one stack imports from the other.
#[test]
fn a_bootstrapless_app_is_deployed_by_the_cdk_cli() {
    let local = LocalAws::new("cdk-bootstrapless");
    let app = "cargo run -q -p ferrocdk --example bootstrapless";
    let Some(cdk) = Cdk::new(&local, "bootstrapless", app, &[]) else {
        return;
    };
    // The order of deployment.
    assert_eq!(cdk.ls(), ["queues", "alarms"]);
    assert!(cdk.differs());
    cdk.deploy();
    assert!(!cdk.differs());

    cdk.destroy();

    // The other way round: what this project deploys out of the same assembly is the same to the CLI.
    let assembly = Assembly::read(&cdk.out).unwrap();
    assert_eq!(assembly.stacks.len(), 2);
    let target = Target {
        account: "000000000000".to_owned(),
        region: "sa-east-1".to_owned(),
    };
    for stack in &assembly.stacks {
        assert_eq!(cdk.synth(&stack.id), stack.template);
        assert_eq!(publish::publications(&assembly, stack, &target), Ok(Vec::new()));
        assert_eq!(stack.properties.requires_bootstrap_stack_version, None);
        create(&local, stack);
    }
    assert!(!cdk.differs());
    cdk.destroy();
    assert_eq!(stack_names(&local), Vec::<String>::new());
}

/// The function runs: what was published for it is what was built.
fn answers(local: &LocalAws, function: &str) {
    let folder = tempfile::tempdir().unwrap();
    let [event, answer] = ["event.json", "answer.json"].map(|file| folder.path().join(file));
    std::fs::write(&event, json!({ "Records": [] }).to_string()).unwrap();
    let payload = format!("fileb://{}", event.display());
    let invoke = ["lambda", "invoke", "--function-name", function, "--payload", &payload];
    local.aws(&[&invoke, &[answer.to_str().unwrap()][..]].concat());
    let answer: Json = serde_json::from_str(&std::fs::read_to_string(answer).unwrap()).unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [] }));
}

/// Creates a stack from what was read of the assembly, until `cargo xtask deploy` would find nothing to do.
fn create(local: &LocalAws, stack: &Stack) {
    let body = format!("file://{}", stack.template_file.display());
    let name = ["--stack-name", &stack.name];
    local.aws(&[&["cloudformation", "create-stack", "--template-body", &body], &name[..]].concat());
    let ask = |operation: &str| local.aws(&[&["cloudformation", operation], &name[..]].concat());
    local.eventually("the stack is as the assembly says", || {
        let described: DescribeStacks = serde_json::from_value(ask("describe-stacks")).unwrap();
        let template = &ask("get-template")["TemplateBody"];
        stack::differences(stack, &described.stacks[0], template)
            .is_empty()
            .then_some(())
    });
}

/// The stacks that exist.
fn stack_names(local: &LocalAws) -> Vec<String> {
    let answer = local.aws(&["cloudformation", "describe-stacks"]);
    let stacks: DescribeStacks = serde_json::from_value(answer).unwrap();
    stacks.stacks.into_iter().map(|stack| stack.stack_name).collect()
}
