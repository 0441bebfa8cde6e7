//! Synthesis: the tree resolved into an assembly.

mod join;
mod manifest;
mod overrides;
mod resolve;
mod template;
mod write;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value as Json;

pub use write::WriteError;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::tree::{Element, NodeId, Tree};

/// A cloud assembly in memory: file names and their text.
#[derive(Clone, Debug)]
pub struct Assembly {
    files: BTreeMap<String, String>,
    templates: IndexMap<String, Json>,
    warnings: Vec<Diagnostic>,
}

impl Assembly {
    /// The template of the stack with this artifact id (its construct id, below the app).
    pub fn template(&self, stack: &str) -> Option<&Json> {
        self.templates.get(stack)
    }

    /// All templates by artifact id.
    pub fn templates(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.templates.iter().map(|(id, template)| (id.as_str(), template))
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
    let mut builder = manifest::Builder::default();
    let mut logical_ids = BTreeMap::new();
    let stacks = tree
        .descendants(tree.root())
        .into_iter()
        .filter(|id| matches!(tree.node(*id).element, Element::Stack(_)));
    for stack in stacks {
        let rendered = template::render(tree, stack);
        diagnostics.extend(rendered.diagnostics);
        builder.add_stack(tree, stack, rendered.template, &rendered.logical_ids);
        logical_ids.extend(rendered.logical_ids);
    }
    if diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
    {
        return Err(Diagnostics(diagnostics));
    }
    let (files, templates) = builder.finish(tree);
    Ok(Assembly {
        files,
        templates,
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
                .any(|id| tree.node(id).acknowledged.contains_key(id_of_warning))
        };
        for annotation in &node.annotations {
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
    let mut components: Vec<&str> = tree.lineage(stack).map(|id| tree.node(id).id.as_str()).collect();
    components.pop();
    components.reverse();
    crate::logical_id::stack_name(&components)
}
