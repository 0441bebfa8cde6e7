//! The files of an assembly: `manifest.json`, templates, `*.assets.json` and `tree.json`, stage by stage.

use std::collections::BTreeMap;

use ferrocdk_assembly::{
    Artifact, AssemblyManifest, AssetManifest, AssetManifestProperties, FileAsset, FileSource, MANIFEST_FILE,
    MetadataEntry, MissingContext, NestedAssemblyProperties, Properties, StackProperties, TREE_FILE, TreeProperties,
    metadata_type,
};
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::checked::Checker;
use super::input::{Input, NestedTemplate};
use super::join;
use super::limits;
use super::links::Links;
use super::logical_ids::LogicalIds;
use super::template::StackTemplate;
use super::tree_file::TreeFile;
use super::write::{Output, WriteError, pretty};
use crate::diagnostic::{Diagnostic, ids};
use crate::hex::hex;
use crate::logical_id;
use crate::node_data::{Annotation, StackData};
use crate::node_id::NodeId;
use crate::synthesizer::{NewAsset, REQUIRED_VERSION};
use crate::tags;
use crate::tree::Tree;

/// Writes everything below one stage, and the stages within it.
pub(super) struct Builder<'a> {
    pub(super) tree: &'a Tree,
    pub(super) logical_ids: &'a LogicalIds,
    pub(super) links: &'a Links<'a>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) checker: Checker<'a>,
    output: &'a mut dyn Output,
    /// The first file that could not be written; those after it are left out.
    pub(super) failure: Option<WriteError>,
    /// The files of templates by artifact id; those of nested stacks by their unique id.
    pub(super) templates: IndexMap<String, String>,
    /// The resource of each nested stack, with the stack and the address of its template.
    nested: BTreeMap<NodeId, NestedTemplate>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        tree: &'a Tree,
        logical_ids: &'a LogicalIds,
        links: &'a Links<'a>,
        output: &'a mut dyn Output,
    ) -> Self {
        Self {
            tree,
            logical_ids,
            links,
            diagnostics: Vec::new(),
            checker: Checker::new(tree, logical_ids),
            output,
            failure: None,
            templates: IndexMap::new(),
            nested: BTreeMap::new(),
        }
    }

    /// Writes the assembly of a stage, or of the app, into `folder`: empty, or ending in `/`. Gives the context that it lacks.
    pub(super) fn add_assembly(&mut self, stage: NodeId, folder: &str) -> Vec<MissingContext> {
        let mut manifest = AssemblyManifest::default();
        if folder.is_empty() {
            self.write(TREE_FILE, &TreeFile(self.tree));
        }
        let below = self.tree.descendants(stage);
        let inner: Vec<NodeId> = below
            .iter()
            .copied()
            .filter(|id| *id != stage && self.is_stage_within(*id, stage))
            .collect();
        for inner in inner {
            let path = self.tree.path(inner);
            let name = format!("assembly-{}", path.replace('/', "-"));
            let properties = NestedAssemblyProperties {
                directory_name: name.clone(),
                display_name: Some(path),
                extra: Default::default(),
            };
            manifest
                .artifacts
                .insert(name.clone(), Artifact::new(Properties::NestedAssembly(properties)));
            let missing = self.add_assembly(inner, &format!("{folder}{name}/"));
            add_missing(&mut manifest.missing, missing);
        }
        for stack in below {
            if let Some(data) = self.tree.stack(stack)
                && data.nested.is_none()
                && self.tree.stage_of(stack) == stage
            {
                self.add_stack(&mut manifest, stack, data, folder);
                add_missing(&mut manifest.missing, data.missing.values().cloned());
            }
        }
        if folder.is_empty() {
            let tree = Artifact::new(Properties::Tree(TreeProperties::new(TREE_FILE)));
            manifest.artifacts.insert("Tree".to_owned(), tree);
        }
        self.write(&format!("{folder}{MANIFEST_FILE}"), &manifest);
        // The CDK CLI knows a folder as an assembly by this file.
        let version = json!({ "version": manifest.version });
        self.put(&format!("{folder}cdk.out"), format!("{version}\n").as_bytes());
        manifest.missing
    }

    /// Writes a file of JSON.
    fn write(&mut self, name: &str, value: &impl Serialize) {
        if self.failure.is_none() {
            let written = self.output.file(name, &|out| pretty(value, out));
            self.failure = written.err();
        }
    }

    /// Writes a file of text.
    fn put(&mut self, name: &str, text: &[u8]) {
        if self.failure.is_none() {
            let written = self.output.file(name, &|out| out.write_all(text));
            self.failure = written.err();
        }
    }

    /// Whether a node is a stage directly within another.
    fn is_stage_within(&self, id: NodeId, stage: NodeId) -> bool {
        let node = self.tree.node(id);
        self.tree.stage(id).is_some() && node.parent.is_some_and(|parent| self.tree.stage_of(parent) == stage)
    }

    fn add_stack(&mut self, manifest: &mut AssemblyManifest, stack: NodeId, data: &StackData, folder: &str) {
        let name = self.tree.stack_name(stack);
        let artifact_id = artifact_id(self.tree, stack);
        let template_file = format!("{artifact_id}.template.json");
        let mut assets: IndexMap<String, FileAsset> = IndexMap::new();
        for (hash, asset) in &data.file_assets {
            let mut asset = asset.clone();
            // Assets stand once, in the folder of the app.
            asset.source.path = asset
                .source
                .path
                .map(|path| "../".repeat(folder.matches('/').count()) + &path);
            assets.insert(hash.clone(), asset);
        }
        let (template_text, hash) = self.render(stack, data, stack, folder, &mut assets);

        let (tags, unknown) = tags::of_stack(self.tree, stack, &data.tags);
        for key in unknown {
            let diagnostic = Diagnostic::warning(ids::STACK_TAG, format!("the stack cannot have the tag {key:?}"))
                .found("a value that is known at deployment only")
                .allowed("a literal")
                .help("give a literal, or leave stacks out of the tag's types");
            let node = self.tree.node(stack);
            self.diagnostics
                .push(diagnostic.at(self.tree.path(stack), None).located(node.location));
        }
        let mut properties = StackProperties::new(template_file.as_str());
        properties.termination_protection = Some(data.termination_protection);
        properties.validate_on_synth = Some(false);
        properties.tags = tags.clone();
        properties.notification_arns.clone_from(&data.notification_arns);
        properties.stack_name = Some(name.clone());
        let mut dependencies = self.stack_dependencies(stack);
        if let Some(bootstrap) = data.synthesizer.bootstrap(&data.environment) {
            let display_name = format!("{name} Template");
            properties.stack_template_asset_object_url =
                add_template_asset(data, &mut assets, &hash, display_name, &template_file);
            properties.assume_role_arn = Some(bootstrap.deploy_role());
            properties.cloud_formation_execution_role_arn = Some(bootstrap.execution_role());
            properties.requires_bootstrap_stack_version = Some(REQUIRED_VERSION);
            properties.bootstrap_stack_version_ssm_parameter = Some(bootstrap.version_parameter());
            properties.lookup_role = Some(bootstrap.lookup_role());
            let assets_id = format!("{artifact_id}.assets");
            let assets_file = format!("{assets_id}.json");
            let mut asset_manifest = AssetManifestProperties::new(assets_file.as_str());
            asset_manifest.requires_bootstrap_stack_version = Some(REQUIRED_VERSION);
            asset_manifest.bootstrap_stack_version_ssm_parameter = Some(bootstrap.version_parameter());
            manifest.artifacts.insert(
                assets_id.clone(),
                Artifact::new(Properties::AssetManifest(asset_manifest)),
            );
            properties.additional_dependencies = vec![assets_id.clone()];
            dependencies.push(assets_id);
            let assets = AssetManifest {
                files: assets,
                ..AssetManifest::default()
            };
            self.write(&format!("{folder}{assets_file}"), &assets);
        }
        let mut artifact = Artifact::new(Properties::Stack(Box::new(properties)));
        artifact.environment = Some(data.environment.to_string());
        artifact.dependencies = dependencies;
        artifact.metadata = self.metadata(stack, &tags);
        artifact.display_name = Some(self.tree.path(stack));
        manifest.artifacts.insert(artifact_id.clone(), artifact);
        let file = format!("{folder}{template_file}");
        self.put(&file, &template_text);
        self.templates.insert(artifact_id, file);
    }

    /// Artifacts of the stacks that a stack needs.
    fn stack_dependencies(&self, stack: NodeId) -> Vec<String> {
        let needed = self.links.stack_dependencies.get(&stack);
        needed
            .into_iter()
            .flat_map(IndexMap::keys)
            .map(|stack| artifact_id(self.tree, *stack))
            .collect()
    }

    /// The text of a stack's template and the hash that names it as an asset, after those of the stacks nested in it, whose addresses it holds.
    fn render(
        &mut self,
        stack: NodeId,
        data: &StackData,
        top: NodeId,
        folder: &str,
        assets: &mut IndexMap<String, FileAsset>,
    ) -> (Vec<u8>, String) {
        let tree = self.tree;
        for id in tree.descendants(stack) {
            if let Some(inner) = tree.stack(id)
                && let Some(nested) = &inner.nested
                && self.logical_ids.stack_of(nested.resource) == Some(stack)
            {
                let placed = self.add_nested(id, inner, top, folder, assets);
                self.nested.insert(nested.resource, placed);
            }
        }
        let input = Input {
            tree,
            logical_ids: self.logical_ids,
            links: self.links,
            nested: &self.nested,
        };
        let template = StackTemplate::new(input, stack, data, &mut self.diagnostics);
        let mut text = Vec::new();
        // Memory does not fail, and every key is a string.
        drop(pretty(&template, &mut text));
        self.diagnostics.extend(template.take_diagnostics());
        // CDK names nested templates by their text without white space.
        let hash = match &data.nested {
            Some(_) => serde_json::to_vec(&template).map(|compact| Sha256::digest(&compact)),
            None => Ok(Sha256::digest(&text)),
        };
        let hash = hash.map(|hash| hex(&hash)).unwrap_or_default();
        limits::check_size(tree, self.logical_ids, stack, text.len(), &mut self.diagnostics);
        self.checker.check(stack, &data.environment, &text);
        (text, hash)
    }

    /// Writes the template of a nested stack as an asset of its top-level stack, and gives its address.
    fn add_nested(
        &mut self,
        stack: NodeId,
        data: &StackData,
        top: NodeId,
        folder: &str,
        assets: &mut IndexMap<String, FileAsset>,
    ) -> NestedTemplate {
        let file = format!("{}.nested.template.json", self.tree.unique_id(stack));
        let (text, hash) = self.render(stack, data, top, folder, assets);
        let path = self.tree.path(stack);
        let below_top = path.strip_prefix(&format!("{}/", self.tree.path(top))).unwrap_or(&path);
        let display_name = format!("{below_top} Nested Stack Template");
        let url = add_template_asset(data, assets, &hash, display_name, &file);
        self.templates
            .insert(self.tree.unique_id(stack), format!("{folder}{file}"));
        self.put(&format!("{folder}{file}"), &text);
        let Some(bucket_and_key) = url.as_deref().and_then(|url| url.strip_prefix("s3://")) else {
            let diagnostic = Diagnostic::error(ids::NO_ASSETS, "a nested stack needs a bucket for its template")
                .help("let the stack around it use the default synthesizer");
            self.diagnostics
                .push(diagnostic.at(path, None).located(self.tree.node(stack).location));
            let url = Json::Null;
            return NestedTemplate { stack, file, url };
        };
        let (bucket, key) = bucket_and_key.split_once('/').unwrap_or((bucket_and_key, ""));
        let region = data
            .environment
            .region
            .as_deref()
            .map_or_else(|| json!({ "Ref": "AWS::Region" }), Json::from);
        let bucket = if bucket.contains("${") {
            json!({ "Fn::Sub": bucket })
        } else {
            bucket.into()
        };
        let suffix = json!({ "Ref": "AWS::URLSuffix" });
        let url = join::concat([
            "https://s3.".into(),
            region,
            ".".into(),
            suffix,
            "/".into(),
            bucket,
            format!("/{key}").into(),
        ]);
        NestedTemplate { stack, file, url }
    }

    fn metadata(&self, stack: NodeId, tags: &IndexMap<String, String>) -> IndexMap<String, Vec<MetadataEntry>> {
        let tree = self.tree;
        let tags: Vec<Json> = tags
            .iter()
            .map(|(key, value)| json!({ "key": key, "value": value }))
            .collect();
        let mut of_stack = (!tags.is_empty()).then(|| MetadataEntry::new(metadata_type::STACK_TAGS, tags));
        let mut all: IndexMap<String, Vec<MetadataEntry>> = IndexMap::new();
        for id in tree.descendants(stack) {
            let logical_id = self.logical_ids.of(id);
            let entries: Vec<MetadataEntry> = of_stack
                .take()
                .into_iter()
                .chain(logical_id.map(|name| MetadataEntry::new(metadata_type::LOGICAL_ID, name)))
                .chain(tree.node(id).details().metadata.iter().cloned())
                .chain(tree.annotations(id).map(Annotation::entry))
                .collect();
            if !entries.is_empty() {
                // Most have one, for which a list that grows would reserve four.
                all.insert(format!("/{}", tree.path(id)), entries.into_boxed_slice().into_vec());
            }
        }
        all
    }
}

/// Adds what is not asked for already.
fn add_missing(all: &mut Vec<MissingContext>, more: impl IntoIterator<Item = MissingContext>) {
    for missing in more {
        if !all.iter().any(|known| known.key == missing.key) {
            all.push(missing);
        }
    }
}

/// Registers a template as an asset and gives its S3 address; `None` where there is no assets bucket.
fn add_template_asset(
    data: &StackData,
    assets: &mut IndexMap<String, FileAsset>,
    hash: &str,
    display_name: String,
    file: &str,
) -> Option<String> {
    let asset = NewAsset {
        hash,
        key: &format!("{hash}.json"),
        display_name,
        source: FileSource::file(file),
    };
    let destination = data.synthesizer.add_asset(&data.environment, assets, asset)?;
    Some(format!("s3://{}/{}", destination.bucket_name, destination.object_key))
}

fn artifact_id(tree: &Tree, stack: NodeId) -> String {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "_-.".contains(character);
    let name = logical_id::stack_name(&tree.components(stack), "");
    name.chars().map(|c| if allowed(c) { c } else { '_' }).collect()
}
