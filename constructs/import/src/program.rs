//! The program: statements in their order, with the names they use.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ferrocdk_spec::Database;
use ferrocdk_spec::rust::{Enums, ResourceNames};
use ferrocdk_template::{Entry, Map, Node, Value};

use crate::blocks::Blocks;
use crate::elements::ElementWriter;
use crate::known::{Binding, Known, MadeResource};
use crate::layout::Layout;
use crate::names::Names;
use crate::resource::{ResourceWriter, untyped_reason};
use crate::template::{self, TemplateSections, is_logical_id};
use crate::tokens::{self, Use};
use crate::value::Writer;
use crate::{Error, bootstrap, literal, order};

/// One element of the program.
#[derive(Debug)]
pub(crate) struct Statement {
    /// Said above it.
    pub(crate) comment: Option<String>,
    /// Variable that it is bound to, where something uses it.
    pub(crate) variable: String,
    /// The expression that makes it.
    pub(crate) make: String,
    /// Statements about it.
    pub(crate) then: Vec<String>,
}

/// A program before it is formatted.
#[derive(Debug)]
pub(crate) struct Program<'a> {
    pub(crate) template: TemplateSections<'a>,
    pub(crate) blocks: Blocks,
    pub(crate) bindings: Vec<Rc<Binding>>,
    /// How many resources the code makes, and which of them without a binding.
    pub(crate) resources: usize,
    pub(crate) untyped: Vec<(String, String)>,
    known: Known,
    names: Names,
    /// Construct ids that are taken.
    ids: BTreeSet<String>,
    head: Vec<String>,
    groups: Vec<Vec<Statement>>,
}

/// The file beside the code with what the code does not say.
pub(crate) const KEPT: &str = "as_written.template.json";

impl<'a> Program<'a> {
    /// Turns a template into statements.
    pub(crate) fn new(template: TemplateSections<'a>, database: &Database<'_>) -> Result<Self, Error> {
        let mut program = Self {
            template,
            blocks: Blocks::default(),
            bindings: Vec::new(),
            resources: 0,
            untyped: Vec::new(),
            known: Known::default(),
            names: Names::default(),
            ids: BTreeSet::new(),
            head: Vec::new(),
            groups: Vec::new(),
        };
        let planned = program.plan_resources(database)?;
        program.write_head();
        program.parameters_and_mappings();
        program.conditions_and_rules();
        program.make_resources(planned);
        program.outputs();
        Ok(program)
    }

    /// Which resources are made with which binding. All must be known before the first line, for the paths of modules.
    fn plan_resources(&mut self, database: &Database<'_>) -> Result<Vec<Planned<'a>>, Error> {
        let mut bindings: BTreeMap<&str, Option<Rc<Binding>>> = BTreeMap::new();
        let mut planned = Vec::new();
        for entry in self.template.section("Resources") {
            // A macro, such as `Fn::ForEach`, makes resources of names that nobody knows yet.
            if entry.key.starts_with("Fn::") || !is_logical_id(&entry.key) {
                self.template.keep("Resources", entry);
                continue;
            }
            let (body, type_name) = template::resource(entry)?;
            let binding = match bindings.get(type_name) {
                Some(binding) => binding.clone(),
                None if database.contains(type_name) => {
                    let ty = database.resource(type_name)?;
                    let names = ResourceNames::of(type_name);
                    let enums = Enums::of(&ty);
                    Some(Rc::new(Binding { ty, names, enums }))
                }
                None => None,
            };
            bindings.insert(type_name, binding.clone());
            self.resources += 1;
            let reason = binding.as_ref().and_then(|binding| untyped_reason(body, binding));
            let binding = binding.filter(|_| reason.is_none());
            if binding.is_none() {
                self.untyped.push((entry.key.clone(), type_name.to_owned()));
            }
            self.ids.insert(entry.key.clone());
            planned.push(Planned {
                entry,
                body,
                type_name,
                binding,
                reason,
            });
        }
        let used: BTreeMap<&str, &Rc<Binding>> = planned
            .iter()
            .filter_map(|resource| Some((resource.type_name, resource.binding.as_ref()?)))
            .collect();
        self.bindings = used.into_values().cloned().collect();
        self.known.settle_modules(self.bindings.iter().map(Rc::as_ref));
        Ok(planned)
    }

    /// Head of the template, before the sections.
    fn write_head(&mut self) {
        let mut props = "StackProps::default()".to_owned();
        let mut head = Vec::new();
        for entry in self.template.head() {
            match (entry.key.as_str(), &entry.value.value) {
                ("Description", Value::String(text)) => {
                    let text = self.blocks.put(Layout::Text(text.clone()));
                    props.extend([".description(", &text, ")"]);
                }
                ("AWSTemplateFormatVersion", Value::String(version)) => {
                    head.push(format!(
                        "stack.set_template_format_version({});",
                        literal::text(version)
                    ));
                }
                ("Transform", Value::String(name)) => {
                    head.push(format!("stack.add_transform({});", literal::text(name)));
                }
                ("Transform", Value::List(names)) if names.len() > 1 && differing_texts(names) => {
                    let names = names.iter().filter_map(Node::as_str);
                    head.extend(names.map(|name| format!("stack.add_transform({});", literal::text(name))));
                }
                ("Metadata", Value::Map(map)) if !map.is_empty() && entry.value.function().is_none() => {
                    for entry in map {
                        let value = Writer::new(&self.known, &mut self.blocks, None).document_code(&entry.value);
                        head.push(format!("stack.add_metadata({}, {value});", literal::text(&entry.key)));
                    }
                }
                (key, _) => {
                    let key = key.to_owned();
                    self.template.keep_section(&key);
                }
            }
        }
        if !bootstrap::is_default(&self.template) {
            props += ".synthesizer(Synthesizer::Bootstrapless)";
        }
        self.head = vec![
            format!("let stack = Stack::new(scope, id, {props});"),
            "// The template names no construct paths. Without this line every resource has its path, by which tools show what changes.".to_owned(),
            "stack.scope().set_context(\"aws:cdk:enable-path-metadata\", false);".to_owned(),
        ];
        self.head.append(&mut head);
    }

    fn elements(&mut self) -> ElementWriter<'_> {
        ElementWriter {
            known: &self.known,
            blocks: &mut self.blocks,
        }
    }

