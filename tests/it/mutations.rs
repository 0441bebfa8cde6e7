//! The seeds of the fuzz targets, changed at random: parser, linter and `CfnInclude` read or refuse each. `cargo xtask fuzz` goes on where this ends.

use ferrocdk::prelude::*;
use ferrocdk::{CfnInclude, Synthesizer};
use ferrocdk_toolkit::lint::{self, Format, Options, TemplateSource};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

use crate::workspace;

/// One change of a text.
#[derive(Clone, Debug)]
enum Change {
    /// Takes out the text between two places.
    Cut(Index, Index),
    /// Repeats the text between two places at a third.
    Copy(Index, Index, Index),
    /// A piece is put in.
    Put(Index, String),
    /// A line is moved in or out.
    Indent(Index, bool),
}

impl Change {
    fn apply(&self, text: &str) -> String {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let at = |index: &Index| places[index.index(places.len())];
        let between = |a: &Index, b: &Index| at(a).min(at(b))..at(a).max(at(b));
        let mut text = text.to_owned();
        match self {
            Self::Cut(a, b) => text.replace_range(between(a, b), ""),
            Self::Copy(a, b, to) => {
                let piece = text[between(a, b)].to_owned();
                text.insert_str(at(to), &piece);
            }
            Self::Put(to, piece) => text.insert_str(at(to), piece),
            Self::Indent(line, deeper) => {
                let start = text[..at(line)].rfind('\n').map_or(0, |end| end + 1);
                if *deeper {
                    text.insert_str(start, "  ");
                } else if text[start..].starts_with(' ') {
                    text.remove(start);
                }
            }
        }
        text
    }
}

fn change() -> impl Strategy<Value = Change> {
    let index = any::<Index>;
    let pieces = [
        "{\"Fn::If\": [\"IsProd\", ",
        "!If [IsProd, ",
        "!Ref ",
        "!GetAtt ",
        "{{resolve:ssm:x}}",
        "${",
        "}",
        "[",
        "]",
        "{",
        "\n  ",
        "- ",
        ": ",
        "*base",
        "<<: *props",
        "\"",
        "null",
        "-1",
        "1e99",
        "AWS::Region",
        "AWS::NoValue",
        "Fn::ForEach::X: [",
        "Type: ",
        "Properties: ",
        "DependsOn: ",
        "Condition: ",
    ];
    prop_oneof![
        1 => (index(), index()).prop_map(|(a, b)| Change::Cut(a, b)),
        1 => (index(), index(), index()).prop_map(|(a, b, to)| Change::Copy(a, b, to)),
        4 => (index(), prop::sample::select(pieces.to_vec())).prop_map(|(to, piece)| Change::Put(to, piece.to_owned())),
        1 => (index(), "\\PC{1,3}").prop_map(|(to, piece)| Change::Put(to, piece)),
        2 => (index(), any::<bool>()).prop_map(|(line, deeper)| Change::Indent(line, deeper)),
    ]
}

fn seeds() -> Vec<String> {
    let folder = workspace::root().join("tests/fuzz/seeds");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(4), ..ProptestConfig::with_cases(96) })]

    #[test]
    fn changed_templates_are_judged_and_taken_in_or_refused(
        seed in any::<Index>(),
        changes in prop::collection::vec(change(), 0..6),
    ) {
        let seeds = seeds();
        let text = changes.iter().fold(seeds[seed.index(seeds.len())].clone(), |text, change| change.apply(&text));
        let report = lint::check(vec![TemplateSource::new("seed", &text)], &Options::default());
        for entry in &report.entries {
            prop_assert!(!entry.message.is_empty() && entry.line > 0 && entry.column > 0, "{:?}", entry);
        }
        for format in [Format::Json, Format::Sarif] {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&report.render(format)).is_ok());
        }

        let app = App::new();
        let stack = Stack::new(&app, "stack", StackProps::default().synthesizer(Synthesizer::Bootstrapless));
        CfnInclude::new(&stack, "Template", &text);
        if let Ok(assembly) = app.synth() {
            let read = ferrocdk_template::parse(&text).unwrap().root.to_json();
            // CloudFormation refuses null, and a property map leaves it out.
            if !read.to_string().contains("null") {
                prop_assert_eq!(assembly.template("stack"), Some(&read));
            }
        }
    }
}
