//! `manifest.json`, `*.assets.json` and `tree.json`.

use std::collections::BTreeMap;

use ferrocdk_assembly::{
    Artifact, AssemblyManifest, AssetManifest, AssetManifestProperties, ConstructInfo, FileAsset, FileSource,
    MANIFEST_FILE, MetadataEntry, Properties, StackProperties, TREE_FILE, TreeNode, TreeProperties, metadata_type,
};
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::annotation::Annotation;
use crate::synthesizer::{self, REQUIRED_VERSION, hex};
use crate::tree::{Element, NodeId, StackData, Tree};

/// Collects the files of an assembly, stack by stack.
#[derive(Default)]
pub(super) struct Builder {
    manifest: AssemblyManifest,
    files: BTreeMap<String, String>,
    templates: IndexMap<String, Json>,
}

impl Builder {
    pub(super) fn add_stack(
        &mut self,
        tree: &Tree,
        stack: NodeId,
        template: Json,
        logical_ids: &BTreeMap<NodeId, String>,
    ) {
        let Element::Stack(data) = &tree.node(stack).element else {
            return;
        };
        let name = super::stack_name(tree, stack);
        let artifact_id = artifact_id(tree, stack);
        let template_file = format!("{artifact_id}.template.json");
        let template_text = pretty(&template);
        let template_hash = hex(&Sha256::digest(template_text.as_bytes()));
        let template_key = format!("{template_hash}.json");

        let assets_id = format!("{artifact_id}.assets");
        let assets_file = format!("{assets_id}.json");
        let mut assets = AssetManifest {
            files: data.file_assets.clone(),
            ..AssetManifest::default()
        };
        let mut template_asset = FileAsset::new(FileSource::file(template_file.as_str()));
        template_asset.display_name = Some(format!("{name} Template"));
        let (id, destination) = synthesizer::destination(&data.environment, &template_key);
        let url = format!("s3://{}/{template_key}", destination.bucket_name);
        template_asset.destinations.insert(id, destination);
        assets.files.insert(template_hash, template_asset);

        let mut assets_properties = AssetManifestProperties::new(assets_file.as_str());
        assets_properties.requires_bootstrap_stack_version = Some(REQUIRED_VERSION);
        assets_properties.bootstrap_stack_version_ssm_parameter = Some(synthesizer::version_parameter());
        self.manifest.artifacts.insert(
            assets_id.clone(),
            Artifact::new(Properties::AssetManifest(assets_properties)),
        );

        let mut artifact = Artifact::new(Properties::Stack(Box::new(stack_properties(
            data,
            &name,
            &template_file,
            url,
            &assets_id,
        ))));
        artifact.environment = Some(data.environment.to_string());
        artifact.dependencies = vec![assets_id];
        artifact.metadata = metadata(tree, stack, data, logical_ids);
        artifact.display_name = Some(tree.path(stack));
        self.manifest.artifacts.insert(artifact_id.clone(), artifact);

        self.files.insert(template_file, template_text);
        self.files.insert(assets_file, pretty(&assets));
        self.templates.insert(artifact_id, template);
    }

    pub(super) fn finish(mut self, tree: &Tree) -> (BTreeMap<String, String>, IndexMap<String, Json>) {
        let tree_artifact = Artifact::new(Properties::Tree(TreeProperties::new(TREE_FILE)));
        self.manifest.artifacts.insert("Tree".to_owned(), tree_artifact);
        let root = ferrocdk_assembly::Tree::new(tree_node(tree, tree.root(), "App"));
        self.files.insert(TREE_FILE.to_owned(), pretty(&root));
        self.files.insert(MANIFEST_FILE.to_owned(), pretty(&self.manifest));
        let version = json!({ "version": self.manifest.version });
        // The CDK CLI knows a folder as an assembly by this file.
        self.files.insert("cdk.out".to_owned(), version.to_string());
        (self.files, self.templates)
    }
}

