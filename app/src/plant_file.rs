//! `plants/*.toml`: what is particular to one plant. `docs/plant-file.md` describes every key.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use ferrocdk::aws::units::{Days, Hours, Mebibytes, Seconds};
use ferrocdk::plant::{Load, Topic};
use ferrocdk_contracts::Thresholds;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::quantity;

/// Where plants stand, below the workspace.
const FOLDER: &str = "app/plants";

/// Readers of the stream: the processor.
const READERS: u32 = 1;

/// What the topic rule adds to a message, and the record's key, in bytes at most.
const ADDED_BYTES: u32 = 400;

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
    pub(crate) topic: Topic,
    #[serde(default, deserialize_with = "optional_topic")]
    pub(crate) commands: Option<Topic>,
    #[serde(default, deserialize_with = "quantity::optional_count")]
    pub(crate) shards: Option<u32>,
    #[serde(default = "default_retention", deserialize_with = "retention")]
    pub(crate) retention: Hours,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Processor {
    pub(crate) function: String,
    #[serde(default = "default_memory", deserialize_with = "memory")]
    pub(crate) memory: Mebibytes,
    #[serde(default = "default_timeout", deserialize_with = "timeout")]
    pub(crate) timeout: Seconds,
    #[serde(default = "default_batch", deserialize_with = "batch")]
    pub(crate) batch: u32,
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Alarms {
    #[serde(deserialize_with = "quantity::seconds")]
    pub(crate) behind: Seconds,
    #[serde(deserialize_with = "quantity::count")]
    pub(crate) anomalies: u32,
}

impl Default for Alarms {
    fn default() -> Self {
        Self {
            behind: Seconds(60),
            anomalies: 10,
        }
    }
}

fn default_retention() -> Hours {
    Days(7).into()
}

fn default_memory() -> Mebibytes {
    Mebibytes(512)
}

fn default_timeout() -> Seconds {
    Seconds(60)
}

fn default_batch() -> u32 {
    500
}

/// A quantity that AWS takes within a range only.
fn within<E: serde::de::Error>(value: u32, range: std::ops::RangeInclusive<u32>, unit: &str) -> Result<u32, E> {
    if range.contains(&value) {
        return Ok(value);
    }
    Err(E::custom(format!(
        "found {value} {unit}, expected {} to {}",
        range.start(),
        range.end()
    )))
}

fn retention<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hours, D::Error> {
    within(quantity::hours(deserializer)?.0, 24..=8_760, "hours").map(Hours)
}

fn memory<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Mebibytes, D::Error> {
    within(quantity::megabytes(deserializer)?.0, 128..=10_240, "MB").map(Mebibytes)
}

fn timeout<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Seconds, D::Error> {
    within(quantity::seconds(deserializer)?.0, 1..=900, "seconds").map(Seconds)
}

fn batch<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    within(quantity::count(deserializer)?, 1..=10_000, "records")
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

fn topic<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Topic, D::Error> {
    Topic::new(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn optional_topic<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Topic>, D::Error> {
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
        let bytes_per_message = payload.saturating_add(ADDED_BYTES);
        Load {
            devices,
            messages_per_second: rate,
            bytes_per_message,
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
