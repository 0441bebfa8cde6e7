//! The CDK CLI as an oracle: it reads our assemblies and deploys them to a local AWS.
//!
//! `cargo xtask` must take for deployed what it deployed. Ignored where npm is missing.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod app;
mod cdk;

use ferrocdk_toolkit::assembly::{Assembly, Stack};
use ferrocdk_toolkit::publish::{self, Target};
use ferrocdk_toolkit::stack::{self, DescribeStacks};
use serde_json::{Value as Json, json};
use workspace_tests::LocalAws;

use crate::cdk::Cdk;

/// With the default synthesizer: the bootstrap stack's bucket and roles, and a function that `cargo xtask build` makes when the CLI asks for it.
#[test]
#[cfg_attr(not(npm), ignore = "npm is missing")]
fn a_plant_is_deployed_by_the_cdk_cli() {
    let local = LocalAws::new("cdk-plant");
    let cdk = Cdk::new(&local, "plant", "cargo run -q -p app", &["suffix=cdkcli"]);
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
#[cfg_attr(not(npm), ignore = "npm is missing")]
fn a_bootstrapless_app_is_deployed_by_the_cdk_cli() {
    let local = LocalAws::new("cdk-bootstrapless");
    let app = "cargo run -q -p ferrocdk --example bootstrapless";
    let cdk = Cdk::new(&local, "bootstrapless", app, &[]);
    // The order of deployment.
    assert_eq!(cdk.ls(), ["queues", "alarms"]);
    assert!(cdk.differs());
    cdk.deploy();
    assert!(!cdk.differs());

    cdk.destroy();

    // The other way round: what this project deploys out of the same assembly is the same to the CLI.
    let assembly = Assembly::read(&cdk.out).unwrap();
    assert_eq!(assembly.stacks.len(), 2);
    for stack in &assembly.stacks {
        assert_eq!(cdk.synth(&stack.id), stack.template);
        assert_eq!(publish::publications(stack, &target()), Ok(Vec::new()));
        assert_eq!(stack.properties.requires_bootstrap_stack_version, None);
        create(&local, stack);
    }
    assert!(!cdk.differs());
    cdk.destroy();
    assert_eq!(stack_names(&local), Vec::<String>::new());
}

/// A stage, a nested stack with values both ways, and a folder that is published as a zip.
#[test]
#[cfg_attr(not(npm), ignore = "npm is missing")]
fn a_stage_is_deployed_by_the_cdk_cli() {
    let local = LocalAws::new("cdk-stage");
    let folder = tempfile::tempdir().unwrap();
    let assembly = folder.path().join("cdk.out");
    app::write(folder.path(), &assembly);
    let cdk = Cdk::new(&local, "stage", assembly.to_str().unwrap(), &[]);
    cdk.bootstrap();
    assert_eq!(cdk.ls(), ["Dev/Line (Dev-Line)"]);
    // No difference is asked for before: of a stack that is not there, the emulator does not say in CloudFormation's words that it has no nested stacks.

    let outputs = cdk.deploy();
    let outputs = &outputs["Dev-Line"];
    let text = |name: &str| outputs[name].as_str().unwrap_or_else(|| panic!("no {name}: {outputs}"));
    // From the nested stack, which was given the other queue.
    let attributes = ["sqs", "get-queue-attributes", "--attribute-names", "RedrivePolicy"];
    let answer = local.aws(&[&attributes[..], &["--queue-url", text("InboxUrl")]].concat());
    let policy: Json = serde_json::from_str(answer["Attributes"]["RedrivePolicy"].as_str().unwrap()).unwrap();
    assert_eq!(policy["deadLetterTargetArn"], text("RejectsArn"));
    let head = ["s3api", "head-object", "--bucket", text("Bucket"), "--key", text("Key")];
    assert!(local.aws(&head)["ContentLength"].as_u64() > Some(0));
    assert!(!cdk.differs());
    // `cargo xtask` finds its own deployment in it, and the same to publish.
    let stacks = Assembly::read(&assembly).unwrap().stacks;
    assert_eq!(differences(&local, &stacks[0]), Vec::<&str>::new());
    let publications = publish::publications(&stacks[0], &target()).unwrap();
    let published: Vec<&str> = publications
        .iter()
        .map(|publication| publication.key.as_str())
        .collect();
    assert!(published.contains(&text("Key")), "{published:?}");
    for publication in &publications {
        local.aws(&[
            "s3api",
            "head-object",
            "--bucket",
            &publication.bucket,
            "--key",
            &publication.key,
        ]);
    }
    assert_eq!(publications.len(), 3, "two templates and a folder");

    cdk.destroy();
    assert_eq!(stack_names(&local), ["CDKToolkit"]);
}

/// Questions of the app to the account: the CLI looks them up, keeps the answers in `cdk.context.json`, and starts the app again.
#[test]
#[cfg_attr(not(npm), ignore = "npm is missing")]
fn what_an_app_asks_for_is_looked_up_by_the_cdk_cli() {
    let local = LocalAws::new("cdk-look-ups");
    let manifest = workspace_tests::root().join("Cargo.toml");
    let app = format!(
        "cargo run -q --manifest-path {} -p ferrocdk --example look_ups",
        manifest.display()
    );
    let mut cdk = Cdk::new(&local, "look-ups", app, &[]);
    let folder = tempfile::tempdir().unwrap();
    cdk.folder = folder.path().to_owned();
    let set = |image: &str| {
        let put = [
            "ssm",
            "put-parameter",
            "--name",
            "/plant/image",
            "--type",
            "String",
            "--overwrite",
        ];
        local.aws(&[&put[..], &["--value", image]].concat());
    };
    set("ami-1");
    let said = cdk.fail(&["synth", "--lookups=false"]);
    for key in ["availability-zones:account=000000000000", "/plant/image"] {
        assert!(said.contains(key), "{said}");
    }

    let outputs = || cdk.synth("press")["Outputs"].clone();
    let zones = local.aws(&["ec2", "describe-availability-zones"]);
    let zones: Vec<&str> = zones["AvailabilityZones"]
        .as_array()
        .unwrap()
        .iter()
        .map(|zone| zone["ZoneName"].as_str().unwrap())
        .collect();
    assert!(!zones.is_empty());
    let first = outputs();
    assert_eq!(first["Zones"]["Value"], zones.join(" "));
    assert_eq!(first["Image"]["Value"], "ami-1");
    let kept = std::fs::read_to_string(folder.path().join("cdk.context.json")).unwrap();
    let kept: Json = serde_json::from_str(&kept).unwrap();
    let image = "ssm:account=000000000000:parameterName=/plant/image:region=sa-east-1";
    assert_eq!(kept[image], "ami-1");
    assert_eq!(kept.as_object().unwrap().len(), 2);

    // What was answered once holds until somebody clears it.
    set("ami-2");
    assert_eq!(outputs(), first);
    cdk.run(&["context", "--clear"]);
    assert_eq!(outputs()["Image"]["Value"], "ami-2");
}

/// Account and region that the emulator pretends to be.
fn target() -> Target {
    Target {
        account: "000000000000".to_owned(),
        region: "sa-east-1".to_owned(),
    }
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

/// Creates a stack from what was read of the assembly.
fn create(local: &LocalAws, stack: &Stack) {
    let body = format!("file://{}", stack.template_file.display());
    let create = ["cloudformation", "create-stack", "--stack-name", &stack.name];
    local.aws(&[&create[..], &["--template-body", &body]].concat());
    local.eventually("the stack is as the assembly says", || {
        differences(local, stack).is_empty().then_some(())
    });
}

/// Changes that `cargo xtask deploy` would find to make.
fn differences(local: &LocalAws, stack: &Stack) -> Vec<&'static str> {
    let ask = |operation: &str| local.aws(&["cloudformation", operation, "--stack-name", &stack.name]);
    let described: DescribeStacks = serde_json::from_value(ask("describe-stacks")).unwrap();
    stack::differences(stack, &described.stacks[0], &ask("get-template")["TemplateBody"])
}

/// The stacks that exist.
fn stack_names(local: &LocalAws) -> Vec<String> {
    let answer = local.aws(&["cloudformation", "describe-stacks"]);
    let stacks: DescribeStacks = serde_json::from_value(answer).unwrap();
    stacks.stacks.into_iter().map(|stack| stack.stack_name).collect()
}