fn stack_properties(
    data: &StackData,
    name: &str,
    template_file: &str,
    url: String,
    assets_id: &str,
) -> StackProperties {
    let environment = &data.environment;
    let mut properties = StackProperties::new(template_file);
    properties.termination_protection = Some(data.termination_protection);
    properties.validate_on_synth = Some(false);
    properties.tags = data.tags.clone();
    properties.assume_role_arn = Some(synthesizer::deploy_role(environment));
    properties.cloud_formation_execution_role_arn = Some(synthesizer::execution_role(environment));
    properties.stack_template_asset_object_url = Some(url);
    properties.requires_bootstrap_stack_version = Some(REQUIRED_VERSION);
    properties.bootstrap_stack_version_ssm_parameter = Some(synthesizer::version_parameter());
    properties.additional_dependencies = vec![assets_id.to_owned()];
    properties.lookup_role = Some(synthesizer::lookup_role(environment));
    properties.stack_name = Some(name.to_owned());
    properties
}

fn metadata(
    tree: &Tree,
    stack: NodeId,
    data: &StackData,
    logical_ids: &BTreeMap<NodeId, String>,
) -> IndexMap<String, Vec<MetadataEntry>> {
    let mut all: IndexMap<String, Vec<MetadataEntry>> = IndexMap::new();
    if !data.tags.is_empty() {
        let tags: Vec<Json> = data
            .tags
            .iter()
            .map(|(key, value)| json!({ "Key": key, "Value": value }))
            .collect();
        let entry = MetadataEntry::new(metadata_type::STACK_TAGS, tags);
        all.entry(format!("/{}", tree.path(stack))).or_default().push(entry);
    }
    for id in tree.members(stack) {
        let node = tree.node(id);
        let mut entries = node.metadata.clone();
        let silenced = |warning: &String| {
            tree.lineage(id)
                .any(|id| tree.node(id).acknowledged.contains_key(warning))
        };
        let heard = node
            .annotations
            .iter()
            .filter(|annotation| !annotation.id.as_ref().is_some_and(silenced));
        entries.extend(heard.map(Annotation::entry));
        if let Some(logical_id) = logical_ids.get(&id) {
            entries.push(MetadataEntry::new(metadata_type::LOGICAL_ID, logical_id.as_str()));
        }
        if !entries.is_empty() {
            all.entry(format!("/{}", tree.path(id))).or_default().extend(entries);
        }
    }
    all
}

fn tree_node(tree: &Tree, id: NodeId, name: &str) -> TreeNode {
    let node = tree.node(id);
    let mut out = TreeNode::new(name, tree.path(id));
    out.construct_info = Some(ConstructInfo::new(node.class, env!("CARGO_PKG_VERSION")));
    if let Element::Resource(data) = &node.element {
        out.attributes
            .insert("aws:cdk:cloudformation:type".to_owned(), data.type_name.as_ref().into());
    }
    out.children = node
        .children
        .iter()
        .map(|(name, child)| (name.clone(), tree_node(tree, *child, name)))
        .collect();
    out
}

fn artifact_id(tree: &Tree, stack: NodeId) -> String {
    let mut components: Vec<&str> = tree.lineage(stack).map(|id| tree.node(id).id.as_str()).collect();
    components.pop();
    components.reverse();
    let allowed = |character: char| character.is_ascii_alphanumeric() || "_-.".contains(character);
    crate::logical_id::stack_name(&components)
        .chars()
        .map(|c| if allowed(c) { c } else { '_' })
        .collect()
}

/// JSON with an indent of one, as AWS CDK writes it, and a line feed at the end for version control.
fn pretty(value: &impl Serialize) -> String {
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, formatter);
    // Only maps with keys that are not strings can fail, and the types written here have none.
    if value.serialize(&mut serializer).is_err() {
        return String::new();
    }
    out.push(b'\n');
    String::from_utf8(out).unwrap_or_default()
}