    /// The entries of a section that have logical ids; others are kept.
    fn entries(&mut self, section: &'static str) -> Vec<&'a Entry> {
        let (named, other): (Vec<_>, Vec<_>) = self
            .template
            .section(section)
            .partition(|entry| is_logical_id(&entry.key));
        other.into_iter().for_each(|entry| self.template.keep(section, entry));
        named
    }

    /// The expression that makes an element, under a construct id that no other has, and what fixes its logical id then.
    fn named(&mut self, entry: &Entry, role: &str, code: String) -> (String, Option<String>) {
        let free = self.ids.insert(entry.key.clone());
        // `Default` says nothing in a path, so that no id is made of it.
        if free && entry.key != "Default" {
            return (code, None);
        }
        let mut id = format!("{}{role}", entry.key);
        while !self.ids.insert(id.clone()) {
            id += role;
        }
        let code = code.replacen(&literal::text(&entry.key), &literal::text(&id), 1);
        (
            code,
            Some(format!("override_logical_id({})", literal::text(&entry.key))),
        )
    }

    fn statement(&mut self, entry: &Entry, role: &str, variable: String, code: String) -> Statement {
        let (make, fixed) = self.named(entry, role, code);
        let then = fixed.map(|fixed| format!("{variable}.scope().{fixed};"));
        Statement {
            comment: None,
            variable,
            make,
            then: then.into_iter().collect(),
        }
    }

    fn parameters_and_mappings(&mut self) {
        let by_default = bootstrap::is_default(&self.template);
        let mut group = Vec::new();
        for entry in self.entries("Parameters") {
            if by_default && entry.key == bootstrap::PARAMETER {
                continue;
            }
            match self.elements().parameter(entry) {
                Some(code) => {
                    let variable = self.names.variable(&entry.key, "parameter");
                    group.push(self.statement(entry, "Parameter", variable.clone(), code));
                    self.known.parameters.insert(entry.key.clone(), variable);
                }
                None => self.template.keep("Parameters", entry),
            }
        }
        self.groups.push(std::mem::take(&mut group));
        for entry in self.entries("Mappings") {
            let code = self.elements().mapping(entry);
            let variable = self.names.variable(&entry.key, "mapping");
            group.push(self.statement(entry, "Mapping", variable.clone(), code));
            self.known.mappings.insert(entry.key.clone(), variable);
        }
        self.groups.push(group);
    }

    fn conditions_and_rules(&mut self) {
        let by_default = bootstrap::is_default(&self.template);
        let mut group = Vec::new();
        let entries = self.entries("Conditions");
        for entry in order::sorted(&entries) {
            let code = self.elements().named_condition(entry);
            let variable = self.names.variable(&entry.key, "condition");
            group.push(self.statement(entry, "Condition", variable.clone(), code));
            self.known.conditions.insert(entry.key.clone(), variable);
        }
        self.groups.push(std::mem::take(&mut group));
        for entry in self.entries("Rules") {
            if by_default && entry.key == bootstrap::RULE {
                continue;
            }
            let code = self.elements().rule(entry);
            let variable = self.names.variable(&entry.key, "rule");
            group.push(self.statement(entry, "Rule", variable, code));
        }
        self.groups.push(group);
    }

    fn make_resources(&mut self, planned: Vec<Planned<'a>>) {
        let by_name: BTreeMap<&str, Planned<'a>> = planned
            .into_iter()
            .map(|planned| (planned.entry.key.as_str(), planned))
            .collect();
        let entries: Vec<&Entry> = self.template.section("Resources").collect();
        for entry in order::sorted(&entries) {
            let Some(planned) = by_name.get(entry.key.as_str()) else {
                continue;
            };
            let resource = MadeResource {
                variable: self.names.variable(&entry.key, "resource"),
                binding: planned.binding.clone(),
            };
            let writer = ResourceWriter {
                known: &self.known,
                blocks: &mut self.blocks,
                resource: &resource,
                comment: planned.reason.as_ref().map(|reason| format!("// Untyped: {reason}.")),
            };
            let mut statement = writer.statement(entry, planned.body, planned.type_name);
            if entry.key == "Default" {
                statement
                    .then
                    .push(format!("{}.override_logical_id(\"Default\");", resource.variable));
            }
            self.groups.push(vec![statement]);
            self.known.resources.insert(entry.key.clone(), resource);
        }
    }

    fn outputs(&mut self) {
        let mut group = Vec::new();
        for entry in self.entries("Outputs") {
            match self.elements().output(entry, &entry.key) {
                Some(code) => {
                    let (make, fixed) = self.named(entry, "Output", code);
                    let make = fixed.map_or(make.clone(), |fixed| format!("{make}.scope().{fixed}"));
                    group.push(Statement {
                        comment: None,
                        variable: String::new(),
                        make,
                        then: Vec::new(),
                    });
                }
                None => self.template.keep("Outputs", entry),
            }
        }
        self.groups.push(group);
    }

    /// The body of the function that makes the stack.
    pub(crate) fn body(&self) -> String {
        let all = self.groups.iter().flatten();
        let used: Vec<String> = all
            .flat_map(|statement| statement.then.iter().chain([&statement.make]))
            .map(|code| self.blocks.fill(code))
            .collect();
        // Before `::`, a name is that of a module.
        let plain = tokens::names(&used.join("\n"))
            .into_iter()
            .filter(|(_, kind)| *kind == Use::Plain);
        let used: BTreeSet<String> = plain.map(|(name, _)| name).collect();
        let mut groups = vec![self.head.clone()];
        if self.template.keeps() {
            groups.push(vec![
                "// What has no typed form stands in the file as it is written; references to and from it are names."
                    .to_owned(),
                format!("CfnInclude::new(&stack, \"AsWritten\", include_str!(\"{KEPT}\"));"),
            ]);
        }
        groups.extend(self.groups.iter().map(|group| lines(group, &used)));
        groups.push(vec!["stack".to_owned()]);
        let groups: Vec<String> = groups
            .iter()
            .filter(|group| !group.is_empty())
            .map(|group| group.join("\n"))
            .collect();
        groups.join("\n\n")
    }
}

fn lines(group: &[Statement], used: &BTreeSet<String>) -> Vec<String> {
    let mut lines = Vec::new();
    for statement in group {
        lines.extend(statement.comment.clone());
        let Statement {
            variable, make, then, ..
        } = statement;
        lines.push(if used.contains(variable) {
            format!("let {variable} = {make};")
        } else {
            format!("{make};")
        });
        lines.extend(then.iter().cloned());
    }
    lines
}

/// A resource before it is written.
struct Planned<'a> {
    entry: &'a Entry,
    body: &'a Map,
    type_name: &'a str,
    binding: Option<Rc<Binding>>,
    reason: Option<String>,
}

