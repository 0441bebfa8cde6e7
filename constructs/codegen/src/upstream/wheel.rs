//! Adapter of `cfn-lint`: everything that knows the layout of the wheel, which changed three times in a year.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::Value;
use zip::ZipArchive;

use super::registry::Registry;

/// One JSON file per resource type, named by a hash.
const SCHEMAS: &str = "cfnlint/data/schemas/resources/";
/// One JSON file per region, with the types that it has; `sam` is no region.
const PROVIDERS: &str = "cfnlint/data/schemas/providers/";
/// One folder per resource type, with a JSON file per schema.
const EXTENSIONS: &str = "cfnlint/data/schemas/extensions/";
const RUNTIMES: &str = "cfnlint/data/AdditionalSpecs/LmbdRuntimeLifecycle.json";
const POLICIES: &str = "cfnlint/data/AdditionalSpecs/Policies.json";
const STATEFUL: &str = "cfnlint/data/AdditionalSpecs/StatefulResources.json";
/// The list of the types that a transform makes, which every region has.
const SAM: &str = "sam";
/// The region whose list stands for those of regions that upstream cannot look into.
const MODEL_REGION: &str = "us-east-1";
/// Far below what the wheel holds and far above what a changed layout would leave: types, regions, extensions.
const FEWEST: [(&str, usize); 3] = [(SCHEMAS, 1000), (PROVIDERS, 20), (EXTENSIONS, 50)];

