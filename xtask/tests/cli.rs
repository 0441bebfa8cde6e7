//! The real binary in workspaces made for the purpose: what it says and how it ends. Cargo, the app and the AWS CLI are scripts, so nothing is
//! built and nothing is called.

#![expect(clippy::unwrap_used, reason = "a test ends where something it needs fails")]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// A workspace with one plant whose stack has one bucket and one policy.
struct Workspace {
    folder: TempDir,
}

/// What a command left.
#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Workspace {
    fn new() -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        workspace.write("xtask/Cargo.toml", "");
        workspace.write("xtask/requirements.txt", include_str!("../requirements.txt"));
        workspace.write("app/ferrocdk.toml", "default_plant = \"north\"\n");
        workspace.write("app/plants/north.toml", "region = \"sa-east-1\"\n");
        workspace.script("bin/cargo", "exit 0");
        workspace.script(
            "target/debug/app",
            "mkdir -p $CDK_OUTDIR && cp -r $ROOT/assembly/. $CDK_OUTDIR\necho $CDK_CONTEXT_JSON > $ROOT/context",
        );
        workspace.write("assembly/manifest.json", include_str!("data/manifest.json"));
        workspace.write("assembly/Plant.template.json", include_str!("data/Plant.template.json"));
        // Answers with answers/<service>-<operation>.json, or fails with .err, and keeps a list of calls. What lies in after/ becomes the
        // answers when a change set is executed.
        workspace.script(
            "bin/aws",
            r#"[ "$1" = --version ] && exit 0
while [ "${1#--}" != "$1" ]; do shift 2; done
echo "$*" >> $ROOT/calls
answer=$ROOT/answers/$1-$2
[ "$2" = execute-change-set ] && cp $ROOT/after/* $ROOT/answers
[ -f $answer.json ] && exec cat $answer.json
[ -f $answer.err ] && cat $answer.err >&2 && exit 254
exit 0"#,
        );
        workspace
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        file
    }

    fn script(&self, name: &str, text: &str) {
        let file = self.write(name, &format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn answer(&self, call: &str, text: &str) {
        let file = |kind: &str| format!("answers/{call}.{kind}");
        let _ = fs::remove_file(self.path().join(file("json")));
        self.write(&file(if text.starts_with('{') { "json" } else { "err" }), text);
    }

    /// Answers as of an account in which nothing stands.
    fn bootstrapped(&self) {
        self.answer("sts-get-caller-identity", r#"{ "Account": "111122223333" }"#);
        self.answer(
            "sts-assume-role",
            "An error occurred (AccessDenied) when calling the AssumeRole operation: no",
        );
        self.answer("ssm-get-parameter", r#"{ "Parameter": { "Value": "22" } }"#);
        let absent =
            "An error occurred (ValidationError) when calling the X operation: Stack with id north-dev does not exist";
        self.answer("cloudformation-describe-stacks", absent);
        self.answer("cloudformation-get-template", absent);
        self.answer("cloudformation-create-change-set", "{}");
        self.answer("cloudformation-describe-stack-events", r#"{ "StackEvents": [] }"#);
        self.answer(
            "cloudformation-describe-change-set",
            include_str!("data/change-set.json"),
        );
    }

    fn command(&self, args: &[&str]) -> Command {
        let path = format!("{}:/usr/bin:/bin", self.path().join("bin").display());
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .envs([("PATH", path.as_str()), ("NO_COLOR", "1")])
            .env("ROOT", self.path())
            .env("HOME", self.path())
            .stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.ran(self.command(args).output().unwrap())
    }

    fn ran(&self, Output { status, stdout, stderr }: Output) -> Ran {
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes)
                .unwrap()
                .replace(&self.path().display().to_string(), "ROOT")
        };
        Ran {
            code: status.code().unwrap(),
            out: text(stdout),
            err: text(stderr),
        }
    }

    fn calls(&self) -> String {
        fs::read_to_string(self.path().join("calls")).unwrap_or_default()
    }
}

/// The last lines of an error: message and hint.
fn ends_with(ran: &Ran, code: i32, lines: &[&str]) {
    let found: Vec<&str> = ran.err.lines().collect();
    let tail = &found[found.len().saturating_sub(lines.len())..];
    assert_eq!((ran.code, tail), (code, lines), "{ran:?}");
}

#[test]
fn a_wrong_suffix_says_what_is_allowed() {
    let ran = Workspace::new().run(&["deploy", "--suffix", "Dev"]);
    assert_eq!(ran.code, 2);
    let message = "error: invalid value 'Dev' for '--suffix <SUFFIX>': `D` at position 1 is not allowed in a suffix: \
                   use 1 to 20 of a-z, 0-9 and single hyphens inside, such as `dev` or `pr-17`";
    assert_eq!(ran.err.lines().next(), Some(message));
}

#[test]
fn an_unknown_plant_says_which_there_are() {
    let workspace = Workspace::new();
    workspace.write("app/plants/south.toml", "");
    let ran = workspace.run(&["--plant", "nrth", "deploy", "--suffix", "dev"]);
    ends_with(
        &ran,
        1,
        &[
            "error: --plant: there is no plant `nrth` in app/plants/",
            "hint: use one of: north, south",
        ],
    );
}

#[test]
fn outside_of_a_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("setup")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.contains("is not inside a ferrocdk workspace")
            && text.contains("hint: run the command in the folder that holds"),
        "{text}"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_app_is_told_plant_and_suffix() {
    let workspace = Workspace::new();
    let ran = workspace.run(&["synth", "--suffix", "dev"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "ROOT/cdk.out/.deploy/north-dev\n"),
        "{ran:?}"
    );
    assert!(
        ran.err.contains(
            "Synthesized north-dev for sa-east-1: 2 resources in cdk.out/.deploy/north-dev/Plant.template.json"
        ),
        "{ran:?}"
    );
    let context = || fs::read_to_string(workspace.path().join("context")).unwrap();
    assert_eq!(context().trim(), r#"{"plant":"north","suffix":"dev"}"#);
    assert_eq!(workspace.run(&["synth"]).out, "ROOT/cdk.out\n");
    assert_eq!(context().trim(), "{}");
}

#[test]
fn an_app_that_fails_ends_the_command() {
    let workspace = Workspace::new();
    workspace.script("target/debug/app", "echo 'error: the plant is wrong' >&2; exit 1");
    let ran = workspace.run(&["synth", "--suffix", "dev"]);
    ends_with(
        &ran,
        1,
        &[
            "error: the plant is wrong",
            "error: cannot synthesize plant `north`; see the messages above",
        ],
    );
    workspace.script("bin/cargo", "exit 101");
    ends_with(
        &workspace.run(&["synth"]),
        1,
        &["error: the app does not compile; see the messages above"],
    );
}

#[test]
fn synth_check_lists_what_differs() {
    let workspace = Workspace::new();
    workspace.run(&["synth"]);
    assert_eq!(workspace.run(&["synth", "--check"]).code, 0);
    let template = workspace.path().join("cdk.out/Plant.template.json");
    let text = fs::read_to_string(&template)
        .unwrap()
        .replace("AWS::S3::Bucket", "AWS::SQS::Queue");
    fs::write(template, text).unwrap();
    workspace.write("cdk.out/old.json", "{}");
    let ran = workspace.run(&["synth", "--check"]);
    for part in [
        "~ cdk.out/Plant.template.json differs",
        "AWS::S3::Bucket",
        "- cdk.out/old.json is not written any more",
    ] {
        assert!(ran.err.contains(part), "{part}: {ran:?}");
    }
    ends_with(
        &ran,
        4,
        &[
            "error: cdk.out is not current: 2 of its files differ",
            "hint: run `cargo xtask synth`, look at what changed, and check it in",
        ],
    );
}

#[test]
fn missing_credentials_end_a_deployment_before_anything_is_built() {
    let workspace = Workspace::new();
    workspace.answer(
        "sts-get-caller-identity",
        "Unable to locate credentials. You can configure credentials by running \"aws configure\".",
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    ends_with(
        &ran,
        1,
        &[
            "error: no AWS credentials: Unable to locate credentials. You can configure credentials by running \"aws configure\".",
            "hint: set AWS_PROFILE or pass --profile, run `aws sso login`, or add --local to deploy to this machine",
        ],
    );
    assert_eq!(workspace.calls(), "sts get-caller-identity\n");
}

#[test]
fn an_account_that_is_not_bootstrapped_says_how_to() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    workspace.answer(
        "ssm-get-parameter",
        "An error occurred (ParameterNotFound) when calling the GetParameter operation:",
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    ends_with(
        &ran,
        1,
        &[
            "error: account 111122223333 is not bootstrapped in sa-east-1: there is no `/cdk-bootstrap/hnb659fds/version`",
            "hint: run `npx aws-cdk@2 bootstrap aws://111122223333/sa-east-1` once for this account and region",
        ],
    );
}

#[test]
fn new_permissions_are_not_deployed_without_approval() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    let ran = workspace.run(&["deploy", "--suffix", "dev"]);
    for part in [
        "+ add     Plant/Archive AWS::S3::Bucket",
        "! allow s3:PutObject on arn:AWS::Partition:s3:::x/* Plant/Policy",
    ] {
        assert!(ran.err.contains(part), "{part}: {ran:?}");
    }
    ends_with(
        &ran,
        1,
        &[
            "error: these changes need somebody's approval: 1 permission is added",
            "hint: look at the changes above and run the same command with --yes",
        ],
    );
    let calls = workspace.calls();
    let tail: Vec<&str> = calls.lines().rev().take(2).collect();
    assert_eq!(
        tail,
        [
            "cloudformation delete-stack --stack-name north-dev",
            "cloudformation delete-change-set --stack-name north-dev --change-set-name ferrocdk",
        ]
    );
    assert!(!calls.contains("execute-change-set"));
}

#[test]
fn a_deployment_shows_its_events_and_writes_its_outputs() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    workspace.write(
        "after/cloudformation-describe-stacks.json",
        include_str!("data/stacks.json"),
    );
    workspace.write(
        "after/cloudformation-describe-stack-events.json",
        include_str!("data/events.json"),
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.err
            .contains("[ 1/2] 03:04:06 CREATE_COMPLETE    Plant/Archive (AWS::S3::Bucket)"),
        "{ran:?}"
    );
    assert_eq!(ran.out, "s3_bucket_name  north-dev-archive\n");
    let written = fs::read_to_string(workspace.path().join("cfn-outputs/flat-outputs.json")).unwrap();
    assert_eq!(written, "{\n  \"s3_bucket_name\": \"north-dev-archive\"\n}\n");

    // The same again finds the stack as it should be and asks for nothing else.
    let template = include_str!("data/Plant.template.json");
    workspace.answer(
        "cloudformation-get-template",
        &format!("{{ \"TemplateBody\": {template} }}"),
    );
    fs::remove_file(workspace.path().join("calls")).unwrap();
    let ran = workspace.run(&["deploy", "--suffix", "dev"]);
    assert!(
        ran.err.contains("Unchanged stack north-dev is as it should be"),
        "{ran:?}"
    );
    let calls = workspace.calls();
    assert!(!calls.contains("change-set") && !calls.contains("s3"), "{calls}");
}

#[test]
fn a_failed_deployment_names_the_first_cause() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    workspace.write(
        "after/cloudformation-describe-stack-events.json",
        include_str!("data/failed-events.json"),
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    ends_with(
        &ran,
        1,
        &[
            "error: the deployment of stack `north-dev` ended in ROLLBACK_COMPLETE: Plant/Archive (AWS::S3::Bucket): the name is taken",
            "hint: nothing of this change is in force; mend the cause and deploy again",
        ],
    );
}

#[test]
fn an_interrupted_deployment_says_how_to_go_on() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    let mut command = workspace.command(&["deploy", "--suffix", "dev", "--yes"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The events never end; the second look at them is made while the deployment is followed.
    while workspace.calls().matches("describe-stack-events").count() < 2 {
        thread::sleep(Duration::from_millis(20));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let ran = workspace.ran(child.wait_with_output().unwrap());
    ends_with(
        &ran,
        130,
        &[
            "error: interrupted while CloudFormation is at work; it goes on without this command",
            "hint: run the same command again: it waits for the end and says what it found",
        ],
    );
}

#[test]
fn states_that_a_deployment_cannot_mend_are_named() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    let with_status = |status: &str| {
        let text = include_str!("data/stacks.json").replace("CREATE_COMPLETE", status);
        workspace.answer("cloudformation-describe-stacks", &text);
        workspace.run(&["deploy", "--suffix", "dev", "--yes"])
    };
    ends_with(
        &with_status("UPDATE_ROLLBACK_FAILED"),
        1,
        &[
            "error: stack `north-dev` is in UPDATE_ROLLBACK_FAILED: an earlier roll-back could not be finished",
            "hint: mend the cause shown in its events, then run `aws cloudformation continue-update-rollback --region sa-east-1 --stack-name north-dev`",
        ],
    );
    ends_with(
        &with_status("DELETE_FAILED"),
        1,
        &[
            "error: stack `north-dev` is in DELETE_FAILED: an earlier deletion could not be finished",
            "hint: run `cargo xtask destroy` for this deployment, then deploy again",
        ],
    );
}

#[test]
fn destroying_asks_and_finds_nothing_where_nothing_is() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    let ran = workspace.run(&["destroy", "--suffix", "dev"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.err.contains("Found no stack of north-dev: nothing to delete"),
        "{ran:?}"
    );
    workspace.answer("cloudformation-describe-stacks", include_str!("data/stacks.json"));
    ends_with(
        &workspace.run(&["destroy", "--suffix", "dev"]),
        1,
        &[
            "error: deleting north-dev and all its data needs somebody's approval",
            "hint: run the same command with --yes",
        ],
    );
}

#[test]
fn local_commands_say_when_nothing_is_up() {
    let workspace = Workspace::new();
    let hint = "hint: run `cargo xtask local up`, or deploy with --local";
    for args in [
        &["outputs", "--suffix", "dev", "--local"][..],
        &["device", "list", "--suffix", "dev", "--local"],
    ] {
        ends_with(&workspace.run(args), 3, &["error: the local AWS is not up", hint]);
    }
}

#[test]
fn wrong_arguments_of_devices_and_builds() {
    let workspace = Workspace::new();
    let first = |args: &[&str]| {
        let ran = workspace.run(args);
        (ran.code, ran.err.lines().next().unwrap_or_default().to_owned())
    };
    let (code, text) = first(&["device", "add", "press 1", "--suffix", "dev"]);
    assert_eq!(code, 2);
    assert!(text.ends_with("` ` at position 6 is not allowed in a thing name: use 1 to 128 of a-z, A-Z, 0-9, `:`, `_` and `-`, such as `press-01`"));
    let (code, text) = first(&["device", "publish", "a", "--suffix", "dev", "--payload", "{"]);
    assert!(code == 2 && text.contains("not JSON: EOF"), "{text}");
    let (code, text) = first(&["device", "publish", "a", "--suffix", "dev", "--value", "NaN"]);
    assert!(code == 2 && text.ends_with("expected a number such as 21.5"), "{text}");
    let (code, text) = first(&["build", "--asset", "processor"]);
    assert!(code == 2 && text.ends_with("such as `processor:0a1b2c`"), "{text}");
}

#[test]
fn a_function_of_another_app_is_built_from_its_own_sources_only() {
    let workspace = Workspace::new();
    let synthesize = "mkdir -p $CDK_OUTDIR && cp -r $ROOT/assembly/. $CDK_OUTDIR";
    let build = || workspace.run(&["build", "--asset", "provider:0a1b"]);
    workspace.script(
        "target/debug/app",
        &format!("[ \"$1\" = fingerprint ] && echo $2: no such package >&2 && exit 1\n{synthesize}"),
    );
    let expected = "error: function `provider` has no fingerprint; see the messages above";
    ends_with(&build(), 1, &["provider: no such package", expected]);
    workspace.script(
        "target/debug/app",
        &format!("[ \"$1\" = fingerprint ] && echo ffff && exit 0\n{synthesize}"),
    );
    let ran = build();
    let expected = "the sources of function `provider` are not those the assembly was made from";
    assert!(ran.code == 1 && ran.err.contains(expected), "{ran:?}");
    // A zip that is there is the one of its fingerprint, and nothing is asked.
    workspace.write("target/functions/provider-0a1b.zip", "zip");
    let ran = build();
    assert_eq!(
        (ran.code, ran.out.trim()),
        (0, "ROOT/target/functions/provider-0a1b.zip")
    );
}

#[test]
fn every_check_runs_and_the_failed_ones_are_named() {
    let workspace = Workspace::new();
    workspace.run(&["synth"]);
    let ran = workspace.run(&["test", "--quick"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    workspace.script(
        "bin/cargo",
        "[ $1 = clippy ] && exit 101; [ $1 = fmt ] && exit 1; exit 0",
    );
    let ran = workspace.run(&["test", "--quick"]);
    assert!(
        ran.err.contains("FAILED lints") && ran.err.contains("passed unit and doc tests"),
        "{ran:?}"
    );
    ends_with(
        &ran,
        1,
        &[
            "error: 4 of 8 checks failed: format, format of fuzz, format of xtask/deep, lints",
            "hint: the output of each stands above, below its headline",
        ],
    );
}

#[test]
fn fuzzing_names_the_target_that_an_input_breaks() {
    let workspace = Workspace::new();
    workspace.write("fuzz/fuzz_targets/one.rs", "");
    workspace.write("fuzz/fuzz_targets/two.rs", "");
    let ran = workspace.run(&["fuzz", "three"]);
    let wanted = ["error: there is no fuzz target `three`", "hint: use some of: one, two"];
    ends_with(&ran, 2, &wanted);
    workspace.script("bin/rustc", "echo host: here");
    workspace.script("target/fuzz/here/release/one", "exit 0");
    workspace.script("target/fuzz/here/release/two", "exit 77");
    let ran = workspace.run(&["fuzz", "--runs", "5"]);
    assert!(ran.err.contains("Passed one: 5 inputs in 0 s"), "{ran:?}");
    let wanted = [
        "error: an input breaks two (the input is in ROOT/target/fuzz/two/findings)",
        "hint: the panic or the stack stands above; give the input's file to the target's program to see it again",
    ];
    ends_with(&ran, 1, &wanted);
}

#[test]
fn findings_of_the_deep_engine_say_so() {
    let workspace = Workspace::new();
    workspace.write("a.yaml", "Resources: {}\n");
    let found =
        r#"[{"file":"a.yaml","severity":"error","rule":"F0001","path":"","line":1,"column":1,"message":"none"}]"#;
    workspace.script(
        ".tools/deep/release/ferrocdk-deep",
        &format!("cat > $ROOT/asked\necho '{found}'"),
    );
    let ran = workspace.run(&["lint", "--deep", "a.yaml"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out.contains("error[F0001]: none") && ran.out.contains("= found by: AWS's engine"),
        "{ran:?}"
    );
    let asked = fs::read_to_string(workspace.path().join("asked")).unwrap();
    assert_eq!(
        asked,
        r#"[{"file":"a.yaml","region":"us-east-1","text":"Resources: {}\n"}]"#
    );
    workspace.script(".tools/deep/release/ferrocdk-deep", "cat > /dev/null; exit 1");
    let wanted = [
        "error: AWS's own engine failed; see its message above",
        "hint: leave --deep out to see what the linter says alone",
    ];
    ends_with(&workspace.run(&["lint", "--deep", "a.yaml"]), 2, &wanted);
}

#[test]
fn setup_says_what_it_needs_of_python() {
    let workspace = Workspace::new();
    for name in [
        "python3",
        "python3.14",
        "python3.13",
        "python3.12",
        "python3.11",
        "python",
    ] {
        workspace.script(&format!("bin/{name}"), "echo 3 8");
    }
    let ran = workspace.run(&["setup"]);
    assert!(ran.err.contains("Found bin/aws"), "{ran:?}");
    ends_with(
        &ran,
        1,
        &[
            "error: python 3.11 or newer with its venv module is needed, found 3.8",
            "hint: install it, on Debian and Ubuntu with `apt install python3 python3-venv`, and run `cargo xtask setup`",
        ],
    );
}

#[test]
fn explanations_are_data_and_unknown_names_are_errors() {
    let workspace = Workspace::new();
    let ran = workspace.run(&["explain", "kinesis::stream.streamencryption"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(
        ran.out.starts_with("AWS::Kinesis::Stream.StreamEncryption\n"),
        "no styles in a pipe: {}",
        ran.out
    );
    let ran = workspace.run(&["explain", "AWS::Kinesis::Stream", "--format", "json"]);
    assert!(
        ran.out.starts_with("{\n  \"name\": \"AWS::Kinesis::Stream\","),
        "{}",
        ran.out
    );
    ends_with(
        &workspace.run(&["explain", "AWS::Kinesis::Streem"]),
        2,
        &[
            "error: no resource type is called `AWS::Kinesis::Streem`",
            "hint: did you mean `AWS::Kinesis::Stream`?",
        ],
    );
}

#[test]
fn a_policy_needs_an_assembly_and_an_account_of_twelve_digits() {
    let workspace = Workspace::new();
    let ran = workspace.run(&["policy"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err
            .ends_with("hint: write it with `cargo xtask synth`, or name a suffix\n"),
        "{}",
        ran.err
    );
    let ran = workspace.run(&["policy", "--suffix", "prod", "--account", "1234"]);
    assert!(ran.err.contains("an account has 12 digits"), "{}", ran.err);
    let ran = workspace.run(&["policy", "--suffix", "prod"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out
            .starts_with("{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": ["),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("arn:aws:s3:::"), "{}", ran.out);
    let split = workspace.run(&["policy", "--suffix", "prod", "--split"]);
    assert!(split.out.starts_with("[\n  {\n    \"Version\""), "{}", split.out);
}

#[test]
fn lint_ends_as_its_findings_say() {
    let workspace = Workspace::new();
    let file = |name: &str, text: &str| workspace.write(name, text).display().to_string();
    let right = file("right.yaml", "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n");
    let warned = file(
        "warned.yaml",
        "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    DeletionPolicy: Retain\n",
    );
    let wrong = file(
        "wrong.json",
        r#"{ "Resources": { "Jobs": { "Type": "AWS::SQS::Queue", "Properties": { "QueueNam": "jobs" } } } }"#,
    );
    let other = file("other.json", "{ \"name\": \"no template\" }");

    let ran = workspace.run(&["lint", &right]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(ran.err.contains("nothing to report in 1 template"), "{}", ran.err);

    let ran = workspace.run(&["lint", &warned]);
    assert!(ran.code == 0 && ran.out.contains("warning[W3011]"), "{}", ran.out);

    let ran = workspace.run(&["lint", "--format", "json", &right, &wrong]);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (ran.code, found[0]["rule"].as_str(), found[0]["line"].as_u64()),
        (1, Some("E3002"), Some(1))
    );
    assert_eq!(found[0]["path"], "Resources/Jobs/Properties/QueueNam");

    let ran = workspace.run(&["lint", &other]);
    assert!(
        ran.code == 1 && ran.out.contains("error[E1001]: the section `Resources` is missing"),
        "{}",
        ran.out
    );
    let ran = workspace.run(&["lint", "nowhere.yaml"]);
    assert!(ran.code == 2 && ran.err.contains("cannot read"), "{}", ran.err);
}
