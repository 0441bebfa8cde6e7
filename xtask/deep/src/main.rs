//! AWS's own template checks (crates.io `cloudformation-validate`), with their findings in the form of `cargo xtask lint`.
//!
//! Reads a JSON list of `{ file, region, text }` from stdin and writes a JSON list of findings to stdout. A template that the engine cannot judge at all is a
//! finding of the rule `deep`.

use std::io::{self, Read as _};

use anyhow::{Context as _, Result, anyhow};
use cloudformation_validate::{
    CelEngine, Diagnostic, EngineConfig, PseudoParameterOverrides, SchemaValidator, Severity, ValidateConfig,
    diagnostics::Entity, template_model::EntityType, validate_bytes_with_path, validate_catching_panics,
};
use serde::{Deserialize, Serialize};

/// A template to judge.
#[derive(Debug, Deserialize)]
struct Template {
    file: String,
    region: String,
    text: String,
}

/// One finding, as `cargo xtask lint --format json` has them.
#[derive(Debug, Serialize)]
struct Finding {
    file: String,
    severity: &'static str,
    rule: String,
    path: String,
    line: u32,
    column: u32,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

fn main() -> Result<()> {
    let mut input = String::new();
    io::stdin().read_to_string(&mut input).context("cannot read stdin")?;
    let templates: Vec<Template> = serde_json::from_str(&input).context("stdin is no list of templates")?;
    let validator = SchemaValidator::default();
    let engine =
        CelEngine::new(EngineConfig::default()).map_err(|error| anyhow!("the engine does not start: {error}"))?;
    let mut findings = Vec::new();
    for Template { file, region, text } in templates {
        let config = ValidateConfig {
            pseudo_parameter_overrides: PseudoParameterOverrides {
                region: Some(region),
                ..PseudoParameterOverrides::default()
            },
            ..ValidateConfig::default()
        };
        // The engine's own guard: a mistake in one of its rules must not hide what it says of other templates.
        match validate_catching_panics(|| {
            validate_bytes_with_path(&engine, &validator, text.as_bytes(), config, file.clone())
        }) {
            Ok(report) => findings.extend(report.diagnostics.iter().map(|found| finding(&file, found))),
            Err(error) => findings.push(Finding {
                file,
                severity: "error",
                rule: "deep".to_owned(),
                path: String::new(),
                line: 1,
                column: 1,
                message: error.to_string(),
                help: None,
            }),
        }
    }
    println!("{}", serde_json::to_string(&findings)?);
    Ok(())
}

fn finding(file: &str, found: &Diagnostic) -> Finding {
    let place = found.location.as_ref();
    Finding {
        file: file.to_owned(),
        severity: match found.severity {
            Severity::Fatal | Severity::Error => "error",
            Severity::Warn => "warning",
            Severity::Info | Severity::Debug => "info",
        },
        rule: found.rule_id.clone(),
        path: path(
            found.entity.as_ref(),
            found.property_path.as_deref().unwrap_or_default(),
        ),
        line: place.map_or(1, |place| place.start_line),
        column: place.map_or(1, |place| place.start_column),
        message: found.message.clone(),
        help: found.suggested_fix.clone(),
    }
}

/// `Resources/Hot/Properties/Tags`. The engine counts from the entity, with dots, or from the template's root, with slashes; `{}` is any item of a list.
fn path(entity: Option<&Entity>, below: &str) -> String {
    let below = below.strip_suffix(".{}").unwrap_or(below);
    let Some(entity) = entity.filter(|_| !below.contains('/')) else {
        return below.to_owned();
    };
    let section = match entity.entity_type {
        EntityType::Resource => "Resources",
        EntityType::Parameter => "Parameters",
        EntityType::Output => "Outputs",
        EntityType::Mapping => "Mappings",
        EntityType::Rule => "Rules",
        EntityType::Condition => "Conditions",
        EntityType::Metadata => "Metadata",
        EntityType::Transform => "Transform",
        EntityType::FormatVersion => "AWSTemplateFormatVersion",
        EntityType::Description => "Description",
    };
    let steps = [section, &entity.logical_id].into_iter().chain(below.split('.'));
    let steps: Vec<&str> = steps.filter(|step| !step.is_empty()).collect();
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_at_the_root() {
        let queue = Entity::resource("Queue", None);
        assert_eq!(
            path(queue.as_ref(), "Properties.Tags.0.Key"),
            "Resources/Queue/Properties/Tags/0/Key"
        );
        assert_eq!(
            path(queue.as_ref(), "Properties.Tags.{}"),
            "Resources/Queue/Properties/Tags"
        );
        assert_eq!(path(queue.as_ref(), ""), "Resources/Queue");
        assert_eq!(path(queue.as_ref(), "Resources/Queue"), "Resources/Queue");
        assert_eq!(path(None, "Metadata"), "Metadata");
    }
}
