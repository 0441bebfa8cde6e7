//! `plants/*.toml`: what is particular to one plant. `docs/plant-file.md` describes every key.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use ferrocdk::aws::bounds::OutOfRange;
use ferrocdk::aws::kinesis::Retention;
use ferrocdk::aws::lambda::{BatchSize, Memory, Timeout};
use ferrocdk::aws::units::{Days, Seconds};
use ferrocdk::plant::{Load, TopicPattern};
use ferrocdk_contracts::{Thresholds, message};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::quantity;

/// Where plants stand, below the workspace.
const FOLDER: &str = "app/plants";

/// Readers of the stream: the processor.
const READERS: u32 = 1;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlantFile {
    #[serde(deserialize_with = "region")]
    pub(crate) region: String,
    load: LoadSection,
    pub(crate) ingest: Ingest,
    pub(crate) processor: Processor,
    pub(crate) hot: Hot,
    #[serde(default)]
    pub(crate) cold: Option<Cold>,
    #[serde(default)]
    pub(crate) alarms: Alarms,
    #[serde(default)]
    pub(crate) thresholds: Thresholds,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LoadSection {
    #[serde(deserialize_with = "quantity::count")]
    devices: u32,
    #[serde(deserialize_with = "quantity::rate")]
    rate: f64,
    #[serde(deserialize_with = "quantity::bytes")]
    payload: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ingest {
    #[serde(deserialize_with = "topic")]
    pub(crate) topic: TopicPattern,
    #[serde(default, deserialize_with = "optional_topic")]
    pub(crate) commands: Option<TopicPattern>,
    #[serde(default, deserialize_with = "quantity::optional_count")]
    pub(crate) shards: Option<u32>,
    #[serde(default, deserialize_with = "retention")]
    pub(crate) retention: Option<Retention>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Processor {
    pub(crate) function: String,
    #[serde(default, deserialize_with = "memory")]
    pub(crate) memory: Option<Memory>,
    #[serde(default, deserialize_with = "timeout")]
    pub(crate) timeout: Option<Timeout>,
    #[serde(default, deserialize_with = "batch")]
    pub(crate) batch: Option<BatchSize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hot {
    #[serde(deserialize_with = "quantity::days")]
    pub(crate) keep: Days,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cold {
    #[serde(deserialize_with = "quantity::days")]
    pub(crate) glacier: Days,
    #[serde(default, deserialize_with = "quantity::optional_days")]
    pub(crate) deep_archive: Option<Days>,
    #[serde(default, deserialize_with = "quantity::optional_days")]
    pub(crate) expire: Option<Days>,
}

/// Left out settings have the defaults of the constructs that take them, here and above.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Alarms {
    #[serde(deserialize_with = "quantity::optional_seconds")]
    pub(crate) behind: Option<Seconds>,
    #[serde(deserialize_with = "quantity::optional_count")]
    pub(crate) anomalies: Option<u32>,
}

/// A setting whose range the construct has that takes it.
fn setting<T, E: serde::de::Error>(value: Result<T, OutOfRange>) -> Result<Option<T>, E> {
    value.map(Some).map_err(E::custom)
}

fn retention<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Retention>, D::Error> {
    setting(Retention::new(quantity::hours(deserializer)?))
}

fn memory<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Memory>, D::Error> {
    setting(Memory::new(quantity::megabytes(deserializer)?))
}

fn timeout<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timeout>, D::Error> {
    setting(Timeout::new(quantity::seconds(deserializer)?))
}

fn batch<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<BatchSize>, D::Error> {
    setting(BatchSize::new(quantity::count(deserializer)?))
}

/// A region's form: two or three letters, one or more words, a number.
fn region<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    let words: Vec<&str> = text.split('-').collect();
    let lower = |word: &&str| !word.is_empty() && word.chars().all(|character| character.is_ascii_lowercase());
    match words.as_slice() {
        [area @ .., number] if area.len() >= 2 && area.iter().all(lower) && number.parse::<u8>().is_ok() => Ok(text),
        _ => Err(D::Error::custom(format!(
            "found {text:?}, expected an AWS region such as \"sa-east-1\""
        ))),
    }
}

fn topic<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TopicPattern, D::Error> {
    TopicPattern::new(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn optional_topic<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<TopicPattern>, D::Error> {
    topic(deserializer).map(Some)
}

impl PlantFile {
    /// Reads a plant of the workspace at `root`.
    pub(crate) fn read(root: &Path, plant: &str) -> Result<Self> {
        let path = PathBuf::from(FOLDER).join(format!("{plant}.toml"));
        if !root.join(&path).is_file() {
            bail!(
                "there is no plant {plant:?}\n  found: {}\n  help: name one of these, or write {}",
                names(root)?.join(", "),
                path.display()
            );
        }
        let text =
            std::fs::read_to_string(root.join(&path)).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text, &path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self> {
        toml::from_str(text).map_err(|error| {
            let place = error.span().map_or_else(String::new, |span| excerpt(text, span.start));
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            anyhow::anyhow!(
                "{}:{line}: {}{place}\n  help: docs/plant-file.md describes every key",
                path.display(),
                error.message()
            )
        })
    }

    pub(crate) fn load(&self) -> Load {
        let LoadSection { devices, rate, payload } = self.load;
        Load {
            devices,
            messages_per_second: rate,
            bytes_per_message: message::record_bytes(payload),
            readers: READERS,
        }
    }
}

/// The number, from 1, of the line that a byte stands in.
fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The line that a byte stands in, with a mark below it.
fn excerpt(text: &str, at: usize) -> String {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let number = line_of(text, at).to_string();
    let margin = " ".repeat(number.len());
    let column = " ".repeat(text[start..at].chars().count());
    format!("\n {margin} |\n {number} | {line}\n {margin} | {column}^")
}

/// The names of all plants, sorted.
pub(crate) fn names(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root.join(FOLDER)).with_context(|| format!("cannot read {FOLDER}"))? {
        let path = entry.with_context(|| format!("cannot read {FOLDER}"))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    Ok(names)
}
