//! The build of an app outside of this checkout, which takes what it names and compiles nothing else.

use std::{fs, path::Path, time::Instant};

use anyhow::{Context as _, Result};

use super::measure::{Contestant, Figure, Run, Target, contest};
use ferrocdk_cli::{Context, Failure, ui};

const SECTION: &str = "build";

/// Features of the app: an API before a function, with a table and a queue.
const FEATURES: &str = r#""apigateway", "dynamodb", "lambda", "sqs""#;

const SOURCE: &str = r#"use ferrocdk::aws::apigateway::{HttpMethod, LambdaIntegration, RestApi, RestApiProps};
use ferrocdk::aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk::aws::lambda::{Code, Function, FunctionProps, Runtime, SqsEventSource};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::Minutes;
use ferrocdk::prelude::*;

fn main() -> std::process::ExitCode {
    ferrocdk::run(|app| {
        let stack = Stack::new(app, "Orders", StackProps::default());
        let table = Table::new(&stack, "Table", TableProps::new(Attribute::string("id")));
        let jobs = Queue::new(&stack, "Jobs", QueueProps::new().visibility_timeout(Minutes(6)));
        let code = Code::inline("def handler(event, context):\n    return event\n");
        let function = FunctionProps::new(code).runtime(Runtime::PYTHON_3_14).handler("index.handler").timeout(Minutes(1));
        let function = Function::new(&stack, "Function", function);
        function.add_event_source(SqsEventSource::new(&jobs));
        table.grant_read_write_data(&function);
        let api = RestApi::new(&stack, "Api", RestApiProps::new());
        api.root().add_method(HttpMethod::Get, LambdaIntegration::new(&function));
    })
}
"#;

/// The first build, with the most memory that one process of it takes, and edits that each end in a new assembly.
pub(super) fn measure(context: &Context, rounds: u32) -> Result<Vec<Figure>> {
    let folder = context.scratch()?;
    let app = folder.path();
    write(context, app)?;
    let cargo = |words: &[&str]| {
        Run::new("cargo")
            .args(words)
            .arg("--manifest-path")
            .arg(app.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", app.join("target"))
            .env("CDK_OUTDIR", app.join("cdk.out"))
            .env("CDK_CONTEXT_JSON", "{}")
    };
    ui::step("Fetching", "what the app is built of");
    cargo(&["fetch", "--quiet"]).time(context)?;
    // Twice the first build, since looking at the memory slows down what is timed.
    let first = Contestant::new(
        "ferrocdk",
        Run::new("sh")
            .args(&[
                "-c",
                "rm -rf \"$CARGO_TARGET_DIR\" && exec cargo build --quiet --offline --manifest-path \"$0\"",
            ])
            .arg(app.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", app.join("target")),
        Target::AtMost {
            seconds: 60.0,
            bytes: Some(1_500_000_000),
        },
    );
    let mut figures = contest(
        context,
        SECTION,
        "an app of four services, nothing compiled",
        &[first],
        1,
    )?;

    let run = cargo(&["run", "--quiet", "--offline"]);
    run.time(context)?;
    let assembly = app.join("cdk.out/Orders.template.json");
    let mut times = Vec::new();
    for round in 0..rounds {
        let timeout = format!("Minutes({})", round + 2);
        edit(app, "timeout(Minutes(1))", &format!("timeout({timeout})"))?;
        let start = Instant::now();
        run.time(context)?;
        times.push(start.elapsed().as_secs_f64());
        let seconds = format!("\"Timeout\": {}", (round + 2) * 60);
        if !read(&assembly)?.contains(&seconds) {
            return Err(Failure::new(format!(
                "the edited app did not write {seconds} to {}",
                assembly.display()
            ))
            .into());
        }
    }
    let target = Target::AtMost {
        seconds: 2.0,
        bytes: None,
    };
    figures.push(Figure::new(
        SECTION,
        "an edit, to the new cdk.out",
        "ferrocdk",
        times,
        target,
    ));
    Ok(figures)
}

/// Writes the app, with the lock of this workspace: the crates it is measured with are those that ferrocdk is tested with.
fn write(context: &Context, app: &Path) -> Result<()> {
    let manifest = format!(
        "[package]\nname = \"orders\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nferrocdk = {{ path = {:?}, features = [{FEATURES}] }}\n",
        context.root.join("constructs")
    );
    let place = || format!("cannot write the app to `{}`", app.display());
    fs::create_dir_all(app.join("src")).with_context(place)?;
    fs::write(app.join("Cargo.toml"), manifest).with_context(place)?;
    fs::write(app.join("src/main.rs"), SOURCE).with_context(place)?;
    for file in ["Cargo.lock", "rust-toolchain.toml"] {
        fs::copy(context.root.join(file), app.join(file)).with_context(place)?;
    }
    Ok(())
}

/// Replaces a text of the source, which is always made from the original one.
fn edit(app: &Path, from: &str, to: &str) -> Result<()> {
    let file = app.join("src/main.rs");
    fs::write(&file, SOURCE.replace(from, to)).with_context(|| format!("cannot write `{}`", file.display()))
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))
}
