//! The stacks of a cloud assembly, read from its folder.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use ferrocdk_assembly::{
    Artifact, AssemblyManifest, AssetManifest, MANIFEST_FILE, Properties, StackProperties, TREE_FILE, Tree, TreeNode,
    metadata_type,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A cloud assembly with all assemblies nested in it: their stacks in the order in which they are deployed.
#[derive(Debug, Clone)]
pub struct Assembly {
    /// Stacks, each after those it depends on.
    pub stacks: Vec<Stack>,
}

/// One stack, ready to be deployed.
#[derive(Debug, Clone)]
pub struct Stack {
    /// The artifact's id.
    pub id: String,
    /// The stack's name in CloudFormation.
    pub name: String,
    /// Region it is made for, if the assembly fixes one.
    pub region: Option<String>,
    /// Account it is made for, if the assembly fixes one.
    pub account: Option<String>,
    /// How it is deployed.
    pub properties: StackProperties,
    /// Folder of the assembly that the stack is part of; paths of assets start here.
    pub dir: PathBuf,
    /// The template's file.
    pub template_file: PathBuf,
    /// Length of that file in bytes.
    pub template_size: u64,
    /// The template.
    pub template: Value,
    /// Assets that have to be published before.
    pub assets: AssetManifest,
    /// Construct paths (`Plant/Stream`) by logical id.
    pub paths: BTreeMap<String, String>,
    /// Lines of the sources (`app/src/plant.rs:42`) by construct path, where the assembly was made with them.
    pub sources: BTreeMap<String, String>,
}

/// Why an assembly cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AssemblyError {
    /// A file is missing or unreadable.
    #[error("cannot read `{}`: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Message of the system.
        error: io::Error,
    },
    /// A file does not hold what it should.
    #[error("`{}` is not a valid assembly file: {error}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Mistake in it.
        error: serde_json::Error,
    },
    /// The app asks for values only the account knows.
    #[error("the assembly lacks context: {}", keys.join(", "))]
    MissingContext {
        /// Keys of the missing values.
        keys: Vec<String>,
    },
    /// Stacks wait for each other.
    #[error("stacks depend on each other in a circle: {}", ids.join(", "))]
    Circle {
        /// Artifact ids in the circle and behind it.
        ids: Vec<String>,
    },
    /// An environment that is no `aws://account/region`.
    #[error("stack `{id}` has the environment `{found}`, expected `aws://<account>/<region>`")]
    Environment {
        /// The artifact's id.
        id: String,
        /// Value that was found.
        found: String,
    },
}

impl Assembly {
    /// Reads the assembly in `dir`.
    ///
    /// # Errors
    ///
    /// When a file is missing or malformed, context is missing, or stacks depend on each other in a circle.
    pub fn read(dir: &Path) -> Result<Self, AssemblyError> {
        let mut stacks = Vec::new();
        Self::collect(dir, &mut stacks)?;
        let sources = sources(dir)?;
        for stack in &mut stacks {
            stack.sources = sources_of(&stack.paths, &sources);
        }
        Ok(Self { stacks })
    }

    fn collect(dir: &Path, stacks: &mut Vec<Stack>) -> Result<(), AssemblyError> {
        let manifest: AssemblyManifest = read_json(&dir.join(MANIFEST_FILE))?;
        if !manifest.missing.is_empty() {
            let keys = manifest.missing.into_iter().map(|missing| missing.key).collect();
            return Err(AssemblyError::MissingContext { keys });
        }
        for id in deployment_order(&manifest)? {
            let Some(artifact) = manifest.artifacts.get(&id) else {
                continue;
            };
            match &artifact.properties {
                Properties::Stack(properties) => stacks.push(Stack::read(dir, &manifest, &id, artifact, properties)?),
                // A stage. No stack waits for one of another stage.
                Properties::NestedAssembly(nested) => Self::collect(&dir.join(&nested.directory_name), stacks)?,
                _ => {}
            }
        }
        Ok(())
    }
}

