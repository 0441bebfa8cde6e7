//! Synthesis: the tree resolved into an assembly.

mod ids;
mod join;
mod limits;
mod links;
mod manifest;
mod overrides;
mod rename;
mod resolve;
mod substitution;
mod template;
mod write;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value as Json;

pub use write::WriteError;

use crate::asset::Copy;
use crate::context;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::tree::{Element, NodeId, Tree};

/// A cloud assembly in memory: file names and their text.
#[derive(Clone, Debug)]
pub struct Assembly {
    files: BTreeMap<String, String>,
    templates: IndexMap<String, Template>,
    staged: BTreeMap<String, Copy>,
    warnings: Vec<Diagnostic>,
}

/// A template among the files, read when somebody asks: most users only write it, and its parsed form is the larger one.
#[derive(Clone, Debug)]
struct Template {
    file: String,
    parsed: OnceCell<Json>,
}

impl Assembly {
    fn parsed<'a>(&'a self, template: &'a Template) -> &'a Json {
        let text = self.files.get(&template.file).map(String::as_str).unwrap_or_default();
        template
            .parsed
            .get_or_init(|| serde_json::from_str(text).unwrap_or_default())
    }

    /// The template of the stack with this artifact id (its construct id, below the app).
    pub fn template(&self, stack: &str) -> Option<&Json> {
        Some(self.parsed(self.templates.get(stack)?))
    }

    /// All templates by artifact id.
    pub fn templates(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.templates
            .iter()
            .map(|(id, template)| (id.as_str(), self.parsed(template)))
    }

    /// All files by name, sorted.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// What was noticed and does not prevent deployment.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

pub(crate) fn synthesize(tree: &Tree, findings: Vec<Diagnostic>) -> Result<Assembly, Diagnostics> {
    let mut diagnostics = tree.diagnostics.clone();
    diagnostics.extend(findings);
    diagnostics.extend(annotations(tree));
    diagnostics.extend(context::check(tree));
    let names = ids::Names::settle(tree, &mut diagnostics);
    let mut links = links::Links::plan(tree, &names);
    diagnostics.append(&mut links.diagnostics);
    let mut builder = manifest::Builder::new(tree, &names, &links);
    builder.add_assembly(tree.root(), "");
    diagnostics.append(&mut builder.diagnostics);
    if diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
    {
        return Err(Diagnostics(diagnostics));
    }
    let manifest::Builder { files, templates, .. } = builder;
    let templates = templates
        .into_iter()
        .map(|(id, file)| {
            (
                id,
                Template {
                    file,
                    parsed: OnceCell::new(),
                },
            )
        })
        .collect();
    Ok(Assembly {
        files,
        templates,
        staged: tree.staged.clone(),
        warnings: diagnostics,
    })
}

/// What constructs left as messages, without the warnings that are acknowledged at or above them.
fn annotations(tree: &Tree) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for id in tree.descendants(tree.root()) {
        let node = tree.node(id);
        let silenced = |id_of_warning: &str| {
            tree.lineage(id)
                .any(|id| tree.node(id).details().acknowledged.contains_key(id_of_warning))
        };
        for annotation in &node.details().annotations {
            if !annotation.id.as_deref().is_some_and(silenced) {
                diagnostics.push(annotation.diagnostic(tree.path(id)).located(node.location));
            }
        }
    }
    diagnostics
}

/// The stack's name in CloudFormation: as given, or from its path.
pub(crate) fn stack_name(tree: &Tree, stack: NodeId) -> String {
    if let Element::Stack(data) = &tree.node(stack).element
        && let Some(name) = &data.stack_name
    {
        return name.clone();
    }
    let stage = tree.stage_of(stack);
    let mut below: Vec<&str> = tree
        .lineage(stack)
        .take_while(|id| *id != stage)
        .map(|id| tree.node(id).id.as_str())
        .collect();
    below.reverse();
    // The names of the stages around it stand before it, outermost first.
    let prefix = tree
        .lineage(stage)
        .fold(String::new(), |prefix, id| match &tree.node(id).element {
            Element::Stage(data) => format!("{}-{prefix}", data.name),
            _ => prefix,
        });
    crate::logical_id::stack_name(&below, &prefix)
}