/// Files that are read of the wheel.
#[derive(Debug, Default)]
pub(super) struct Wheel {
    pub(super) registry: Registry,
    /// By region, the types that it has; `us-east-1` and the copies of it included.
    pub(super) regions: BTreeMap<String, BTreeSet<String>>,
    /// The types of the serverless transform.
    pub(super) serverless: BTreeSet<String>,
    /// By name, such as `aws_ec2_instance/privateipaddress`.
    pub(super) extensions: BTreeMap<String, Value>,
    pub(super) runtimes: BTreeMap<String, Lifecycle>,
    /// By prefix.
    pub(super) services: BTreeMap<String, Service>,
    pub(super) stateful: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Lifecycle {
    pub(super) create_block: Option<String>,
    pub(super) update_block: Option<String>,
    pub(super) deprecated: Option<String>,
    pub(super) successor: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Service {
    pub(super) actions: BTreeMap<String, Action>,
    pub(super) resources: BTreeMap<String, WheelResource>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Action {
    #[serde(default)]
    pub(super) resources: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WheelResource {
    #[serde(rename = "ARNFormats", default)]
    pub(super) arn_formats: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stateful {
    resource_types: BTreeMap<String, Value>,
}

impl Wheel {
    /// Reads the wheel.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let files = Files::read(path)?;
        for (folder, fewest) in FEWEST {
            let found = files.below(folder).count();
            ensure!(
                found >= fewest,
                "{} holds {found} JSON files below {folder}, at least {fewest} were expected\nhint: its layout has changed; change upstream/wheel.rs",
                path.display()
            );
        }
        let mut wheel = Self::default();
        for (name, _) in files.below(SCHEMAS) {
            wheel.registry.insert(files.parse(name)?)?;
        }
        for (name, region) in files.below(PROVIDERS) {
            let types: BTreeMap<String, Value> = files.parse(name)?;
            let types = types.into_keys().collect();
            match region {
                SAM => wheel.serverless = types,
                region => {
                    wheel.regions.insert(region.to_owned(), types);
                }
            }
        }
        for (name, extension) in files.below(EXTENSIONS) {
            wheel.extensions.insert(extension.to_owned(), files.parse(name)?);
        }
        wheel.runtimes = files.parse(RUNTIMES)?;
        wheel.services = files.parse(POLICIES)?;
        wheel.stateful = files.parse::<Stateful>(STATEFUL)?.resource_types.into_keys().collect();
        Ok(wheel)
    }

    /// Whether a region's list is its own: not that of the region which upstream copies.
    pub(super) fn is_listed(&self, region: &str) -> bool {
        region == MODEL_REGION || self.regions.get(region) != self.regions.get(MODEL_REGION)
    }
}

/// The texts of the wheel's JSON files by name.
struct Files {
    path: String,
    texts: BTreeMap<String, Vec<u8>>,
}

impl Files {
    fn read(path: &Path) -> Result<Self> {
        let context = || format!("failed to read {}", path.display());
        let mut archive = ZipArchive::new(File::open(path).with_context(context)?).with_context(context)?;
        let mut texts = BTreeMap::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).with_context(context)?;
            let name = file.name().with_context(context)?.into_owned();
            if name.ends_with(".json") {
                let mut text = Vec::new();
                std::io::copy(&mut file, &mut text).with_context(context)?;
                texts.insert(name, text);
            }
        }
        Ok(Self {
            path: path.display().to_string(),
            texts,
        })
    }

    /// The files of a folder, with what is left of their names without folder and ending.
    fn below(&self, folder: &'static str) -> impl Iterator<Item = (&str, &str)> {
        self.texts.keys().filter_map(move |name| {
            let rest = name.strip_prefix(folder)?.strip_suffix(".json")?;
            Some((name.as_str(), rest))
        })
    }

    fn parse<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T> {
        let text = self.texts.get(name).with_context(|| {
            format!(
                "{} has no {name}\nhint: its layout has changed; change upstream/wheel.rs",
                self.path
            )
        })?;
        serde_json::from_slice(text)
            .with_context(|| format!("{name} in {} is not of the form this adapter reads", self.path))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use serde_json::json;
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    /// A wheel of so many types and as many regions and extensions as are expected at least.
    fn wheel(types: usize) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut zip = ZipWriter::new(file.reopen().unwrap());
        let mut add = |name: &str, content: &Value| {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content.to_string().as_bytes()).unwrap();
        };
        for index in 0..types {
            add(
                &format!("{SCHEMAS}{index}.json"),
                &json!({ "typeName": format!("A::B::C{index}") }),
            );
        }
        let model = json!({ "A::B::C0": "0", "A::B::C1": "1" });
        add(&format!("{PROVIDERS}{MODEL_REGION}.json"), &model);
        add(&format!("{PROVIDERS}xx-copy-1.json"), &model);
        add(&format!("{PROVIDERS}{SAM}.json"), &json!({ "A::B::C2": "2" }));
        for index in 0..20 {
            add(&format!("{PROVIDERS}xx-own-{index}.json"), &json!({ "A::B::C0": "0" }));
        }
        for index in 0..50 {
            add(
                &format!("{EXTENSIONS}bell/{index}.json"),
                &json!({ "required": ["Tone"] }),
            );
        }
        add(&format!("{EXTENSIONS}__init__.py"), &json!("no schema"));
        add(
            RUNTIMES,
            &json!({ "bell1.x": { "create-block": null, "update-block": null, "deprecated": "2020-01-31", "successor": "bell2.x" } }),
        );
        add(
            POLICIES,
            &json!({ "plant": { "Actions": { "ring": { "Resources": ["bell"] }, "list": {} }, "Resources": { "bell": { "ARNFormats": ["arn:.*"] } } } }),
        );
        add(STATEFUL, &json!({ "ResourceTypes": { "A::B::C0": {} } }));
        zip.finish().unwrap();
        file
    }

    #[test]
    fn everything_is_found_in_its_place() {
        let wheel = Wheel::read(wheel(1000).path()).unwrap();
        assert_eq!(wheel.registry.schemas().count(), 1000);
        assert_eq!(wheel.regions.len(), 22);
        assert_eq!(wheel.regions["xx-own-3"], BTreeSet::from(["A::B::C0".to_owned()]));
        let listed = ["us-east-1", "xx-copy-1", "xx-own-3"].map(|region| wheel.is_listed(region));
        assert_eq!(listed, [true, false, true]);
        assert_eq!(wheel.serverless, BTreeSet::from(["A::B::C2".to_owned()]));
        assert_eq!(wheel.extensions.len(), 50);
        assert_eq!(wheel.extensions["bell/7"], json!({ "required": ["Tone"] }));
        assert_eq!(wheel.runtimes["bell1.x"].successor.as_deref(), Some("bell2.x"));
        assert_eq!(wheel.services["plant"].actions["ring"].resources, ["bell"]);
        assert!(wheel.services["plant"].actions["list"].resources.is_empty());
        assert_eq!(wheel.services["plant"].resources["bell"].arn_formats, ["arn:.*"]);
        assert!(wheel.stateful.contains("A::B::C0"));
    }

    #[test]
    fn another_layout_is_told() {
        let error = Wheel::read(wheel(999).path()).unwrap_err().to_string();
        assert!(
            error.contains(
                "holds 999 JSON files below cfnlint/data/schemas/resources/, at least 1000 were expected\nhint: "
            ),
            "{error}"
        );
    }
}