impl Stack {
    fn read(
        dir: &Path,
        manifest: &AssemblyManifest,
        id: &str,
        artifact: &Artifact,
        properties: &StackProperties,
    ) -> Result<Self, AssemblyError> {
        let template_file = dir.join(&properties.template_file);
        let text = read(&template_file)?;
        let template: Value = parse(&template_file, &text)?;
        let mut assets = AssetManifest::default();
        for dependency in &artifact.dependencies {
            let found = manifest.artifacts.get(dependency).map(|artifact| &artifact.properties);
            if let Some(Properties::AssetManifest(asset_manifest)) = found {
                let read: AssetManifest = read_json(&dir.join(&asset_manifest.file))?;
                assets.files.extend(read.files);
                assets.docker_images.extend(read.docker_images);
            }
        }
        let (account, region) = environment(id, artifact.environment.as_deref())?;
        Ok(Self {
            id: id.to_owned(),
            name: properties.stack_name.clone().unwrap_or_else(|| id.to_owned()),
            region,
            account,
            properties: properties.clone(),
            template_size: text.len() as u64,
            paths: construct_paths(artifact, &template),
            dir: dir.to_owned(),
            template_file,
            template,
            assets,
            sources: BTreeMap::new(),
        })
    }

    /// A stack that no assembly has: of a template in a file, with the values of its parameters, and without assets.
    pub fn of_file<'v>(
        name: &str,
        file: PathBuf,
        size: u64,
        template: Value,
        paths: BTreeMap<String, String>,
        parameters: impl IntoIterator<Item = (&'v str, String)>,
    ) -> Self {
        let mut properties = StackProperties::new(file.to_string_lossy());
        let parameters = parameters.into_iter().map(|(key, value)| (key.to_owned(), value));
        properties.parameters.extend(parameters);
        Self {
            id: name.to_owned(),
            name: name.to_owned(),
            region: None,
            account: None,
            properties,
            dir: file.parent().unwrap_or(&file).to_owned(),
            template_file: file,
            template_size: size,
            template,
            assets: AssetManifest::default(),
            paths,
            sources: BTreeMap::new(),
        }
    }

    /// The line of the sources that a resource comes from, where the assembly tells.
    pub fn source_of(&self, logical_id: &str) -> Option<&str> {
        self.sources.get(self.path_of(logical_id)).map(String::as_str)
    }

    /// The construct path of a logical id, or the logical id itself when the assembly does not tell.
    pub fn path_of<'a>(&'a self, logical_id: &'a str) -> &'a str {
        self.paths.get(logical_id).map_or(logical_id, String::as_str)
    }
}

/// Lines of the sources by construct path, as the tree has them.
fn sources(dir: &Path) -> Result<BTreeMap<String, String>, AssemblyError> {
    let file = dir.join(TREE_FILE);
    let mut found = BTreeMap::new();
    if file.is_file() {
        let text = read(&file)?;
        // Most trees have none, and reading one takes longer than all the rest.
        if text.contains("\"location\"") {
            let tree: Tree = parse(&file, &text)?;
            collect_sources(&tree.tree, &mut found);
        }
    }
    Ok(found)
}

fn collect_sources(node: &TreeNode, found: &mut BTreeMap<String, String>) {
    if let Some(location) = node.extra.get("location").and_then(Value::as_str) {
        found.insert(node.path.clone(), location.to_owned());
    }
    node.children.values().for_each(|child| collect_sources(child, found));
}

/// The line for each construct: its own, or that of the nearest construct around it that was made in the project's own sources.
fn sources_of(paths: &BTreeMap<String, String>, sources: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let is_own = |location: &&String| !location.starts_with('/') && !location.contains(".cargo");
    let mut found = BTreeMap::new();
    for path in paths.values() {
        let mut place = Some(path.as_str());
        while let Some(at) = place {
            if let Some(location) = sources.get(at).filter(is_own) {
                found.insert(path.clone(), location.clone());
                break;
            }
            place = at.rsplit_once('/').map(|(above, _)| above);
        }
    }
    found
}

