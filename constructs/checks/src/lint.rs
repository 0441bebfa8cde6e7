//! Templates of an assembly against the schema database and the rules of CloudFormation.

use std::collections::BTreeMap;

use ferrocdk_core::{Assembly, Diagnostic};
use ferrocdk_lint::{Finding, Linter, Options, Severity, Step};
use ferrocdk_template::Node;
use serde_json::Value as Json;

/// What lint finds in all templates, those of nested stacks too.
///
/// An environment with a region makes two things more of errors: types that the region lacks, and literal ARNs and regions that lead out of it.
pub(crate) fn assembly(assembly: &Assembly) -> Vec<Diagnostic> {
    let regions = regions(assembly);
    let mut linters: BTreeMap<Option<&str>, Linter> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for (name, text) in assembly.files().filter(|(name, _)| name.ends_with(".template.json")) {
        let region = regions.get(name).map(String::as_str);
        let linter = linters.entry(region).or_insert_with(|| {
            Linter::new(Options {
                regions: region.map(str::to_owned).into_iter().collect(),
                residency: region.map(str::to_owned),
                ..Options::default()
            })
        });
        // What was just written is a template; the parser's bounds are those that CloudFormation has too.
        match ferrocdk_template::parse(text) {
            Ok(document) => {
                let findings = linter.lint(&document.root).into_iter();
                diagnostics.extend(findings.map(|finding| diagnostic(&document.root, finding)));
            }
            Err(errors) => diagnostics.extend(
                errors
                    .iter()
                    .map(|error| Diagnostic::error("E0000", error.to_string()).help(error.help)),
            ),
        }
    }
    diagnostics
}

/// The region of each stack's template, by file, where the environment has one.
fn regions(assembly: &Assembly) -> BTreeMap<String, String> {
    let mut regions = BTreeMap::new();
    for (name, text) in assembly
        .files()
        .filter(|(name, _)| *name == "manifest.json" || name.ends_with("/manifest.json"))
    {
        let folder = name.strip_suffix("manifest.json").unwrap_or_default();
        let manifest: Json = serde_json::from_str(text).unwrap_or_default();
        for artifact in manifest["artifacts"]
            .as_object()
            .into_iter()
            .flat_map(|artifacts| artifacts.values())
        {
            let region = artifact["environment"]
                .as_str()
                .and_then(|environment| environment.rsplit_once('/'))
                .map(|(_, region)| region);
            if let (Some(file), Some(region)) = (
                artifact["properties"]["templateFile"].as_str(),
                region.filter(|region| *region != "unknown-region"),
            ) {
                regions.insert(format!("{folder}{file}"), region.to_owned());
            }
        }
    }
    regions
}

/// A finding at its construct's path, where the template has it.
fn diagnostic(template: &Node, finding: Finding) -> Diagnostic {
    let mut diagnostic = match finding.severity {
        Severity::Error => Diagnostic::error(finding.rule, finding.message),
        Severity::Warning | Severity::Info => Diagnostic::warning(finding.rule, finding.message),
    };
    let (construct, rest) = match finding.path.0.as_slice() {
        [Step::Key(section), Step::Key(id), rest @ ..] => {
            let element = template.get(section).and_then(|section| section.get(id));
            let path = element.and_then(|element| element.get("Metadata")?.get("aws:cdk:path")?.as_str());
            (path.unwrap_or(id).to_owned(), rest)
        }
        steps => (String::new(), steps),
    };
    let rest = match rest {
        [Step::Key(first), rest @ ..] if first == "Properties" => rest,
        all => all,
    };
    let property = ferrocdk_lint::Path(rest.to_vec()).to_string();
    diagnostic = diagnostic.at(
        construct,
        Some(property.as_str()).filter(|property| !property.is_empty()),
    );
    match finding.help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
