//! `new-plant`: a plant file made from another one, and a test of it.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

use crate::{context::Context, failure::Failure, program::PROGRAM, tools::write_atomically, ui};

/// Make a plant from another one: its file, and a test that it synthesizes without findings.
///
/// The file is the other's with the name exchanged; edit it, and run the test. Plants of one account and region hear each other where they share a topic.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} new-plant north --from sao-paulo --region eu-west-1

Status: 0, 1 where it cannot be made, 2 for a wrong call.")]
pub(crate) struct Args {
    /// Name of the plant, which becomes part of its resources' names: 2 to 20 of a-z, 0-9 and single hyphens inside, a letter first.
    #[arg(value_parser = plant_name)]
    name: String,

    /// The plant that it is made from.
    #[arg(long, value_name = "PLANT")]
    from: String,

    /// The region that it stands in; that of the other plant when left out.
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
}

/// Most characters: buckets have 63 for plant, purpose, account, region and suffix.
const MOST: usize = 20;

fn plant_name(text: &str) -> Result<String, String> {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let begins_well = text.starts_with(|first: char| first.is_ascii_lowercase());
    if begins_well && (2..=MOST).contains(&text.len()) && text.split('-').all(is_word) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "use 2 to {MOST} of a-z, 0-9 and single hyphens inside, a letter first, such as `curitiba`"
        ))
    }
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let Args { name, from, region } = args;
    let folder = &context.settings.plants;
    let template = context.check_plant(from, "--from")?;
    let plant = format!("{folder}/{name}.toml");
    // The usual layout: plants stand below their app.
    let app = match Path::new(folder).parent().and_then(Path::to_str) {
        Some(parent) if !parent.is_empty() => parent,
        _ => context.settings.app.as_str(),
    };
    let test = format!("{app}/tests/{}.rs", name.replace('-', "_"));
    for file in [&plant, &test] {
        if context.root.join(file).exists() {
            return Err(Failure::new(format!("{file} is there already"))
                .hint("choose another name, or remove the file first")
                .into());
        }
    }
    let source = format!("{folder}/{template}.toml");
    let text = fs::read_to_string(context.root.join(&source)).with_context(|| format!("cannot read {source}"))?;
    write(
        &context.root,
        &plant,
        &plant_file(&text, name, &template, region.as_deref()),
    )?;
    write(
        &context.root,
        &test,
        &test_file(name, folder, Path::new(app).components().count()),
    )?;
    ui::step("Wrote", format!("{plant} and {test}"));
    ui::step(
        "Next",
        format!(
            "edit the file, then run `cargo test --package {} --test {}` and `{PROGRAM} synth`",
            context.settings.app,
            name.replace('-', "_")
        ),
    );
    Ok(())
}

fn write(root: &Path, file: &str, text: &str) -> Result<()> {
    let path = root.join(file);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    write_atomically(&path, text.as_bytes())
}

/// The other plant's file, with a heading of its own and the region exchanged.
fn plant_file(text: &str, name: &str, from: &str, region: Option<&str>) -> String {
    let mut out = format!(
        "# The plant {name}, made from {from}.\n# Quantities have their unit; what is left out has a default (see docs/plant-file.md).\n"
    );
    let is_heading = |line: &&str| line.starts_with('#');
    for line in text.lines().skip_while(is_heading) {
        match region {
            Some(region) if line.starts_with("region ") || line.starts_with("region=") => {
                out.extend(["region = \"", region, "\"\n"]);
            }
            _ => {
                out += line;
                out.push('\n');
            }
        }
    }
    out
}

/// A test that the plant synthesizes, and without findings.
fn test_file(name: &str, folder: &str, depth: usize) -> String {
    let id = name.replace('-', "_");
    format!(
        r#"//! The plant {name}: its file is right, and its template has no findings.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::path::Path;

use ferrocdk::plant::{{Plant, PlantFile, PlantProps, Suffix}};
use ferrocdk::prelude::*;

#[test]
fn {id}_synthesizes_without_findings() {{
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth({depth}).unwrap();
    let file = PlantFile::read(root, "{folder}", "{name}").unwrap();
    let props = PlantProps::new(file, Suffix::new("test").unwrap());

    let app = App::new();
    let stack = Stack::new(&app, "{name}-test", props.stack());
    let plant = Plant::new(&stack, "Default", props);
    let needed = plant.file().capacity().shards;
    assert!(
        plant.ingest().stream().shards().unwrap().quantity() >= needed,
        "the load needs {{needed}} shards"
    );

    let assembly = app.synth().unwrap();
    let findings: Vec<String> = assembly
        .warnings()
        .iter()
        .filter(|warning| warning.severity > ferrocdk::Severity::Info)
        .map(ToString::to_string)
        .collect();
    assert!(findings.is_empty(), "{{}}", findings.join("\n\n"));
}}
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_parts_of_names() {
        for name in ["curitiba", "line-7", "p2"] {
            assert_eq!(plant_name(name).as_deref(), Ok(name));
        }
        for name in [
            "",
            "p",
            "Curitiba",
            "7-line",
            "a--b",
            "a-",
            "a_b",
            "a-plant-with-a-long-name",
        ] {
            assert!(plant_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn the_file_is_the_others_with_its_own_heading_and_region() {
        let other = "# The other.\n# More.\n\nregion = \"us-east-1\"\n\n[hot]  # kept\nkeep = \"90 days\"\n";
        let made = plant_file(other, "curitiba", "other", Some("sa-east-1"));
        assert!(made.starts_with("# The plant curitiba, made from other.\n"), "{made}");
        assert!(
            made.ends_with("\n\nregion = \"sa-east-1\"\n\n[hot]  # kept\nkeep = \"90 days\"\n"),
            "{made}"
        );
        assert!(!made.contains("The other."), "{made}");
        let made = plant_file(other, "curitiba", "other", None);
        assert!(made.contains("region = \"us-east-1\""), "{made}");
    }
}
