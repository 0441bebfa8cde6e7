//! Contents of a database, and how they are written.

use std::collections::BTreeMap;

use miniz_oxide::deflate::compress_to_vec;
use serde::Serialize;
use serde_json::Value;

use crate::database::MAGIC;
use crate::{Error, Extension, IamService, Permissions, Pin, Region, RegionSet, ResourceType, Runtime, Schema};

/// The best ratio that the format has; a rebuild is rare, and reading is as quick.
const LEVEL: u8 = 10;

/// All facts of a database, for writing it.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// The packages that the facts come from.
    pub sources: Vec<Pin>,
    /// The regions; types refer to them by position.
    pub regions: Vec<Region>,
    /// The resource types by name.
    pub types: BTreeMap<String, TypeContents>,
    /// By resource type, the schemas that apply beyond its own.
    pub extensions: BTreeMap<String, Vec<Extension>>,
    /// By the extension schema's name and the part's (empty for one that is whole).
    pub extension_schemas: BTreeMap<(String, String), Value>,
    /// Lambda's runtimes, sorted by name.
    pub runtimes: Vec<Runtime>,
    /// The services of IAM by their prefix, such as `kinesis`.
    pub services: BTreeMap<String, IamService>,
}

/// All facts of a resource type.
#[derive(Clone, Debug, Default)]
pub struct TypeContents {
    /// Its structure.
    pub resource: ResourceType,
    /// Its schema.
    pub schema: Value,
    /// Permissions that its handlers need.
    pub permissions: Permissions,
    /// The regions that have it.
    pub regions: RegionSet,
}

/// Encodes facts into the bytes of a database file.
///
/// # Errors
/// [`Error::Damaged`] when a name cannot stand in the index or a record cannot be encoded.
pub fn encode(contents: &Contents) -> Result<Vec<u8>, Error> {
    let mut file = File {
        head: format!("{MAGIC}\n"),
        body: Vec::new(),
    };
    for pin in &contents.sources {
        file.line(&["source", &pin.registry, &pin.name, &pin.version, &pin.checksum])?;
    }
    for region in &contents.regions {
        file.line(&["region", &region.name, if region.listed { "listed" } else { "copied" }])?;
    }
    for (name, ty) in &contents.types {
        let structure = file.record(name, &ty.resource)?;
        let schema = file.text(&Schema::encode(&ty.schema)?);
        let permissions = match ty.permissions.is_empty() {
            true => 0,
            false => file.record(name, &ty.permissions)?,
        };
        let lengths = [structure, schema, permissions].map(|length| length.to_string());
        let [structure, schema, permissions] = &lengths;
        file.line(&["type", name, &ty.regions.to_text(), structure, schema, permissions])?;
    }
    for (name, service) in &contents.services {
        let length = file.record(name, service)?;
        file.line(&["service", name, &length.to_string()])?;
    }
    for ((name, part), schema) in &contents.extension_schemas {
        let length = file.text(&Schema::encode(schema)?);
        let part = if part.is_empty() { "-" } else { part };
        file.line(&["schema", name, part, &length.to_string()])?;
    }
    let length = file.record("extensions", &contents.extensions)?;
    file.line(&["extensions", &length.to_string()])?;
    let length = file.record("runtimes", &contents.runtimes)?;
    file.line(&["runtimes", &length.to_string()])?;

    let mut bytes = file.head.into_bytes();
    bytes.push(b'\n');
    bytes.extend(file.body);
    Ok(bytes)
}

struct File {
    head: String,
    body: Vec<u8>,
}

impl File {
    fn line(&mut self, words: &[&str]) -> Result<(), Error> {
        if let Some(word) = words
            .iter()
            .find(|word| word.is_empty() || word.contains(char::is_whitespace))
        {
            return Err(Error::Damaged {
                what: format!("'{word}' cannot stand in its index"),
            });
        }
        self.head += &(words.join(" ") + "\n");
        Ok(())
    }

    fn record(&mut self, name: &str, value: &impl Serialize) -> Result<usize, Error> {
        let bytes = postcard::to_allocvec(value).map_err(|error| Error::Damaged {
            what: format!("{name} does not encode: {error}"),
        })?;
        Ok(self.append(&bytes))
    }

    fn text(&mut self, text: &str) -> usize {
        self.append(text.as_bytes())
    }

    fn append(&mut self, bytes: &[u8]) -> usize {
        let record = compress_to_vec(bytes, LEVEL);
        self.body.extend(&record);
        record.len()
    }
}
