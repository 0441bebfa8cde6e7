//! Generates the CloudFormation bindings: upstream packages -> schema database -> Rust; and the pages on the library. `cargo xtask codegen` runs it.

mod bindings;
mod changes;
mod files;
mod library;
mod page;
mod ports;
mod upstream;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use ferrocdk_spec::{Database, encode, pins};

use crate::upstream::Rule;

/// The database, below the workspace.
const DATABASE: &str = "constructs/spec/database.bin";
/// The page on the database, below the workspace.
const PAGE: &str = "docs/spec.md";
/// Where upstream packages are kept, below the workspace; git ignores it.
const CACHE: &str = ".tools/spec";
/// Status that a check with differences ends with, so that a script can tell it from a failure.
const NEEDS_UPDATE: u8 = 4;

/// Rebuild the schema database from its pinned sources, and the bindings from the database.
///
/// Ends with status 0 when all is done or current, 4 when `--check` finds something to update, 1 on failure.
#[derive(Debug, Parser)]
#[command(name = "ferrocdk-codegen")]
struct Arguments {
    /// Write nothing; list what differs.
    #[arg(long)]
    check: bool,
    /// Take the database as it is checked in; fetch nothing.
    #[arg(long)]
    offline: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(NEEDS_UPDATE),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether everything is current at the end.
fn run(arguments: &Arguments) -> Result<bool> {
    let root = workspace()?;
    let old = std::fs::read(root.join(DATABASE)).with_context(|| format!("failed to read {DATABASE}"))?;
    let rebuilt = if arguments.offline { None } else { rebuild(&root, &old)? };
    let new = rebuilt.as_ref().and_then(|rebuilt| rebuilt.database.as_deref());
    let database = Database::open(new.unwrap_or(&old))?;
    ensure!(
        database.sources() == pins()?,
        "{DATABASE} was built from other packages than constructs/spec/pins.json names\n\
         hint: run `cargo xtask codegen` where npm and python3 are installed"
    );
    let mut outdated = Vec::new();
    if let Some(new) = new {
        outdated.push(PathBuf::from(DATABASE));
        if !arguments.check {
            files::write(&root, Path::new(DATABASE), new)?;
        }
    }

    let bindings::Bindings {
        files: mut generated,
        counts,
    } = bindings::generate(&database, &root)?;
    println!("bindings: {counts}");
    let stale = bindings::stale(&generated, &root)?;
    if let Some(rebuilt) = &rebuilt {
        let text = page::text(&rebuilt.facts, rebuilt.size, &counts);
        generated.insert(PathBuf::from(PAGE), text);
    }
    generated.append(&mut library::pages(&root)?);
    let differing = files::differing(&generated, &root);
    if !arguments.check {
        for path in &differing {
            files::write(&root, path, &generated[*path])?;
        }
        for path in &stale {
            files::remove(&root, path)?;
        }
    }
    outdated.extend(differing.into_iter().map(Path::to_owned).chain(stale));
    report(arguments.check, &outdated, generated.len());
    Ok(outdated.is_empty() || !arguments.check)
}

/// Results that the sources give.
struct Rebuilt {
    /// `None` when it says the same as the old one.
    database: Option<Vec<u8>>,
    /// Its length in bytes.
    size: usize,
    facts: upstream::Facts,
}

/// Reads the sources; `None` where they cannot be fetched.
fn rebuild(root: &Path, old: &[u8]) -> Result<Option<Rebuilt>> {
    if let Some(client) = upstream::missing_client() {
        println!("database: not compared with its sources, because `{client}` is not installed");
        return Ok(None);
    }
    let pins = pins()?;
    let facts = upstream::facts(&pins, &root.join(CACHE))?;
    let new = encode(&facts.contents)?;
    // A database that cannot be read is replaced: its form is the reader's of another time.
    let read = Database::open(old).map_err(Into::into);
    let changes = read
        .and_then(|old| changes::between(&old, &Database::open(&new)?))
        .unwrap_or_else(|_| changes::Changes::of_another_form());
    println!(
        "database: {} resource types, {}",
        facts.contents.types.len(),
        changes.summary()
    );
    for rule in Rule::ALL {
        println!("  {}: {}", rule.name(), facts.decisions.places(rule).len());
    }
    for line in changes.lines() {
        println!("  {line}");
    }
    Ok(Some(Rebuilt {
        size: new.len(),
        database: (!changes.is_empty()).then_some(new),
        facts,
    }))
}

/// As many paths as are listed one by one; an update of the sources changes most of them.
const LISTED: usize = 20;

fn report(check: bool, outdated: &[PathBuf], generated: usize) {
    if outdated.is_empty() {
        println!("{generated} files are current");
        return;
    }
    let verb = if check { "needs update" } else { "updated" };
    for path in outdated.iter().take(LISTED) {
        println!("{verb}: {}", path.display());
    }
    if outdated.len() > LISTED {
        println!("{verb}: {} more files", outdated.len() - LISTED);
    }
    if check {
        eprintln!(
            "{} files need an update\nhint: run `cargo xtask codegen` and commit what changes",
            outdated.len()
        );
    }
}

/// The nearest folder, from here upward, that holds the pins.
fn workspace() -> Result<PathBuf> {
    let here = std::env::current_dir().context("failed to read the current folder")?;
    let root = here
        .ancestors()
        .find(|folder| folder.join("constructs/spec/pins.json").is_file());
    root.map(Path::to_owned).with_context(|| {
        format!(
            "{} is not inside the ferrocdk workspace\nhint: run it from a checkout, through `cargo xtask codegen`",
            here.display()
        )
    })
}
