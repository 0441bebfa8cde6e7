//! `[assets]`: which line, cell and machine a device belongs to, by its name or by the beginning of its name.

use std::collections::BTreeMap;

use ferrocdk_contracts::{Assets, Labels};
use ferrocdk_core::Diagnostic;
use toml::de::DeValue;

use super::entry::{Entry, Given, Keys, Row, Setting, Wrong};
use super::source::Source;
use crate::diagnostic_ids;

/// Value of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Label(String);

impl Setting for Label {
    const UNIT: &'static str = "";

    fn allowed() -> String {
        "a text of 1 to 128 characters in quotes".to_owned()
    }

    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let text = value.as_str().ok_or(Wrong::Form(None))?;
        Ok(Self(text.to_owned()))
    }

    fn show(&self) -> String {
        format!("`{:?}`", self.0)
    }
}

/// The labels of one name.
struct Set(Labels);

impl Entry for Set {
    fn read(source: &Source<'_>, key: &str, given: Given<'_>) -> Option<Self> {
        Self::read_keys(&Keys::of(source, key, given)?)
    }

    fn read_keys(keys: &Keys<'_>) -> Option<Self> {
        let labels = keys.all().map(|(name, _, _)| {
            let value = keys.optional::<Label>(&name)?;
            Some((name, value.0))
        });
        // Each is read, so that each mistake is told.
        let labels: Vec<Option<(String, String)>> = labels.collect();
        labels.into_iter().collect::<Option<Labels>>().map(Self)
    }

    fn rows(_: &str, _: &str, _: &str) -> Vec<Row> {
        Vec::new()
    }
}

impl Entry for Assets {
    fn read(source: &Source<'_>, key: &str, given: Given<'_>) -> Option<Self> {
        Self::read_keys(&Keys::of(source, key, given)?)
    }

    fn read_keys(keys: &Keys<'_>) -> Option<Self> {
        let mut assets = BTreeMap::new();
        let mut is_whole = true;
        for (device, at, _) in keys.all() {
            let Some(labels) = keys.optional::<Set>(&device) else {
                is_whole = false;
                continue;
            };
            // Each by itself, so that each mistake has its place.
            if let Err(error) = Self::try_from(BTreeMap::from([(device.clone(), labels.0.clone())])) {
                let diagnostic = Diagnostic::error(diagnostic_ids::VALUE_FORM, error.to_string())
                    .help("write `\"press-*\" = { line = \"A\", cell = \"2\" }`");
                keys.source().mistake(at, diagnostic);
                is_whole = false;
            }
            assets.insert(device, labels.0);
        }
        if is_whole { Self::try_from(assets).ok() } else { None }
    }

    fn rows(key: &str, _: &str, _: &str) -> Vec<Row> {
        vec![Row {
            key: format!("{key}.<device>.<label>"),
            unit: "",
            default: "none".to_owned(),
            allowed: Label::allowed(),
            says: "a label of a device, or of all whose names begin as it says before a `*`; it stands in readings and alerts".to_owned(),
        }]
    }
}