fn differing_texts(nodes: &[Node]) -> bool {
    let texts: BTreeSet<&str> = nodes.iter().filter_map(Node::as_str).collect();
    texts.len() == nodes.len()
}

/// The `use` lines for code.
pub(crate) fn uses(code: &str, bindings: &[Rc<Binding>], known_modules: &BTreeSet<String>) -> String {
    const TYPES: [&str; 21] = [
        "CfnCondition",
        "CfnInclude",
        "CfnMapping",
        "CfnOutput",
        "CfnParameter",
        "CfnResource",
        "CfnRule",
        "Condition",
        "Construct",
        "Document",
        "Map",
        "Number",
        "OneOf2",
        "OneOf3",
        "OneOf4",
        "RemovalPolicy",
        "Stack",
        "StackProps",
        "Synthesizer",
        "Tag",
        "Value",
    ];
    let names = tokens::names(code);
    let has = |name: &str, kind: Use| names.contains(&(name.to_owned(), kind));
    let mut lines = Vec::new();
    let mut services: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for binding in bindings {
        let names = &binding.names;
        let modules = services.entry(&names.service).or_default();
        if !known_modules.contains(&names.module) && has(&names.module, Use::Path) {
            modules.insert(&names.module);
        }
    }
    for (service, modules) in services {
        let modules: Vec<&str> = ["self"].into_iter().chain(modules).collect();
        lines.push(match modules.as_slice() {
            ["self"] => format!("use ferrocdk::cfn::{service};\n"),
            all => format!("use ferrocdk::cfn::{service}::{{{}}};\n", all.join(", ")),
        });
    }
    let types = TYPES
        .into_iter()
        .filter(|name| has(name, Use::Plain) || has(name, Use::Path));
    let macros = ["doc", "sub", "text"].into_iter().filter(|name| has(name, Use::Macro));
    let pseudo = ["pseudo"].into_iter().filter(|name| has(name, Use::Path));
    let all: Vec<&str> = types.chain(macros).chain(pseudo).collect();
    format!("{}use ferrocdk::{{{}}};\n", lines.concat(), all.join(", "))
}

impl Program<'_> {
    /// The names of modules that need their service before them.
    pub(crate) fn ambiguous(&self) -> &BTreeSet<String> {
        &self.known.ambiguous
    }
}
