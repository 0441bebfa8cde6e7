//! The template as the checks see it: sections and elements by name, made once.

mod conditions;
mod parameter;

use ferrocdk_template::{Entry, Map, Node};
use indexmap::IndexMap;

use self::conditions::Conditions;
pub(crate) use self::parameter::Parameter;

/// The sections in which loops may stand.
pub(crate) const LOOPS: [&str; 3] = ["Conditions", "Outputs", "Resources"];

/// A template's sections. What is of the wrong shape is left out here; `sections` says so.
#[derive(Debug)]
pub(crate) struct Template<'t> {
    /// The whole text.
    pub(crate) root: &'t Node,
    /// Resources by logical id.
    pub(crate) resources: IndexMap<&'t str, Resource<'t>>,
    /// Parameters by name.
    pub(crate) parameters: IndexMap<&'t str, Parameter<'t>>,
    /// Conditions, and which of them can hold together.
    pub(crate) conditions: Conditions<'t>,
    /// Mappings by name.
    pub(crate) mappings: IndexMap<&'t str, &'t Entry>,
    /// Transform that CloudFormation runs over the template before it reads it.
    pub(crate) transforms: Transforms<'t>,
}

/// A resource of the template.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resource<'t> {
    /// Logical id and body.
    pub(crate) entry: &'t Entry,
    /// The type, when it is text.
    pub(crate) ty: Option<&'t str>,
    /// The condition, when it is text.
    pub(crate) condition: Option<&'t str>,
}

impl<'t> Resource<'t> {
    /// The value of an attribute of the body, such as `Properties`, with its key.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'t Entry> {
        self.entry.value.as_map()?.entry(name)
    }
}

/// Transforms that CloudFormation runs over the whole template.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transforms<'t>(Vec<&'t str>);

/// The transform of the Serverless Application Model.
pub(crate) const SERVERLESS: &str = "AWS::Serverless-2016-10-31";
/// The transform behind `Fn::ForEach`, `Fn::Length` and `Fn::ToJsonString`.
pub(crate) const LANGUAGE_EXTENSIONS: &str = "AWS::LanguageExtensions";

/// Transforms of AWS that add no resources of their own, or whose additions are known here.
const KNOWN: [&str; 6] = [
    SERVERLESS,
    LANGUAGE_EXTENSIONS,
    "AWS::Include",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
    "AWS::CodeDeployBlueGreen",
];

impl<'t> Transforms<'t> {
    fn new(node: Option<&'t Node>) -> Self {
        let mut names = Vec::new();
        for item in node
            .into_iter()
            .flat_map(|node| node.as_list().unwrap_or(std::slice::from_ref(node)))
        {
            names.extend(item.as_str().or_else(|| item.get("Name").and_then(Node::as_str)));
        }
        Self(names)
    }

    /// Whether the template asks for a transform.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }

    /// Whether the template asks for this one alone.
    pub(crate) fn is_only(&self, name: &str) -> bool {
        self.0.iter().all(|other| *other == name)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a macro of the account's own may change anything at all.
    pub(crate) fn unknown(&self) -> bool {
        self.0.iter().any(|name| !KNOWN.contains(name))
    }
}

impl<'t> Template<'t> {
    /// Looks through a template.
    pub(crate) fn new(root: &'t Node) -> Self {
        let section = |name: &str| root.get(name).and_then(Node::as_map).into_iter().flat_map(Map::iter);
        let named = |name: &str| {
            section(name)
                .filter(|entry| !is_function(&entry.key))
                .map(|entry| (entry.key.as_str(), entry))
                .collect::<IndexMap<_, _>>()
        };
        let resources = named("Resources")
            .into_iter()
            .filter(|(_, entry)| entry.value.as_map().is_some())
            .map(|(id, entry)| {
                let text = |name| entry.value.get(name).and_then(Node::as_str);
                let resource = Resource {
                    entry,
                    ty: text("Type"),
                    condition: text("Condition"),
                };
                (id, resource)
            })
            .collect();
        let parameters: IndexMap<_, _> = named("Parameters")
            .into_iter()
            .filter(|(_, entry)| entry.value.as_map().is_some())
            .map(|(name, entry)| {
                let ty = entry.value.get("Type").and_then(Node::as_str);
                (name, Parameter { entry, ty })
            })
            .collect();
        let conditions = Conditions::new(named("Conditions"), &parameters);
        Self {
            root,
            resources,
            parameters,
            conditions,
            mappings: named("Mappings"),
            transforms: Transforms::new(root.get("Transform")),
        }
    }

    /// Whether names that stand nowhere in the text may exist all the same: a macro, an include or a loop whose list is not known can make them.
    pub(crate) fn may_grow(&self, section: &str) -> bool {
        self.transforms.unknown()
            || self.root.get("Fn::Transform").is_some()
            || (self.transforms.has("AWS::Include")
                && self.root.get("Transform").is_some_and(|node| node.as_str().is_none()))
            || self
                .root
                .get(section)
                .and_then(Node::as_map)
                .is_some_and(|map| map.iter().any(|entry| is_function(&entry.key)))
    }
}

fn is_function(key: &str) -> bool {
    key.starts_with("Fn::")
}
