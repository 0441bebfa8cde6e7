//! A workspace made for a test, in which cargo, the app and the AWS CLI are scripts.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// Lines of a `cargo` that tells where the app's program is, as the real one does.
pub(crate) const BUILDS_APP: &str = r#"case "$*" in
build*--package\ app) echo "{\"executable\":\"$ROOT/target/debug/app\",\"target\":{\"name\":\"app\",\"kind\":[\"bin\"]}}" ;;
esac"#;

/// A workspace with one plant whose stack has one bucket and one policy.
pub(crate) struct Workspace {
    folder: TempDir,
}

/// Output and status of a command.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Workspace {
    pub(crate) fn new() -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        workspace.write("ferrocdk.toml", "default_plant = \"north\"\n");
        workspace.write("app/plants/north.toml", "region = \"sa-east-1\"\n");
        workspace.script("bin/cargo", BUILDS_APP);
        workspace.script(
            "target/debug/app",
            "mkdir -p $CDK_OUTDIR && cp -r $ROOT/assembly/. $CDK_OUTDIR\necho $CDK_CONTEXT_JSON > $ROOT/context",
        );
        workspace.write("assembly/manifest.json", include_str!("../data/manifest.json"));
        workspace.write(
            "assembly/Plant.template.json",
            include_str!("../data/Plant.template.json"),
        );
        // Answers with answers/<service>-<operation>.json, or fails with .err, and keeps a list of calls. What lies in made/ becomes the
        // answers when a change set is made, and what lies in after/ when it is executed. OPERATION stands in answers for the name that the change set was given.
        workspace.script(
            "bin/aws",
            r#"[ "$1" = --version ] && exit 0
while [ "${1#--}" != "$1" ]; do shift 2; done
echo "$*" >> $ROOT/calls
answer=$ROOT/answers/$1-$2
[ "$2" = create-change-set ] && echo "$6" > $ROOT/operation && cp $ROOT/made/* $ROOT/answers
[ "$2" = execute-change-set ] && cp $ROOT/after/* $ROOT/answers
operation=$(cat $ROOT/operation 2>/dev/null)
[ -f $answer.json ] && exec sed "s/OPERATION/$operation/" $answer.json
[ -f $answer.err ] && cat $answer.err >&2 && exit 254
exit 0"#,
        );
        workspace
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        file
    }

    pub(crate) fn script(&self, name: &str, text: &str) {
        let file = self.write(name, &format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub(crate) fn answer(&self, call: &str, text: &str) {
        let file = |kind: &str| format!("answers/{call}.{kind}");
        let _ = fs::remove_file(self.path().join(file("json")));
        self.write(&file(if text.starts_with('{') { "json" } else { "err" }), text);
    }

    /// Answers as of an account in which nothing stands.
    pub(crate) fn bootstrapped(&self) {
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
        self.answer(
            "cloudformation-create-change-set",
            r#"{ "Id": "arn:changeSet/1", "StackId": "arn:stack/north-dev/1" }"#,
        );
        let in_review = include_str!("../data/stacks.json").replace("CREATE_COMPLETE", "REVIEW_IN_PROGRESS");
        self.write("made/cloudformation-describe-stacks.json", &in_review);
        self.answer("cloudformation-list-change-sets", r#"{ "Summaries": [] }"#);
        self.answer("cloudformation-describe-stack-events", r#"{ "StackEvents": [] }"#);
        self.answer(
            "cloudformation-describe-change-set",
            include_str!("../data/change-set.json"),
        );
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
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

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.ran(self.command(args).output().unwrap())
    }

    pub(crate) fn ran(&self, Output { status, stdout, stderr }: Output) -> Ran {
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

    /// Calls of the AWS CLI; names of operations, of which there are never two the same, are OPERATION.
    pub(crate) fn calls(&self) -> String {
        let calls = fs::read_to_string(self.path().join("calls")).unwrap_or_default();
        let named = |word: &str| word.starts_with("ferrocdk-");
        let lines = calls.lines().map(|line| {
            let words = line.split(' ').map(|word| if named(word) { "OPERATION" } else { word });
            words.collect::<Vec<_>>().join(" ") + "\n"
        });
        lines.collect()
    }
}

/// The last lines of an error: message and hint.
pub(crate) fn ends_with(ran: &Ran, code: i32, lines: &[&str]) {
    let found: Vec<&str> = ran.err.lines().collect();
    let tail = &found[found.len().saturating_sub(lines.len())..];
    assert_eq!((ran.code, tail), (code, lines), "{ran:?}");
}
