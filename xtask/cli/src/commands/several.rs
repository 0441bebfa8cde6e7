//! Several plants at once: each is deployed by a process of its own, whose lines are shown with the plant's name in front.

use std::{
    env,
    io::{BufRead as _, BufReader, Read},
    path::Path,
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::{Context as _, Result};

use crate::{context::Context, failure::Failure, session, ui};

/// Which plants, and how many at a time.
#[derive(Debug, clap::Args)]
pub(crate) struct Several {
    /// Plants to deploy, with commas between them, or `all`.
    #[arg(long, value_name = "PLANTS", value_delimiter = ',')]
    plants: Vec<String>,

    /// How many of several plants are deployed at the same time.
    #[arg(long, value_name = "N", default_value_t = 4, requires = "plants", value_parser = clap::value_parser!(u16).range(1..=32))]
    concurrency: u16,
}

impl Several {
    /// The plants that are meant, where several are.
    pub(crate) fn plants(&self, context: &Context) -> Result<Option<Vec<String>>> {
        if self.plants.is_empty() {
            return Ok(None);
        }
        if context.chosen_plant()?.is_some() {
            return Err(
                Failure::new("--plant names one plant, and --plants several; leave one of them out")
                    .code(2)
                    .into(),
            );
        }
        let known = context.plants()?;
        let mut plants = if self.plants == ["all"] {
            known.clone()
        } else {
            self.plants.clone()
        };
        plants.dedup();
        for plant in &plants {
            if !known.contains(plant) {
                return Err(Failure::new(format!("--plants: there is no plant `{plant}`"))
                    .hint(format!("use `all`, or some of: {}", known.join(", ")))
                    .code(2)
                    .into());
            }
        }
        Ok(Some(plants))
    }
}

/// Deploys the plants by this same call, each with `--plant` instead of `--plants`.
pub(crate) fn run(context: &Context, args: &Several, plants: &[String]) -> Result<()> {
    // Each process would build the app; one that finds it built takes no time.
    crate::app::program(context)?;
    let failed = side_by_side(&context.root, context.verbose, plants, usize::from(args.concurrency))?;
    if !failed.is_empty() {
        return Err(Failure::new(format!("the deployment of {} failed", failed.join(", ")))
            .hint(
                "look at the messages above; plants that were deployed stand, and deploying them again changes nothing",
            )
            .into());
    }
    ui::step("Deployed", format!("{} plants: {}", plants.len(), plants.join(", ")));
    Ok(())
}

/// Deploys plants at the same time; gives those that failed.
fn side_by_side(root: &Path, verbose: bool, plants: &[String], at_once: usize) -> Result<Vec<String>> {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    let worker = || -> Result<()> {
        while let Some(plant) = plants.get(next.fetch_add(1, Ordering::Relaxed)) {
            if !deploy(root, verbose, plant)?
                && let Ok(mut failed) = failed.lock()
            {
                failed.push(plant.clone());
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..at_once.min(plants.len())).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().try_for_each(|worker| match worker.join() {
            Ok(result) => result,
            Err(_) => Err(Failure::new("a deployment ended without saying how").into()),
        })
    })?;
    let mut failed = failed.into_inner().unwrap_or_default();
    failed.sort();
    Ok(failed)
}

fn deploy(root: &Path, verbose: bool, plant: &str) -> Result<bool> {
    let program = env::current_exe().context("cannot tell where this program stands")?;
    let mut command = Command::new(program);
    command
        .current_dir(root)
        .args(["--plant", plant])
        .args(without_several(env::args().skip(1)));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    session::show(&command, verbose);
    ui::step("Deploying", plant);
    let mut child = command.spawn().context("cannot start this program again")?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        scope.spawn(|| tell(plant, out));
        tell(plant, err);
    });
    Ok(child.wait().context("cannot wait for a deployment")?.success())
}

/// Shows what a process says, line by line.
fn tell(plant: &str, from: Option<impl Read>) {
    let Some(from) = from else { return };
    for line in BufReader::new(from).lines().map_while(Result::ok) {
        ui::line(format!("{} {line}", ui::styled(ui::CYAN, format!("[{plant}]"))));
    }
}

/// The arguments of this call but those that are about several plants. Cargo's own word in front goes, too.
fn without_several(args: impl Iterator<Item = String>) -> Vec<String> {
    const OURS: [&str; 2] = ["--plants", "--concurrency"];
    let mut left = Vec::new();
    let mut args = args.skip_while(|word| word == "ferrocdk").peekable();
    while let Some(word) = args.next() {
        if OURS.contains(&word.as_str()) {
            args.next();
        } else if !OURS.iter().any(|flag| word.starts_with(&format!("{flag}="))) {
            left.push(word);
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::without_several;

    #[test]
    fn a_plants_own_call_names_no_others() {
        let words = "ferrocdk deploy --suffix dev --plants a,b --yes --concurrency=2";
        let left = without_several(words.split(' ').map(str::to_owned));
        assert_eq!(left.join(" "), "deploy --suffix dev --yes");
    }
}