fn read(path: &Path) -> Result<String, AssemblyError> {
    fs::read_to_string(path).map_err(|error| AssemblyError::Read {
        path: path.to_owned(),
        error,
    })
}

fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, AssemblyError> {
    serde_json::from_str(text).map_err(|error| AssemblyError::Parse {
        path: path.to_owned(),
        error,
    })
}

pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, AssemblyError> {
    parse(path, &read(path)?)
}

/// Artifact ids, each after its dependencies, otherwise in the manifest's order.
fn deployment_order(manifest: &AssemblyManifest) -> Result<Vec<String>, AssemblyError> {
    let mut order: Vec<String> = Vec::new();
    let mut waiting: Vec<&String> = manifest.artifacts.keys().collect();
    while !waiting.is_empty() {
        let before = order.len();
        waiting.retain(|id| {
            let ready = manifest.artifacts.get(*id).is_none_or(|artifact| {
                artifact
                    .dependencies
                    .iter()
                    .all(|other| order.contains(other) || !manifest.artifacts.contains_key(other))
            });
            if ready {
                order.push((*id).clone());
            }
            !ready
        });
        if order.len() == before {
            return Err(AssemblyError::Circle {
                ids: waiting.into_iter().cloned().collect(),
            });
        }
    }
    Ok(order)
}

/// Account and region of `aws://<account>/<region>`, `None` for what is left open.
fn environment(id: &str, text: Option<&str>) -> Result<(Option<String>, Option<String>), AssemblyError> {
    let Some(text) = text else { return Ok((None, None)) };
    let Some((account, region)) = text.strip_prefix("aws://").and_then(|rest| rest.split_once('/')) else {
        return Err(AssemblyError::Environment {
            id: id.to_owned(),
            found: text.to_owned(),
        });
    };
    let known = |part: &str| (!part.starts_with("unknown-")).then(|| part.to_owned());
    Ok((known(account), known(region)))
}

