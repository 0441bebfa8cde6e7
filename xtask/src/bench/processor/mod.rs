//! Measurements of the processor: whole invocations between stubs of Lambda, DynamoDB and S3 on loopback, beside the Python
//! function of the reference.
//!
//! A case's time is processor time of the function's process, for ten thousand readings in batches of 500, without its
//! start: what a plant pays for, whatever else the machine does.

mod events;
mod stub;

use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result};
use ferrocdk_cli::{Context, Failure, ui};
use xshell::cmd;

use self::{
    events::{Form, Mix},
    stub::{Aws, Runtime},
};
use super::measure::{Figure, Target, high_water_mark};

/// Readings in one batch.
const BATCH: usize = 500;

/// Readings that a case's time is for.
const READINGS: f64 = 10_000.0;

/// How long a function may take for its batches.
const PATIENCE: Duration = Duration::from_secs(120);

/// One that is measured.
struct Contestant {
    name: &'static str,
    program: PathBuf,
    args: Vec<PathBuf>,
    form: Form,
    /// Batches that are counted; as many as give about a second.
    batches: usize,
}

/// Figures of one run of a function.
struct Seen {
    /// From its start to its first answer, in seconds.
    cold: f64,
    /// Processor seconds for [`READINGS`].
    busy: f64,
    /// Bytes.
    memory: Option<u64>,
}

pub(super) fn measure(context: &Context, rounds: u32) -> Result<Vec<Figure>> {
    ui::step("Building", "the processor for release");
    let build = cmd!(context.shell, "cargo build --quiet --release --package processor");
    if !context.run(build)? {
        return Err(Failure::new("the processor does not compile; see the messages above").into());
    }
    let program = context.target().join("release/processor");
    let size = fs::metadata(&program)
        .with_context(|| format!("cannot read `{}`", program.display()))?
        .len();
    let mut contestants = vec![Contestant {
        name: "processor",
        program,
        args: Vec::new(),
        form: Form::Enveloped,
        batches: 200,
    }];
    match python(context) {
        Some(python) => contestants.push(Contestant {
            name: "reference in Python",
            program: python,
            args: vec![context.root.join("xtask/bench/reference.py")],
            form: Form::Plain,
            batches: 10,
        }),
        None => ui::warning("the reference is left out: no `python3` here has boto3"),
    }

    let mut figures = Vec::new();
    let mut starts = vec![Vec::new(); contestants.len()];
    let mut peaks = vec![None; contestants.len()];
    for mix in Mix::ALL {
        ui::step("Measuring", format!("processor: {}", mix.name()));
        let mut busy = vec![Vec::new(); contestants.len()];
        let mut memory = vec![None; contestants.len()];
        for _ in 0..rounds {
            for (at, contestant) in contestants.iter().enumerate() {
                let seen = run(contestant, mix)?;
                busy[at].push(seen.busy);
                memory[at] = memory[at].max(seen.memory);
                starts[at].push(seen.cold);
            }
        }
        for (at, (contestant, busy)) in contestants.iter().zip(busy).enumerate() {
            let target = if at == 0 {
                Target::None
            } else {
                Target::Times {
                    time: 20.0,
                    memory: 1.0,
                }
            };
            let mut figure = Figure::new(
                "processor",
                &format!("10,000 readings, {}", mix.name()),
                contestant.name,
                busy,
                target,
            );
            figure.memory = memory[at];
            peaks[at] = peaks[at].max(memory[at]);
            figures.push(figure);
        }
    }
    let case = format!("start to first answer, {size} bytes of program");
    for (at, (contestant, cold)) in contestants.iter().zip(starts).enumerate() {
        let target = match at {
            0 => Target::AtMost {
                seconds: 0.02,
                bytes: Some(24_000_000),
            },
            _ => Target::None,
        };
        let mut figure = Figure::new("processor", &case, contestant.name, cold, target);
        figure.memory = peaks[at];
        figures.push(figure);
    }
    Ok(figures)
}

/// A Python with boto3.
fn python(context: &Context) -> Option<PathBuf> {
    let own = context.root.join(".tools/venv/bin/python3");
    [own, PathBuf::from("python3")].into_iter().find(|python| {
        let mut command = Command::new(python);
        command
            .args(["-c", "import boto3"])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

/// Ends the function whatever comes.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn run(contestant: &Contestant, mix: Mix) -> Result<Seen> {
    let aws = Aws::start()?;
    let runtime = Runtime::start(events::batches(mix, contestant.form, BATCH, contestant.batches + 1))?;
    let mut command = Command::new(&contestant.program);
    command
        .args(&contestant.args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    for (name, value) in [
        ("AWS_LAMBDA_RUNTIME_API", runtime.address()),
        ("AWS_ENDPOINT_URL", format!("http://{}", aws.address())),
        ("AWS_LAMBDA_FUNCTION_NAME", "processor".to_owned()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1".to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "processor".to_owned()),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "bench".to_owned()),
        ("AWS_REGION", "sa-east-1".to_owned()),
        ("AWS_DEFAULT_REGION", "sa-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "test".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
        ("DYNAMODB_TABLE", "readings".to_owned()),
        ("S3_BUCKET", "archive".to_owned()),
        ("PLANT", "sao-paulo".to_owned()),
        ("ENVIRONMENT", "bench".to_owned()),
        ("HOT_DAYS", "30".to_owned()),
        ("THRESHOLDS", THRESHOLDS.to_owned()),
    ] {
        command.env(name, value);
    }
    let start = std::time::Instant::now();
    let child = command
        .spawn()
        .with_context(|| format!("cannot start `{}`", contestant.program.display()))?;
    let function = Running(child);
    let process = function.0.id();
    let ended = || {
        let program = contestant.program.display();
        Failure::new(format!(
            "cannot measure `{program}`: it gave no answer within {} s",
            PATIENCE.as_secs()
        ))
    };
    let first = runtime.answered(1, PATIENCE).ok_or_else(ended)?;
    let before = busy(process).unwrap_or_default();
    // The first batch may be answered a moment before what comes after it is over; a batch of two hundred.
    runtime.answered(contestant.batches + 1, PATIENCE).ok_or_else(ended)?;
    let after = busy(process).unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "some hundred thousand readings")]
    let readings = (contestant.batches * BATCH) as f64;
    Ok(Seen {
        cold: first.duration_since(start).as_secs_f64(),
        busy: (after - before).as_secs_f64() * READINGS / readings,
        memory: high_water_mark(process),
    })
}

const THRESHOLDS: &str =
    r#"{"temperature":{"min":0,"max":100,"unit":"celsius"},"pressure":{"min":0,"max":200,"unit":"psi"}}"#;

/// Processor time of a process, of all its threads.
fn busy(process: u32) -> Option<Duration> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).ok()?.flatten();
    let nanoseconds = tasks.filter_map(|task| {
        let times = fs::read_to_string(task.path().join("schedstat")).ok()?;
        times.split(' ').next()?.parse::<u64>().ok()
    });
    Some(Duration::from_nanos(nanoseconds.sum()))
}
