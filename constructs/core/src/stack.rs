//! `Stack`: the unit that CloudFormation deploys.

use std::panic::Location;

use ferrocdk_assembly::{FileAsset, FileSource};
use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, ids};
use crate::synthesizer;
use crate::tree::{Construct, Element, Scope, StackData};
use crate::value::Value;

/// Where a stack is deployed. What is left out is decided at deployment.
///
/// ```
/// use ferrocdk_core::Environment;
/// assert_eq!(Environment::region("sa-east-1").to_string(), "aws://unknown-account/sa-east-1");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// Twelve digits.
    pub account: Option<String>,
    /// Such as `sa-east-1`.
    pub region: Option<String>,
}

impl Environment {
    /// A known region in whatever account the deployment's credentials belong to.
    pub fn region(region: impl Into<String>) -> Self {
        Self {
            account: None,
            region: Some(region.into()),
        }
    }
}

impl std::fmt::Display for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let account = self.account.as_deref().unwrap_or("unknown-account");
        let region = self.region.as_deref().unwrap_or("unknown-region");
        write!(f, "aws://{account}/{region}")
    }
}

/// Settings of a stack; all optional.
#[derive(Clone, Debug, Default)]
pub struct StackProps {
    /// The name in CloudFormation: a letter, then letters, digits and hyphens, at most 128. Default: from the construct path.
    pub stack_name: Option<String>,
    /// What the stack is for, at most 1,024 bytes.
    pub description: Option<String>,
    /// Where it is deployed. Default: wherever the credentials point.
    pub environment: Environment,
    /// Tags of the stack, which CloudFormation puts on every resource that can have tags.
    pub tags: IndexMap<String, String>,
    /// Whether CloudFormation refuses to delete the stack. Default: no.
    pub termination_protection: bool,
}

impl StackProps {
    /// Sets the name in CloudFormation.
    #[must_use]
    pub fn stack_name(mut self, name: impl Into<String>) -> Self {
        self.stack_name = Some(name.into());
        self
    }

    /// Says what the stack is for.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Says where it is deployed.
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Adds a tag.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.insert(key.into(), value.into());
        self
    }

    /// Guards the stack against deletion.
    #[must_use]
    pub fn termination_protection(mut self, on: bool) -> Self {
        self.termination_protection = on;
        self
    }
}

/// A file in the assets bucket, as a resource refers to it.
#[derive(Clone, Debug)]
pub struct AssetLocation {
    /// The bucket's name.
    pub bucket: Value<String>,
    /// The object's key: the content's hash and an extension.
    pub key: String,
}

/// A stack of resources that are created, changed and deleted together.
#[derive(Clone, Debug)]
pub struct Stack {
    scope: Scope,
}

impl Construct for Stack {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Stack {
    /// Makes a stack. Its id is its name in CloudFormation where it stands directly below the app.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: StackProps) -> Self {
        let data = StackData {
            stack_name: props.stack_name,
            description: props.description,
            environment: props.environment,
            tags: props.tags,
            termination_protection: props.termination_protection,
            file_assets: IndexMap::new(),
        };
        let scope = scope
            .scope()
            .add(id, Element::Stack(Box::new(data)), "ferrocdk.Stack", Location::caller());
        let stack = Self { scope };
        let name = stack.stack_name();
        if !is_stack_name(&name) {
            let diagnostic = Diagnostic::error(ids::STACK_NAME, "not a stack name that CloudFormation takes")
                .found(name)
                .allowed("a letter, then letters, digits and hyphens, 128 characters at most")
                .help("set another stack name or construct id");
            stack.scope.report(diagnostic);
        }
        stack
    }

    pub(crate) fn from_scope(scope: Scope) -> Self {
        Self { scope }
    }

    /// The name in CloudFormation.
    pub fn stack_name(&self) -> String {
        let tree = self.scope.tree();
        crate::synth::stack_name(&tree, self.scope.node_id())
    }

    /// Where it is deployed.
    pub fn environment(&self) -> Environment {
        match &self.scope.tree().node(self.scope.node_id()).element {
            Element::Stack(data) => data.environment.clone(),
            _ => Environment::default(),
        }
    }

    /// Registers a file that must stand in the assets bucket before the stack is deployed.
    ///
    /// `hash` names the content: the same hash promises the same bytes. `extension` has its dot (`.zip`).
    pub fn add_file_asset(&self, hash: &str, extension: &str, display_name: &str, source: FileSource) -> AssetLocation {
        let environment = self.environment();
        let key = format!("{hash}{extension}");
        let (id, destination) = synthesizer::destination(&environment, &key);
        let mut asset = FileAsset::new(source);
        asset.display_name = Some(display_name.to_owned());
        asset.destinations.insert(id, destination);
        if let Element::Stack(data) = &mut self.scope.tree_mut().node_mut(self.scope.node_id()).element {
            data.file_assets.insert(hash.to_owned(), asset);
        }
        AssetLocation {
            bucket: Value::sub(&synthesizer::bucket_name(&environment)),
            key,
        }
    }
}

fn is_stack_name(name: &str) -> bool {
    name.len() <= 128
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '-')
}