/// Construct paths from the template's own metadata, or else from the manifest's logical ids. The path ends at the construct that a person
/// wrote: `/Resource`, the primary resource within it, is cut off.
fn construct_paths(artifact: &Artifact, template: &Value) -> BTreeMap<String, String> {
    let shorten = |path: &str| path.trim_start_matches('/').trim_end_matches("/Resource").to_owned();
    let mut paths = BTreeMap::new();
    for (path, entries) in &artifact.metadata {
        for entry in entries.iter().filter(|entry| entry.kind == metadata_type::LOGICAL_ID) {
            if let Some(id) = entry.data.as_ref().and_then(Value::as_str) {
                paths.insert(id.to_owned(), shorten(path));
            }
        }
    }
    for (id, resource) in template
        .get("Resources")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        if let Some(path) = resource.pointer("/Metadata/aws:cdk:path").and_then(Value::as_str) {
            paths.insert(id.clone(), shorten(path));
        }
    }
    paths
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;

    /// A stack `plant-dev` with this template.
    pub(crate) fn stack(template: Value) -> Stack {
        Stack {
            id: "Plant".into(),
            name: "plant-dev".into(),
            region: Some("sa-east-1".into()),
            account: None,
            properties: StackProperties::new("Plant.template.json"),
            dir: "out".into(),
            template_file: "out/Plant.template.json".into(),
            template_size: 0,
            template,
            assets: AssetManifest::default(),
            paths: BTreeMap::new(),
            sources: BTreeMap::new(),
        }
    }

    fn write(dir: &Path, manifest: &Value) {
        fs::write(dir.join(MANIFEST_FILE), manifest.to_string()).unwrap();
        for name in ["A", "B"] {
            let template = json!({ "Resources": {
                "Stream1": { "Type": "AWS::Kinesis::Stream", "Metadata": { "aws:cdk:path": "A/Stream/Resource" } },
                "Plain": { "Type": "AWS::SQS::Queue" }
            } });
            fs::write(dir.join(format!("{name}.template.json")), template.to_string()).unwrap();
        }
        let assets = json!({ "version": "48.0.0", "files": { "h": { "source": {}, "destinations": {} } } });
        fs::write(dir.join("A.assets.json"), assets.to_string()).unwrap();
    }

    fn stack_artifact(name: &str, dependencies: &[&str]) -> Value {
        json!({
            "type": "aws:cloudformation:stack",
            "environment": "aws://unknown-account/sa-east-1",
            "properties": { "templateFile": format!("{name}.template.json"), "stackName": format!("{name}-dev") },
            "dependencies": dependencies,
            "metadata": { format!("/{name}/Queue/Resource"): [{ "type": "aws:cdk:logicalId", "data": "Plain" }] }
        })
    }

    #[test]
    fn stacks_come_in_deployment_order_with_assets_and_paths() {
        let dir = tempfile::tempdir().unwrap();
        write(
            dir.path(),
            &json!({ "version": "48.0.0", "artifacts": {
                "B": stack_artifact("B", &["A"]),
                "A": stack_artifact("A", &["A.assets"]),
                "A.assets": { "type": "cdk:asset-manifest", "properties": { "file": "A.assets.json" } }
            } }),
        );
        let assembly = Assembly::read(dir.path()).unwrap();
        let names: Vec<_> = assembly.stacks.iter().map(|stack| stack.name.as_str()).collect();
        assert_eq!(names, ["A-dev", "B-dev"]);
        let first = &assembly.stacks[0];
        assert_eq!(first.region.as_deref(), Some("sa-east-1"));
        assert_eq!(first.account, None);
        assert_eq!(first.assets.files.len(), 1);
        assert_eq!(first.path_of("Stream1"), "A/Stream");
        assert_eq!(first.path_of("Plain"), "A/Queue");
        assert_eq!(first.path_of("Unknown"), "Unknown");
    }

    #[test]
    fn stacks_of_stages_are_among_them() {
        let dir = tempfile::tempdir().unwrap();
        let stage = dir.path().join("assembly-Prod");
        fs::create_dir(&stage).unwrap();
        write(
            dir.path(),
            &json!({ "version": "48.0.0", "artifacts": {
                "assembly-Prod": { "type": "cdk:cloud-assembly", "properties": { "directoryName": "assembly-Prod" } },
                "A": stack_artifact("A", &[])
            } }),
        );
        let artifacts = json!({ "B": stack_artifact("B", &[]) });
        write(&stage, &json!({ "version": "48.0.0", "artifacts": artifacts }));
        let assembly = Assembly::read(dir.path()).unwrap();
        let folders: Vec<_> = assembly
            .stacks
            .iter()
            .map(|stack| (stack.id.as_str(), stack.dir.as_path()))
            .collect();
        assert_eq!(folders, [("B", stage.as_path()), ("A", dir.path())]);
    }

    #[test]
    fn mistakes_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let message = || Assembly::read(dir.path()).unwrap_err().to_string();
        assert!(message().starts_with("cannot read `"));
        fs::write(dir.path().join(MANIFEST_FILE), "{").unwrap();
        assert!(message().contains("manifest.json` is not a valid assembly file: EOF"));
        let a_and_b = json!({ "A": stack_artifact("A", &["B"]), "B": stack_artifact("B", &["A"]) });
        write(dir.path(), &json!({ "version": "48.0.0", "artifacts": a_and_b }));
        assert_eq!(message(), "stacks depend on each other in a circle: A, B");
        let missing = json!([{ "key": "zones", "provider": "availability-zones", "props": {} }]);
        write(dir.path(), &json!({ "version": "48.0.0", "missing": missing }));
        assert_eq!(message(), "the assembly lacks context: zones");
        let mut wrong = stack_artifact("A", &[]);
        wrong["environment"] = json!("sa-east-1");
        write(dir.path(), &json!({ "version": "48.0.0", "artifacts": { "A": wrong } }));
        assert_eq!(
            message(),
            "stack `A` has the environment `sa-east-1`, expected `aws://<account>/<region>`"
        );
    }
}
