//! One program, its time and its memory.

use std::{
    collections::BTreeSet,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use serde::Serialize;

use ferrocdk_cli::{Context, Failure, ui};

/// A command line that can be run again and again.
#[derive(Debug, Clone)]
pub(super) struct Run {
    program: PathBuf,
    args: Vec<OsString>,
    env: Vec<(&'static str, OsString)>,
}

impl Run {
    pub(super) fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            args: Vec::new(),
            env: Vec::new(),
        }
    }

    pub(super) fn arg(mut self, word: impl AsRef<OsStr>) -> Self {
        self.args.push(word.as_ref().to_owned());
        self
    }

    pub(super) fn args(self, words: &[&str]) -> Self {
        words.iter().fold(self, Self::arg)
    }

    pub(super) fn env(mut self, name: &'static str, value: impl AsRef<OsStr>) -> Self {
        self.env.push((name, value.as_ref().to_owned()));
        self
    }

    pub(super) fn command(&self, context: &Context) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args).current_dir(&context.root).stdin(Stdio::null());
        for (name, value) in &self.env {
            command.env(name, value);
        }
        command
    }

    /// Runs it and returns how long it took and what it wrote to stdout.
    pub(super) fn time(&self, context: &Context) -> Result<(Duration, String)> {
        let mut command = self.command(context);
        context.show(&command);
        let start = Instant::now();
        let output = command.output();
        let time = start.elapsed();
        let output = output.with_context(|| format!("cannot start `{}`", self.program.display()))?;
        if output.status.success() {
            return Ok((time, String::from_utf8_lossy(&output.stdout).into_owned()));
        }
        ui::line(String::from_utf8_lossy(&output.stderr).trim_end());
        let words: Vec<_> = self.args.iter().map(|word| word.to_string_lossy()).collect();
        Err(Failure::new(format!(
            "cannot measure `{} {}`: it ended with {}; see its messages above",
            self.program.display(),
            words.join(" "),
            output.status
        ))
        .into())
    }

    /// Runs it and returns the most memory that it, or any one process it started, had in use, in bytes. `None` where the system does not tell.
    ///
    /// Asked of `/proc` while it runs: what `wait4` reports can never be less than the memory of the process that started it, which is more than a
    /// small synthesis needs. This takes time of its own, so times are measured in other runs.
    pub(super) fn peak(&self, context: &Context) -> Result<Option<u64>> {
        let mut command = self.command(context);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot start `{}`", self.program.display()))?;
        let mut peak = None;
        while child.try_wait()?.is_none() {
            for process in family(child.id()) {
                peak = peak.max(high_water_mark(process));
            }
            thread::sleep(Duration::from_micros(100));
        }
        Ok(peak)
    }
}

/// A process and all it started, as far as they are running.
fn family(process: u32) -> BTreeSet<u32> {
    let mut found = BTreeSet::from([process]);
    let mut open = vec![process];
    while let Some(process) = open.pop() {
        let tasks = fs::read_dir(format!("/proc/{process}/task"))
            .into_iter()
            .flatten()
            .flatten();
        for task in tasks {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            open.extend(
                children
                    .split_whitespace()
                    .filter_map(|word| word.parse().ok())
                    .filter(|child| found.insert(*child)),
            );
        }
    }
    found
}

/// The most memory that a process had in use, in bytes.
pub(super) fn high_water_mark(process: u32) -> Option<u64> {
    let status = fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Target of a figure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Target {
    /// Nothing.
    #[default]
    None,
    /// No more time and memory than this, in seconds and bytes.
    AtMost {
        /// Seconds.
        seconds: f64,
        /// Bytes.
        bytes: Option<u64>,
    },
    /// That ferrocdk needs so many times less.
    Times {
        /// Less time.
        time: f64,
        /// Less memory.
        memory: f64,
    },
}

/// One that is measured, and what is wanted of it.
#[derive(Debug, Clone)]
pub(super) struct Contestant {
    pub(super) name: &'static str,
    pub(super) run: Run,
    pub(super) target: Target,
}

impl Contestant {
    pub(super) fn new(name: &'static str, run: Run, target: Target) -> Self {
        Self { name, run, target }
    }
}

/// Measurement.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Figure {
    pub(super) section: &'static str,
    pub(super) case: String,
    pub(super) name: &'static str,
    /// The shortest of all rounds, in seconds: other work on the machine can only add to it.
    pub(super) best: f64,
    pub(super) median: f64,
    /// In bytes.
    pub(super) memory: Option<u64>,
    pub(super) rounds: usize,
    pub(super) target: Target,
}

impl Figure {
    /// Of times in seconds, of which there is at least one.
    pub(super) fn new(
        section: &'static str,
        case: &str,
        name: &'static str,
        mut seconds: Vec<f64>,
        target: Target,
    ) -> Self {
        seconds.sort_by(f64::total_cmp);
        let half = seconds.len() / 2;
        let at = |index: usize| seconds.get(index).copied().unwrap_or(f64::NAN);
        let median = if seconds.len() % 2 == 1 {
            at(half)
        } else {
            f64::midpoint(at(half.saturating_sub(1)), at(half))
        };
        Self {
            section,
            case: case.to_owned(),
            name,
            best: at(0),
            median,
            memory: None,
            rounds: seconds.len(),
            target,
        }
    }
}

/// A process that ends sooner may do so between two looks at it, and is looked at in every round.
const SHORT: f64 = 0.1;

/// Measures all of them in turns. The first look at the memory also warms caches up.
pub(super) fn contest(
    context: &Context,
    section: &'static str,
    case: &str,
    contestants: &[Contestant],
    rounds: u32,
) -> Result<Vec<Figure>> {
    ui::step("Measuring", format!("{section}: {case}"));
    let mut peaks = Vec::new();
    for contestant in contestants {
        peaks.push(contestant.run.peak(context)?);
    }
    let mut times = vec![Vec::new(); contestants.len()];
    for _ in 0..rounds {
        for (contestant, times) in contestants.iter().zip(&mut times) {
            times.push(contestant.run.time(context)?.0.as_secs_f64());
        }
    }
    let mut figures = Vec::new();
    for ((contestant, times), mut peak) in contestants.iter().zip(times).zip(peaks) {
        let mut figure = Figure::new(section, case, contestant.name, times, contestant.target);
        if figure.best < SHORT {
            for _ in 0..rounds {
                peak = peak.max(contestant.run.peak(context)?);
            }
        }
        figure.memory = peak;
        figures.push(figure);
    }
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_and_median() {
        let figure = |seconds: &[f64]| {
            let figure = Figure::new("engine", "1 resource", "ferrocdk", seconds.to_vec(), Target::None);
            (figure.best, figure.median)
        };
        assert_eq!(figure(&[3.0, 1.0, 9.0]), (1.0, 3.0));
        assert_eq!(figure(&[4.0, 1.0, 9.0, 2.0]), (1.0, 3.0));
        assert_eq!(figure(&[2.0]), (2.0, 2.0));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn memory_of_this_process_is_told() {
        let own = high_water_mark(std::process::id());
        assert!(own > Some(100_000), "{own:?}");
        assert_eq!(high_water_mark(u32::MAX), None);
    }
}
