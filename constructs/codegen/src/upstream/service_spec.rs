//! Adapter of `@aws-cdk/aws-service-spec`: names of property types, attributes, replacement, tags, ARN templates.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::Value;

/// The file inside the package.
const DATABASE: &str = "package/db.json.gz";

/// What is read of the package's database.
#[derive(Debug, Deserialize)]
pub(super) struct ServiceSpec {
    schema: Schema,
}

#[derive(Debug, Deserialize)]
struct Schema {
    resource: Entities<Resource>,
    #[serde(rename = "typeDefinition")]
    type_definition: Entities<TypeDefinition>,
}

#[derive(Debug, Deserialize)]
struct Entities<T> {
    entities: Vec<T>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Resource {
    pub(super) cloud_formation_type: String,
    pub(super) properties: BTreeMap<String, Property>,
    pub(super) attributes: BTreeMap<String, Property>,
    #[serde(default)]
    pub(super) primary_identifier: Vec<String>,
    pub(super) tag_information: Option<TagInformation>,
    pub(super) arn_template: Option<String>,
    #[serde(default)]
    pub(super) is_stateful: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TagInformation {
    pub(super) tag_property_name: String,
    pub(super) variant: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct TypeDefinition {
    #[serde(rename = "$id")]
    id: String,
    pub(super) name: String,
    pub(super) properties: BTreeMap<String, Property>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Property {
    #[serde(rename = "type")]
    pub(super) ty: Type,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) causes_replacement: Option<Replacement>,
    pub(super) default_value: Option<Value>,
    pub(super) deprecated: Option<Value>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Replacement {
    Yes,
    Maybe,
    No,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Type {
    String {
        #[serde(rename = "allowedValues", default)]
        allowed_values: Vec<Value>,
    },
    Integer {
        #[serde(rename = "allowedValues", default)]
        allowed_values: Vec<Value>,
    },
    Number,
    Boolean,
    Json,
    Tag,
    #[serde(rename = "date-time")]
    DateTime,
    Array {
        element: Box<Self>,
    },
    Map {
        element: Box<Self>,
    },
    Ref {
        reference: Reference,
    },
    Union {
        types: Vec<Self>,
    },
}

#[derive(Debug, Deserialize)]
pub(super) struct Reference {
    #[serde(rename = "$ref")]
    pub(super) id: String,
}

impl TypeDefinition {
    /// What references name it by.
    pub(super) fn id(&self) -> &str {
        &self.id
    }
}

impl ServiceSpec {
    /// Reads the database inside the package's archive.
    pub(super) fn read(archive: &Path) -> Result<Self> {
        let json = extract(archive).with_context(|| format!("failed to read {}", archive.display()))?;
        serde_json::from_slice(&json).with_context(|| {
            format!("{DATABASE} in {} is not of the form this adapter reads\nhint: its layout has changed; change upstream/service_spec.rs", archive.display())
        })
    }

    /// All resource types, in upstream order.
    pub(super) fn resources(&self) -> &[Resource] {
        &self.schema.resource.entities
    }

    /// Property types by their id.
    pub(super) fn type_definitions(&self) -> BTreeMap<&str, &TypeDefinition> {
        self.schema
            .type_definition
            .entities
            .iter()
            .map(|definition| (definition.id.as_str(), definition))
            .collect()
    }
}

fn extract(archive: &Path) -> Result<Vec<u8>> {
    let mut files = tar::Archive::new(GzDecoder::new(File::open(archive)?));
    for file in files.entries()? {
        let file = file?;
        if file.path()? == Path::new(DATABASE) {
            let mut json = Vec::new();
            GzDecoder::new(file).read_to_end(&mut json)?;
            return Ok(json);
        }
    }
    bail!("it holds no {DATABASE}")
}
