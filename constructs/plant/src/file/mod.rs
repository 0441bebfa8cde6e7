//! The plant file: what is particular to one plant, as data.
//!
//! Each section has a file here. Its keys are declared once, with type, default and meaning: reading, messages and `docs/plant-file.md` follow from that. Ranges and defaults are those
//! of the constructs that take the values.

mod asset;
mod entry;
mod load;
mod network;
mod output;
mod pipeline;
mod quantity;
mod quota;
mod reference;
mod source;
mod taps;
mod threshold;
mod watch;
mod word;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ferrocdk_aws::lambda::{Architecture, Code, RustCode};
use ferrocdk_contracts::{Assets, Thresholds, message};
use ferrocdk_core::{Diagnostic, Diagnostics, Place, Scope};
use toml::de::DeTable;

use crate::capacity::{Capacity, Load};
use crate::diagnostic_ids;
use entry::{Entry as _, Keys, section};
use source::{Source, nearest};

pub use entry::Row;
pub use load::{LoadSection, QuotasSection};
pub use network::{Addresses, CacheSection, DatabaseSection, HttpSection, NetworkSection, Path as HttpPath};
pub use output::{OutputValue, Outputs};
pub use pipeline::{ColdSection, HotSection, IngestSection, ProcessorSection};
pub use quantity::{Count, HotDays, Payload, Rate, Readers, Window, Zones};
pub use taps::{DashboardSection, FleetSection, Folder, RawSection, SecretSection, Texts};
pub use watch::{AlarmsSection, AlertsSection};
pub use word::{Limit, Name, Region};

section! {
    /// The sections of a plant file.
    pub Sections {
        /// AWS region; nothing of the plant leaves it
        region: Region [required],
        /// the load
        load: LoadSection [required],
        /// quotas of the account that were raised
        quotas: QuotasSection [section],
        /// the way in
        ingest: IngestSection [section],
        /// the function
        processor: ProcessorSection [section],
        /// the table
        hot: HotSection [required],
        /// the archive
        cold: ColdSection [or ""],
        /// the alarms
        alarms: AlarmsSection [section],
        /// the alerts; without the section there are none
        alerts: AlertsSection [or ""],
        /// the thresholds
        thresholds: Thresholds [section],
        /// the labels of devices
        assets: Assets [section],
        /// the way in over HTTPS
        http: HttpSection [or ""],
        /// the raw archive
        raw: RawSection [or ""],
        /// the dashboard
        dashboard: DashboardSection [or ""],
        /// the secret that exists
        secret: SecretSection [or ""],
        /// the registration of devices
        fleet: FleetSection [or ""],
        /// the network
        network: NetworkSection [or ""],
        /// the cache
        cache: CacheSection [or ""],
        /// the database
        database: DatabaseSection [or ""],
        /// further outputs
        outputs: Outputs [section],
    }
}

/// A plant file that was read: everything in it is of the right form and range, and fits together.
///
/// ```
/// use ferrocdk_plant::PlantFile;
///
/// let text = r#"
/// region = "sa-east-1"
/// load = { devices = 2000, rate = "1 per second", payload = "250 bytes" }
/// ingest.topic = "sensor/data/{thing}"
/// hot.keep = "30 days"
/// "#;
/// let file = PlantFile::parse("plants/press-shop.toml", text).unwrap();
/// assert_eq!((file.name(), file.capacity().shards), ("press-shop", 3));
///
/// let mistakes = PlantFile::parse("plants/press-shop.toml", &text.replace("30 days", "30 dayz")).unwrap_err();
/// assert!(mistakes.to_string().contains("plants/press-shop.toml:5:12"), "{mistakes}");
/// assert!(mistakes.to_string().contains("did you mean \"30 days\"?"), "{mistakes}");
/// ```
#[derive(Clone, Debug)]
pub struct PlantFile {
    name: String,
    file: String,
    root: Option<PathBuf>,
    sections: Sections,
    places: BTreeMap<String, Place>,
}

