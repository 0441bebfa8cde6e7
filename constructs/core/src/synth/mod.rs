//! Synthesis: the tree resolved into an assembly.

mod checked;
mod content;
mod digits;
mod element;
mod input;
mod join;
mod limits;
mod links;
mod logical_ids;
mod manifest;
mod overrides;
mod rename;
mod resolve;
mod substitution;
mod template;
mod tree_file;
mod write;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use indexmap::IndexMap;
use serde_json::Value as Json;

pub use write::WriteError;
use write::{Output, Staging};

use crate::context;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::file_system::StagedFiles;
use crate::tree::Tree;

/// A cloud assembly in memory: file names and their text.
///
/// ```
/// use ferrocdk_core::{App, Stack, StackProps};
/// let app = App::new();
/// Stack::new(&app, "plant", StackProps::default());
/// let assembly = app.synth().unwrap();
/// let names: Vec<&str> = assembly.files().map(|(name, _)| name).collect();
/// assert_eq!(names, ["cdk.out", "manifest.json", "plant.assets.json", "plant.template.json", "tree.json"]);
/// ```
#[derive(Clone)]
pub struct Assembly {
    files: BTreeMap<String, String>,
    templates: IndexMap<String, TemplateFile>,
    staged: BTreeMap<String, StagedFiles>,
    warnings: Vec<Diagnostic>,
}

/// A template among the files, read when somebody asks: most users only write it, and its parsed form is the larger one.
#[derive(Clone, Debug)]
struct TemplateFile {
    file: String,
    parsed: OnceCell<Json>,
}

impl Assembly {
    fn parsed<'a>(&'a self, template: &'a TemplateFile) -> &'a Json {
        let text = self.files.get(&template.file).map(String::as_str).unwrap_or_default();
        template.parsed.get_or_init(|| match serde_json::from_str(text) {
            Ok(json) => json,
            // A number that no float comes near.
            Err(_) => ferrocdk_template::parse(text).map_or(Json::Null, |document| document.root.to_json()),
        })
    }

    /// The template of the stack with this artifact id (its construct id, below the app). A number that `serde_json` does not hold is rounded here; the
    /// file has all its digits.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// let assembly = app.synth().unwrap();
    /// assert_eq!(assembly.template("plant").unwrap()["Resources"]["Queue"]["Type"], "AWS::SQS::Queue");
    /// assert!(assembly.template("other").is_none());
    /// ```
    pub fn template(&self, stack: &str) -> Option<&Json> {
        Some(self.parsed(self.templates.get(stack)?))
    }

    /// All templates by artifact id.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let assembly = app.synth().unwrap();
    /// assert_eq!(assembly.templates().map(|(id, _)| id).collect::<Vec<_>>(), ["plant"]);
    /// ```
    pub fn templates(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.templates
            .iter()
            .map(|(id, template)| (id.as_str(), self.parsed(template)))
    }

    /// All files by name, sorted.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let assembly = app.synth().unwrap();
    /// let (_, manifest) = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap();
    /// assert!(manifest.contains("aws:cloudformation:stack"));
    /// ```
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Warnings, which do not prevent deployment.
    ///
    /// ```
    /// # use ferrocdk_core::{Annotations, App, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// Annotations::of(&stack).add_warning("plant:oneZone", "the plant has one zone only");
    /// assert_eq!(app.synth().unwrap().warnings().len(), 1);
    /// ```
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

/// The names of the files: their text fills the screen when a test fails.
impl fmt::Debug for Assembly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assembly")
            .field("files", &self.files.keys())
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

/// Why an app was not synthesized into a folder. As with [`Diagnostics`], `Debug` is the text for people.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, SynthError, doc};
/// let app = App::new();
/// CfnResource::untyped(&app, "Queue", "AWS::SQS::Queue", doc!({}));
/// let folder = std::env::temp_dir().join(format!("ferrocdk-synth-error-{}", std::process::id()));
/// let error = app.synth_to(&folder).unwrap_err();
/// assert!(matches!(error, SynthError::Mistakes(_)) && !folder.exists());
/// ```
#[derive(thiserror::Error)]
pub enum SynthError {
    /// Mistakes in the tree.
    #[error(transparent)]
    Mistakes(#[from] Diagnostics),
    /// A file or the folder could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl fmt::Debug for SynthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The assembly in memory.
pub(crate) fn synthesize(tree: &Tree, findings: Vec<Diagnostic>) -> Result<Assembly, Diagnostics> {
    let mut files = BTreeMap::new();
    let Done {
        templates, warnings, ..
    } = run(tree, findings, &mut files)?;
    let template = |file| TemplateFile {
        file,
        parsed: OnceCell::new(),
    };
    Ok(Assembly {
        files,
        templates: templates.into_iter().map(|(id, file)| (id, template(file))).collect(),
        staged: tree.staged.clone(),
        warnings,
    })
}

/// The assembly in a folder; gives the warnings.
pub(crate) fn synthesize_to(
    tree: &Tree,
    findings: Vec<Diagnostic>,
    folder: &Path,
) -> Result<Vec<Diagnostic>, SynthError> {
    let mut staging = Staging::begin(folder)?;
    let Done { warnings, failure, .. } = run(tree, findings, &mut staging)?;
    if let Some(failure) = failure {
        return Err(failure.into());
    }
    staging.commit(&tree.staged)?;
    Ok(warnings)
}

/// Result of a synthesis without mistakes, besides files.
struct Done {
    /// The files of templates by artifact id.
    templates: IndexMap<String, String>,
    warnings: Vec<Diagnostic>,
    /// The first file that could not be written; there is none in memory.
    failure: Option<WriteError>,
}

fn run(tree: &Tree, findings: Vec<Diagnostic>, output: &mut dyn Output) -> Result<Done, Diagnostics> {
    let mut diagnostics = tree.diagnostics.clone();
    diagnostics.extend(findings);
    diagnostics.extend(annotations(tree));
    diagnostics.extend(context::check(tree));
    let logical_ids = logical_ids::LogicalIds::settle(tree, &mut diagnostics);
    let mut links = links::Links::plan(tree, &logical_ids);
    diagnostics.append(&mut links.diagnostics);
    let mut builder = manifest::Builder::new(tree, &logical_ids, &links, output);
    builder.add_assembly(tree.root(), "");
    diagnostics.append(&mut builder.diagnostics);
    builder.checker.finish(&mut diagnostics);
    // Asked at the end alone, so that the mistakes of all steps come together.
    let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
    if diagnostics.iter().any(is_error) {
        // What asks for nothing would hide what does.
        diagnostics.retain(|diagnostic| diagnostic.severity != Severity::Info);
        return Err(Diagnostics(diagnostics));
    }
    Ok(Done {
        templates: builder.templates,
        warnings: diagnostics,
        failure: builder.failure,
    })
}

/// Messages that constructs left, without the warnings that are acknowledged.
fn annotations(tree: &Tree) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for id in tree.descendants(tree.root()) {
        for annotation in tree.annotations(id) {
            diagnostics.push(annotation.diagnostic(tree.path(id)).located(tree.node(id).location));
        }
    }
    diagnostics
}
