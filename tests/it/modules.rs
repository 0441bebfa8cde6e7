//! Modules of a crate name only what stands below them, so that each can be read, tested and changed without those above.

use crate::module_graph::{ModuleGraph, circle};
use crate::workspace;

/// A crate's folder with its modules, from the lowest up: each may name those before it and none after it.
///
/// A crate joins the test by its row here. Within a module that is a folder, the files are held to having no circle.
const ORDERS: &[(&str, &[&str])] = &[("constructs/core", CORE), ("constructs/lint", LINT)];

/// Folders whose files name one another in a circle, each with the reason.
const RECURSIVE: &[(&str, &str)] = &[(
    "constructs/lint/src/schema",
    "a keyword evaluates the schemas below it, so evaluation and keywords need each other",
)];

const CORE: &[&str] = &[
    // What is no part of a tree: messages, names, hashes, files.
    "hex",
    "collation",
    "diagnostic",
    "logical_id",
    "file_system",
    // Expressions and typed values.
    "node_id",
    "expr",
    "shape",
    "value",
    "tag",
    "metric",
    // The data of a node.
    "environment",
    "rule_set",
    "synthesizer",
    "node_data",
    // The tree, and what is said at any node of it.
    "tree",
    "annotations",
    "aspects",
    "extension",
    "tags",
    "validations",
    // Constructs.
    "stack",
    "stage",
    "arn",
    "context",
    "resource",
    "acknowledge",
    "checks",
    "condition",
    "elements",
    "nested_stack",
    "export",
    "asset",
    "include",
    "mixin",
    // Synthesis.
    "synth",
    "app",
    "bindings",
];

const LINT: &[&str] = &[
    // What a finding is made of.
    "finding",
    "rules",
    "place",
    "findings",
    // Words, values and texts by themselves.
    "nearest",
    "words",
    "compare",
    "kinds",
    "patterns",
    "input",
    // The template and what is given beside it.
    "template",
    "serverless",
    "registry",
    "values",
    "options",
    "facts",
    "home_region",
    "plains",
    // What all checks look at, and what a value comes to there.
    "context",
    "runtimes",
    "resolve",
    "attributes",
    // Checks of a value.
    "functions",
    "formats",
    "schema",
    "policies",
    "services",
    // Checks of a template.
    "sections",
    "keys",
    "nulls",
    "plain",
    "loops",
    "circles",
    "unused",
    "suppress",
    // All of them.
    "linter",
];

#[test]
fn modules_name_those_below_them_only() {
    let mut wrong = Vec::new();
    for (folder, order) in ORDERS {
        let graph = ModuleGraph::read(&workspace::root().join(folder).join("src"));
        let place = |module: &str| order.iter().position(|known| *known == module);
        let edges = graph.edges_below(&[]);
        for (module, names) in &edges {
            let Some(own) = place(module) else {
                wrong.push(format!("{folder}: {module} is not in the list of tests/it/modules.rs"));
                continue;
            };
            let above = names.iter().filter(|name| place(name).is_some_and(|place| place > own));
            wrong.extend(above.map(|name| format!("{folder}: {module} must not name {name}, which stands above it")));
        }
        let gone = order.iter().filter(|module| !edges.contains_key(**module));
        wrong.extend(gone.map(|module| format!("{folder}: there is no module {module}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_of_a_folder_name_one_another_in_no_circle() {
    let mut wrong = Vec::new();
    for (folder, _) in ORDERS {
        let graph = ModuleGraph::read(&workspace::root().join(folder).join("src"));
        for parent in graph.parents() {
            let name = format!("{folder}/src/{}", parent.join("/"));
            let is_recursive = RECURSIVE.iter().any(|(folder, _)| *folder == name);
            match (circle(&graph.edges_below(&parent)), is_recursive) {
                (Some(circle), false) => wrong.push(format!("{name}: {}", circle.join(" -> "))),
                (None, true) => wrong.push(format!("{name} has no circle, and needs no exception")),
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
