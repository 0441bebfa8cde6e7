//! A CloudFormation template as a program: Rust code that makes the same template with the typed bindings.
//!
//! References are references, logical ids stay, and what the bindings have no form for goes through the escape hatches of the runtime, where a
//! reader sees it. Compiled and synthesized, the program gives the template back equal as JSON.
//!
//! ```
//! use ferrocdk_import::{Options, import};
//! use ferrocdk_template::Node;
//!
//! let template = Node::from_json(&serde_json::json!({ "Resources": {
//!     "Jobs": { "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": 5 } },
//!     "Alarms": { "Type": "AWS::SNS::Topic", "Properties": { "DisplayName": { "Fn::GetAtt": ["Jobs", "QueueName"] } } },
//! } }));
//! let database = ferrocdk_spec::Database::bundled()?;
//! // A real caller formats with rustfmt.
//! let imported = import(&template, &Options::new("jobs.json", "../constructs"), &database, &|code| Ok(code.to_owned()))?;
//! let (_, code) = imported.files.iter().find(|(path, _)| path == "src/stack.rs").unwrap();
//! assert!(code.contains(r#"let jobs = sqs::CfnQueue::new(&stack, "Jobs", sqs::QueueProps::new().delay_seconds(5));"#));
//! assert!(code.contains("display_name(jobs.attr_queue_name())"));
//! # Ok::<(), ferrocdk_import::Error>(())
//! ```

mod blocks;
mod bootstrap;
mod call;
mod document;
mod elements;
mod error;
mod known;
mod layout;
mod literal;
mod names;
mod order;
mod package;
mod program;
mod resource;
mod substitution;
mod template;
mod tokens;
mod value;

use ferrocdk_spec::Database;
use ferrocdk_template::Node;

pub use error::Error;

use package::Package;
use program::Program;
use template::TemplateSections;

/// How a template is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Name of the template's file; the stack and the package get their names from it.
    pub source: String,
    /// Where the package finds the crate `ferrocdk`.
    pub ferrocdk: Dependency,
}

/// Where a package finds a crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dependency {
    /// In a folder: its path from the folder that the package goes to, with `/` between its parts.
    Path(String),
    /// In the crate registry: the version that is wanted, such as `0.1.0`.
    Version(String),
}

impl Dependency {
    /// The line of a `Cargo.toml`, below the dependency's name.
    pub(crate) fn line(&self) -> String {
        match self {
            Self::Path(path) => format!("path = {path:?}"),
            Self::Version(version) => format!("version = {version:?}"),
        }
    }
}

impl From<&str> for Dependency {
    /// A path.
    fn from(path: &str) -> Self {
        Self::Path(path.to_owned())
    }
}

impl Options {
    /// Options with both values.
    pub fn new(source: impl Into<String>, ferrocdk: impl Into<Dependency>) -> Self {
        Self {
            source: source.into(),
            ferrocdk: ferrocdk.into(),
        }
    }
}

/// A template as a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The files: path, with `/` between its parts, and text.
    pub files: Vec<(String, String)>,
    /// How many resources the code makes.
    pub resources: usize,
    /// The logical ids and types of those among them that have no binding, or one that does not serve.
    pub untyped: Vec<(String, String)>,
    /// Where what is taken over as it is written stands in the template, such as `Resources.Fn::ForEach::Queues`.
    pub kept: Vec<String>,
}

/// Writes a template as a package: `src/stack.rs` with a function that makes the stack, and the files around it.
///
/// `format` is given Rust code and gives it back formatted; `max_width` should be 120, by which documents are laid out.
///
/// # Errors
/// When the value is no template, a part of it is nothing that CloudFormation takes, or `format` fails.
pub fn import(
    template: &Node,
    options: &Options,
    database: &Database<'_>,
    format: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Imported, Error> {
    let program = Program::new(TemplateSections::new(template)?, database)?;
    let body = program.body();
    let code = program.blocks.fill(&body);
    let bindings = &program.bindings;
    let stack = package::stack_id(&options.source);
    let module = format!(
        "//! The stack of `{}`.\n\n{}\n/// Makes the stack with all that the template has.\npub(crate) fn stack(scope: &dyn Construct, id: &str) -> Stack {{\n{body}\n}}\n",
        options.source.escape_debug(),
        program::uses(
            &format!("fn stack(_: &dyn Construct) -> Stack {{ {code} }}"),
            bindings,
            program.ambiguous()
        ),
    );
    let package = Package {
        stack: &stack,
        ferrocdk: &options.ferrocdk,
        source: &options.source,
        features: bindings.iter().map(|binding| binding.names.feature.clone()).collect(),
        keeps: program.template.keeps(),
    };
    let formatted = format(&module).map_err(Error::Format)?;
    // Once more, now that it has all pieces: the layout around them may change with what they are.
    let formatted = format(&program.blocks.fill(&formatted)).map_err(Error::Format)?;
    let mut files = vec![
        ("Cargo.toml".to_owned(), package.manifest()),
        ("README.md".to_owned(), package.readme()),
        (".gitignore".to_owned(), "/cdk.out/\n/target/\n".to_owned()),
        ("src/main.rs".to_owned(), package.main()),
        ("src/stack.rs".to_owned(), formatted),
    ];
    if package.keeps {
        let kept =
            serde_json::to_string_pretty(&program.template.kept()).map_err(|error| Error::Format(error.to_string()))?;
        files.push((format!("src/{}", program::KEPT), kept + "\n"));
    }
    Ok(Imported {
        files,
        resources: program.resources,
        untyped: program.untyped,
        kept: program.template.kept_paths(),
    })
}
