//! Adapter of `@aws-cdk/aws-service-spec`: names of property types, attributes, replacement, tags, ARN templates, references.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::Value;

/// The file inside the package.
const DATABASE: &str = "package/db.json.gz";

/// Tables that are read of the package's database.
#[derive(Debug, Deserialize)]
pub(super) struct ServiceSpec {
    schema: Schema,
}

#[derive(Debug, Deserialize)]
struct Schema {
    resource: Entities<SpecResource>,
    #[serde(rename = "typeDefinition")]
    type_definition: Entities<TypeDefinition>,
    #[serde(default)]
    metric: Entities<Metric>,
    #[serde(rename = "dimensionSet", default)]
    dimension_set: Entities<DimensionSet>,
    #[serde(rename = "resourceHasMetric", default)]
    resource_has_metric: Relation,
    #[serde(rename = "resourceHasDimensionSet", default)]
    resource_has_dimension_set: Relation,
    #[serde(default)]
    augmentations: Entities<Augmentation>,
    #[serde(rename = "isAugmented", default)]
    is_augmented: Relation,
    /// From metrics to dimension sets.
    #[serde(rename = "usesDimensionSet", default)]
    uses_dimension_set: Relation,
}

#[derive(Debug, Deserialize)]
struct Entities<T> {
    entities: Vec<T>,
}

impl<T> Default for Entities<T> {
    fn default() -> Self {
        Self { entities: Vec::new() }
    }
}

/// Which entities belong to which, by id.
#[derive(Debug, Default, Deserialize)]
struct Relation {
    forward: BTreeMap<String, Vec<Identified>>,
}

#[derive(Debug, Deserialize)]
struct Identified {
    #[serde(rename = "$id")]
    id: String,
}

impl Relation {
    fn of(&self, id: &str) -> impl Iterator<Item = &str> {
        self.forward
            .get(id)
            .into_iter()
            .flatten()
            .map(|entity| entity.id.as_str())
    }
}

#[derive(Debug, Deserialize)]
struct Metric {
    #[serde(rename = "$id")]
    id: String,
    namespace: String,
    name: String,
    statistic: String,
}

#[derive(Debug, Deserialize)]
struct DimensionSet {
    #[serde(rename = "$id")]
    id: String,
    dimensions: Vec<ferrocdk_spec::Dimension>,
}

/// An older list of metrics, which has some that the newer one lacks.
#[derive(Debug, Deserialize)]
struct Augmentation {
    #[serde(rename = "$id")]
    id: String,
    metrics: Option<AugmentedMetrics>,
}

#[derive(Debug, Deserialize)]
struct AugmentedMetrics {
    namespace: String,
    dimensions: BTreeMap<String, Value>,
    metrics: Vec<AugmentedMetric>,
}

#[derive(Debug, Deserialize)]
struct AugmentedMetric {
    name: String,
    #[serde(rename = "type", default)]
    ty: AugmentedType,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum AugmentedType {
    /// A property of single events or of a time, such as how long one took.
    #[default]
    Attrib,
    /// How many events there were.
    Count,
    /// A level, whose highest value says most.
    Gauge,
}

impl AugmentedType {
    fn statistic(self) -> &'static str {
        match self {
            Self::Attrib => "Average",
            Self::Count => "Sum",
            Self::Gauge => "Maximum",
        }
    }
}

/// The metrics of resources.
pub(super) struct Metrics<'a> {
    schema: &'a Schema,
    metrics: BTreeMap<&'a str, &'a Metric>,
    dimension_sets: BTreeMap<&'a str, &'a DimensionSet>,
}

impl Metrics<'_> {
    /// The metrics of the resource with an id, sorted, with the dimensions that belong to both.
    pub(super) fn of(&self, resource: &str) -> Vec<ferrocdk_spec::Metric> {
        let own: BTreeSet<&str> = self.schema.resource_has_dimension_set.of(resource).collect();
        let metrics = self.schema.resource_has_metric.of(resource);
        let mut found: Vec<_> = metrics
            .filter_map(|id| self.metrics.get(id))
            .map(|metric| {
                let sets = self.schema.uses_dimension_set.of(&metric.id);
                let mut dimension_sets: Vec<_> = sets
                    .filter(|id| own.contains(id))
                    .filter_map(|id| self.dimension_sets.get(id))
                    .map(|set| set.dimensions.clone())
                    .collect();
                dimension_sets.sort();
                dimension_sets.dedup();
                ferrocdk_spec::Metric {
                    namespace: metric.namespace.clone(),
                    name: metric.name.clone(),
                    statistic: metric.statistic.clone(),
                    dimension_sets,
                }
            })
            .collect();
        for (namespace, dimensions, metric) in self.augmented(resource) {
            if !found
                .iter()
                .any(|known| known.namespace == namespace && known.name == metric.name)
            {
                found.push(ferrocdk_spec::Metric {
                    namespace: namespace.to_owned(),
                    name: metric.name.clone(),
                    statistic: metric.ty.statistic().to_owned(),
                    dimension_sets: vec![dimensions],
                });
            }
        }
        found.sort();
        found
    }

    /// The metrics of the older list: namespace, dimensions, metric.
    fn augmented(&self, resource: &str) -> Vec<(&str, Vec<ferrocdk_spec::Dimension>, &AugmentedMetric)> {
        let ids: BTreeSet<&str> = self.schema.is_augmented.of(resource).collect();
        let mut found = Vec::new();
        let lists = self.schema.augmentations.entities.iter();
        for list in lists
            .filter(|list| ids.contains(list.id.as_str()))
            .filter_map(|list| list.metrics.as_ref())
        {
            let names = list.dimensions.keys();
            let dimensions: Vec<_> = names
                .map(|name| ferrocdk_spec::Dimension {
                    name: name.clone(),
                    value: None,
                })
                .collect();
            let metrics = list.metrics.iter();
            found.extend(metrics.map(|metric| (list.namespace.as_str(), dimensions.clone(), metric)));
        }
        found
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SpecResource {
    #[serde(rename = "$id", default)]
    pub(super) id: String,
    pub(super) cloud_formation_type: String,
    pub(super) properties: BTreeMap<String, Property>,
    pub(super) attributes: BTreeMap<String, Property>,
    #[serde(default)]
    pub(super) primary_identifier: Vec<String>,
    /// Parts of what `Ref` gives, where that is not the primary identifier.
    pub(super) cfn_ref_identifier: Option<Vec<String>>,
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
    #[serde(default)]
    pub(super) relationship_refs: Vec<Relationship>,
}

/// A type that a property refers to, and its attribute.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Relationship {
    pub(super) cloud_formation_type: String,
    pub(super) property_name: String,
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
    /// Identifier that references name it by.
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
    pub(super) fn resources(&self) -> &[SpecResource] {
        &self.schema.resource.entities
    }

    /// The metrics of all resources.
    pub(super) fn metrics(&self) -> Metrics<'_> {
        let metrics = self.schema.metric.entities.iter();
        let dimension_sets = self.schema.dimension_set.entities.iter();
        Metrics {
            schema: &self.schema,
            metrics: metrics.map(|metric| (metric.id.as_str(), metric)).collect(),
            dimension_sets: dimension_sets.map(|set| (set.id.as_str(), set)).collect(),
        }
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