impl std::ops::Deref for PlantFile {
    type Target = Sections;

    fn deref(&self) -> &Sections {
        &self.sections
    }
}

impl PlantFile {
    /// Reads the plant of a name from a folder of plant files, such as `app/plants`, below a root; messages name the file from there.
    ///
    /// # Errors
    /// There is no such file, or everything that is wrong in it.
    pub fn read(root: &Path, folder: &str, name: &str) -> Result<Self, Diagnostics> {
        let file = format!("{folder}/{name}.toml");
        let text = match std::fs::read_to_string(root.join(&file)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let names = Self::names(root, folder)?;
                let diagnostic = Diagnostic::error(diagnostic_ids::NO_PLANT, format!("there is no plant `{name}`"))
                    .allowed(names.join(", "));
                let help = match nearest(name, names.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("name one of these, or write {file}"),
                };
                let place = Source::new(&file, "").place(0);
                return Err(Diagnostics(vec![diagnostic.help(help).placed(place)]));
            }
            Err(error) => return Err(unreadable(&file, &error)),
        };
        Ok(Self {
            root: Some(root.to_owned()),
            ..Self::parse(&file, &text)?
        })
    }

    /// The names of all plants in a folder, sorted.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn names(root: &Path, folder: &str) -> Result<Vec<String>, Diagnostics> {
        let entries = std::fs::read_dir(root.join(folder)).map_err(|error| unreadable(folder, &error))?;
        let mut names = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| unreadable(folder, &error))?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
            }
        }
        names.sort();
        Ok(names)
    }

    /// Reads the text of a plant file; the plant has the file's name.
    ///
    /// # Errors
    /// Everything that is wrong, each with line, column and what is allowed.
    pub fn parse(file: &str, text: &str) -> Result<Self, Diagnostics> {
        let name = PathBuf::from(file)
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let source = Source::new(file, text);
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                source.mistake(at, Diagnostic::error(diagnostic_ids::NOT_TOML, error.message()));
                return Err(Diagnostics(source.finish().0));
            }
        };
        let sections = Sections::read_keys(&Keys::new(&source, "", 0, table.get_ref()));
        let (mistakes, places) = source.finish();
        match sections {
            Some(sections) if mistakes.is_empty() => {
                let file = Self {
                    name,
                    file: file.to_owned(),
                    root: None,
                    sections,
                    places,
                };
                let mistakes = file.contradictions();
                if mistakes.is_empty() {
                    Ok(file)
                } else {
                    Err(Diagnostics(mistakes))
                }
            }
            _ => Err(Diagnostics(mistakes)),
        }
    }

    /// The plant's name: that of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The code of a package that a key names: of the workspace that the file was read from, else of that in the current folder. A package that is not there is reported
    /// at the key.
    pub fn code(&self, scope: &Scope, key: &str, package: &str) -> Code {
        let Some(root) = &self.root else {
            return Code::rust(package);
        };
        // The architecture that builds on every machine, without another target.
        match RustCode::new(root, package, Architecture::X86_64) {
            Ok(code) => code.into(),
            Err(error) => {
                let message = format!("`{key}` names no package whose code can be found");
                let mut diagnostic = Diagnostic::error(diagnostic_ids::NO_CODE, message);
                // The error has lines of its own for the packages that there are, and for advice.
                for line in error.to_string().lines().map(str::trim) {
                    diagnostic = match (line.strip_prefix("found: "), line.strip_prefix("help: ")) {
                        (Some(packages), _) => diagnostic.allowed(packages),
                        (_, Some(help)) => diagnostic.help(help),
                        _ => diagnostic.found(line),
                    };
                }
                scope.report(diagnostic.placed(self.place(key)));
                // Stands in, so that nothing else is said of it.
                RustCode::with_fingerprint(package, &"0".repeat(64), Architecture::X86_64).into()
            }
        }
    }

    /// The place of a key such as `ingest.topic`; that of the whole file where it does not stand in it.
    pub fn place(&self, key: &str) -> Place {
        self.places.get(key).cloned().unwrap_or_else(|| Place {
            file: self.file.clone(),
            line: 1,
            column: 1,
        })
    }

    /// The load of the stream.
    pub fn load(&self) -> Load {
        let load = &self.sections.load;
        Load {
            devices: load.devices.0,
            messages_per_second: load.rate.0,
            bytes_per_message: message::record_bytes(load.payload.0),
            readers: 1 + u32::from(self.raw.is_some()),
        }
    }

    /// Capacity that the load needs.
    pub fn capacity(&self) -> Capacity {
        Capacity::of(&self.load())
    }

    /// Mistakes that no key has by itself.
    fn contradictions(&self) -> Vec<Diagnostic> {
        let mut mistakes = Vec::new();
        let misplaced = self.cold.as_ref().and_then(|cold| cold.tiers().misplaced());
        if let Some((tier, age, least)) = misplaced {
            let key = format!("cold.{tier}");
            let diagnostic = Diagnostic::error(diagnostic_ids::TIERS, format!("`{key}` comes too early"))
                .found(format!("{} days", age.0))
                .allowed(format!("at least {} days, after the tiers before it", least.0));
            mistakes.push(diagnostic.placed(self.place(&key)));
        }
        if let Some(exceeded) = self.exceeded() {
            let diagnostic = Diagnostic::error(diagnostic_ids::QUOTA, format!("the load is more than {} can take", self.region.0))
                .found(format!("{} {}", exceeded.needed, exceeded.name))
                .allowed(format!("{}, the quota of a new account in {}", exceeded.quota, self.region.0))
                .help(format!(
                    "have the quota raised and say so as `quotas.{}`, pack more readings into a message, or take a larger region",
                    exceeded.key
                ));
            mistakes.push(diagnostic.placed(self.place("load")));
        }
        if self.ingest.topic.is_none() && self.ingest.commands.is_some() {
            let diagnostic =
                Diagnostic::error(diagnostic_ids::CONTRADICTION, "`ingest.commands` needs devices on MQTT")
                    .found("no `ingest.topic`")
                    .help("say the topic of readings, or leave out the commands");
            mistakes.push(diagnostic.placed(self.place("ingest.commands")));
        }
        if let (Some(_), None) = (&self.fleet, &self.ingest.topic) {
            let diagnostic = Diagnostic::error(diagnostic_ids::CONTRADICTION, "`fleet` needs devices on MQTT")
                .found("no `ingest.topic`")
                .help("say the topic of readings, or leave out the registration of devices");
            mistakes.push(diagnostic.placed(self.place("fleet")));
        }
        let in_network = [("cache", self.cache.is_some()), ("database", self.database.is_some())];
        for (section, _) in in_network
            .iter()
            .filter(|(_, is_there)| *is_there && self.network.is_none())
        {
            let diagnostic = Diagnostic::error(diagnostic_ids::CONTRADICTION, format!("`{section}` needs a network"))
                .found("no section `network`")
                .help("add a line [network]; its keys have defaults");
            mistakes.push(diagnostic.placed(self.place(section)));
        }
        mistakes
    }

    fn exceeded(&self) -> Option<quota::Exceeded> {
        let capacity = self.capacity();
        let shards = self.ingest.shards.map_or(capacity.shards, |shards| shards.quantity());
        let executions = shards
            .saturating_mul(self.processor.parallel.quantity())
            .saturating_add(2);
        let has_topic = self.ingest.topic.is_some();
        quota::exceeded(&self.region.0, &self.quotas, &capacity, has_topic, shards, executions)
    }
}

fn unreadable(file: &str, error: &std::io::Error) -> Diagnostics {
    let diagnostic =
        Diagnostic::error(diagnostic_ids::UNREADABLE, format!("cannot read {file}")).found(error.to_string());
    Diagnostics(vec![diagnostic])
}
