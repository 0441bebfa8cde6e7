//! The files around the code.

use std::collections::BTreeSet;

use crate::Dependency;

/// Name of the generated package, and what it is built against.
#[derive(Clone, Debug)]
pub(crate) struct Package<'a> {
    /// The stack's id.
    pub(crate) stack: &'a str,
    /// Where the package finds the crate `ferrocdk`.
    pub(crate) ferrocdk: &'a Dependency,
    /// Name of the template's file.
    pub(crate) source: &'a str,
    pub(crate) features: BTreeSet<String>,
    /// Whether a part of the template is taken over as it is written.
    pub(crate) keeps: bool,
}

impl Package<'_> {
    /// The package's name: the stack's, as Cargo takes it.
    fn name(&self) -> String {
        let name = self.stack.to_lowercase();
        format!("{name}-stack").replace("-stack-stack", "-stack")
    }

    pub(crate) fn manifest(&self) -> String {
        let features: Vec<String> = self
            .features
            .iter()
            .map(|feature| format!("    {feature:?},\n"))
            .collect();
        let features = if features.is_empty() {
            "[]".to_owned()
        } else {
            format!("[\n{}]", features.concat())
        };
        format!(
            "[package]\nname = {:?}\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
             # A workspace of its own; take this line out to make the package a member of another.\n[workspace]\n\n\
             [dependencies.ferrocdk]\n{}\ndefault-features = false\n\
             # The services whose bindings the code uses.\nfeatures = {features}\n",
            self.name(),
            self.ferrocdk.line(),
        )
    }

    pub(crate) fn main(&self) -> String {
        format!(
            r#"//! Synthesizes the stack `{stack}` into `cdk.out`, or into the folder that the CDK CLI names in `CDK_OUTDIR`.

mod stack;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use ferrocdk::App;

fn main() -> ExitCode {{
    match synthesize() {{
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {{
            eprintln!("{{error}}");
            ExitCode::FAILURE
        }}
    }}
}}

fn synthesize() -> Result<(), Box<dyn Error>> {{
    let app = App::new();
    stack::stack(&app, {stack:?});
    let out = std::env::var_os("CDK_OUTDIR").map_or_else(|| PathBuf::from("cdk.out"), PathBuf::from);
    app.synth()?.write(&out)?;
    Ok(())
}}
"#,
            stack = self.stack,
        )
    }

    pub(crate) fn readme(&self) -> String {
        let kept = if self.keeps {
            format!(
                "\nWhat no typed code says stands in `src/{}`, as it is written in the template.\n",
                crate::program::KEPT
            )
        } else {
            String::new()
        };
        format!(
            "# {stack}\n\nThe template `{source}` as a program, imported by `cargo xtask import`. `cargo run` writes the template into `cdk.out`, equal as JSON to the one imported;\n\
             `cdk -a \"cargo run -q\" diff` compares it with what is deployed. To use the stack in an app of yours, take `src/stack.rs` as a module and call\n\
             `stack::stack(&app, {stack:?})`.\n{kept}",
            stack = self.stack,
            source = self.source,
        )
    }
}

/// A stack's id from the name of a template's file: what CloudFormation takes as a name of a stack.
pub(crate) fn stack_id(file: &str) -> String {
    const ENDINGS: [&str; 7] = [".json", ".yaml", ".yml", ".template", ".txt", ".cfn", ".nested"];
    let mut stem = file;
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending)) {
        stem = shorter;
    }
    let words: Vec<&str> = stem
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let id: String = words.join("-").chars().take(100).collect();
    let id = id.trim_end_matches('-');
    if id.starts_with(|first: char| first.is_ascii_alphabetic()) {
        id.to_owned()
    } else {
        format!("stack-{id}").trim_end_matches('-').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_stacks() {
        for (file, expected) in [
            ("web.yaml", "web"),
            ("SharedStack-45a289.template.json", "SharedStack-45a289"),
            ("good__functions_sub.yaml", "good-functions-sub"),
            ("3 tiers.json", "stack-3-tiers"),
            (".json", "stack"),
        ] {
            assert_eq!(stack_id(file), expected, "{file}");
        }
    }
}
