//! Templates that nobody wrote: every kind of text, number and key in every kind of place. The same in every run.

use std::fmt::Write as _;

/// Pieces of texts that a raw literal shows: what YAML, JSON, Rust, `format!`, `Fn::Sub` and rustfmt each take for something else than text.
const SHOWN: [&str; 31] = [
    "first",
    "second line",
    "third\n",
    " ",
    "  ",
    "\n",
    "\n",
    "\n\n",
    "\n    ",
    "\"",
    "\"\"#",
    "'",
    "#",
    "##\"",
    "{",
    "}",
    "{}",
    "{{",
    "}}",
    "${",
    "${AWS::Region}",
    "${!literal}",
    "${Type}",
    "${Thing.Arn}",
    "$",
    "\\",
    "\\n",
    "\\u{41}",
    "//",
    "/* */",
    "é",
];

/// Pieces that only escapes show.
const HIDDEN: [&str; 16] = [
    "\t",
    "\n\t",
    "\r\n",
    "\r",
    "日本",
    "😀",
    "\u{a0}",
    "\u{301}",
    "\u{1}",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{feff}",
    "block_of_code_1_",
    "null",
];

/// Keys: words that Rust keeps for itself, and what paths, macros and literals divide by.
const KEYS: [&str; 44] = [
    "type",
    "match",
    "self",
    "Self",
    "crate",
    "super",
    "async",
    "await",
    "dyn",
    "try",
    "gen",
    "abstract",
    "yield",
    "macro",
    "static",
    "extern",
    "where",
    "fn",
    "mod",
    "ref",
    "move",
    "true",
    "null",
    "_",
    "",
    ".",
    "a.b",
    "a\\",
    "\\",
    "a\\.b",
    "\\\\.",
    "0",
    "12",
    "x y",
    "key\nline",
    "key\n  of\nlines",
    "\"",
    "\"#",
    "é",
    "{}",
    "aws:tag",
    "Condition",
    "Ref2",
    "Fn",
];

/// Logical ids, with those that are words of Rust or of the program around them.
const IDS: [&str; 24] = [
    "Type",
    "Self",
    "Match",
    "Crate",
    "Super",
    "Async",
    "Gen",
    "Fn",
    "Stack",
    "Scope",
    "Id",
    "Value",
    "Number",
    "Map",
    "Document",
    "Default",
    "App",
    "Text",
    "Doc",
    "Thing",
    "ThingA1B2C3D4",
    "Sqs",
    "Pseudo",
    "9Lives",
];

/// Numbers within and beyond 64 bits, and fractions with more digits than a float has.
const NUMBERS: [&str; 20] = [
    "0",
    "-1",
    "7",
    "2147483648",
    "-9223372036854775808",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775809",
    "123456789012345678901234567890",
    "-999999999999999999999999999999",
    "0.1",
    "1.0",
    "-0.5",
    "1e300",
    "1e-7",
    "0.1234567890123456789012345678901",
    "3.141592653589793238462643383279",
    "100000000000000000000000000000.5",
];

/// A sequence of numbers that looks random and is not.
struct Choice(u64);

impl Choice {
    fn below(&mut self, bound: usize) -> usize {
        // Marsaglia's xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % bound
    }

    fn of(&mut self, all: &[&'static str]) -> &'static str {
        all[self.below(all.len())]
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}

/// The text of a template, JSON.
pub(crate) fn template(number: u64) -> String {
    // Zero would stay zero.
    let mut maker = Maker {
        choice: Choice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
        resources: Vec::new(),
    };
    for _ in 0..8 {
        maker.choice.below(2);
    }
    maker.template()
}

struct Maker {
    choice: Choice,
    /// Logical ids that texts may refer to.
    resources: Vec<String>,
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn map(entries: impl IntoIterator<Item = (impl AsRef<str>, String)>) -> String {
    let entries = entries
        .into_iter()
        .map(|(key, value)| format!("{}: {value}", quoted(key.as_ref())));
    format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(", "))
}

impl Maker {
    /// A text as it is.
    fn plain(&mut self) -> String {
        let mut text = String::new();
        let most = self.choice.below(4) * 8;
        let hides = self.choice.one_in(2);
        for _ in 0..self.choice.below(most + 4) {
            let pieces: &[&str] = if hides && self.choice.one_in(4) {
                &HIDDEN
            } else {
                &SHOWN
            };
            text.push_str(self.choice.of(pieces));
        }
        text
    }

    fn text(&mut self) -> String {
        quoted(&self.plain())
    }

    fn number(&mut self) -> String {
        self.choice.of(&NUMBERS).to_owned()
    }

    /// Text, or a function that gives it.
    fn value(&mut self, depth: usize) -> String {
        if depth == 0 || self.choice.one_in(2) {
            return self.text();
        }
        let depth = depth - 1;
        match self.choice.below(11) {
            0 => map([(
                "Ref",
                quoted(
                    self.choice
                        .of(&["AWS::Region", "AWS::StackName", "Words", "Count", "AWS::NoValue"]),
                ),
            )]),
            1 => map([("Fn::Sub", self.text())]),
            2 => {
                let names = [self.choice.of(&["Type", "self", "crate", "Line", "gen"]), "Unused"];
                let names = &names[..1 + self.choice.below(2)];
                let before = self.plain();
                let text = quoted(&format!("{before}${{{}}}", names[0]));
                let variables: Vec<_> = names.iter().map(|name| (*name, self.value(depth))).collect();
                map([("Fn::Sub", list([text, map(variables)]))])
            }
            3 => map([("Fn::Sub", list([self.text(), "{}".to_owned()]))]),
            4 | 5 => {
                let delimiter = self.text();
                let parts: Vec<String> = (0..self.choice.below(4)).map(|_| self.value(depth)).collect();
                map([("Fn::Join", list([delimiter, list(parts)]))])
            }
            6 => map([("Fn::Base64", self.value(depth))]),
            7 => map([("Fn::If", list([quoted("IsWide"), self.value(depth), self.value(depth)]))]),
            8 => map([("Fn::FindInMap", list([quoted("Table"), quoted("self"), quoted("type")]))]),
            9 => map([("Fn::ImportValue", self.value(depth))]),
            _ => match self.resources.last().cloned() {
                Some(id) => map([("Fn::GetAtt", list([quoted(&id), quoted("Arn")]))]),
                None => self.text(),
            },
        }
    }

    /// Anything.
    fn document(&mut self, depth: usize) -> String {
        match self.choice.below(if depth == 0 { 5 } else { 9 }) {
            0 | 1 => self.text(),
            2 => self.number(),
            3 => self.choice.of(&["true", "false"]).to_owned(),
            4 => self.value(1),
            5 | 6 => list(
                (0..self.choice.below(4))
                    .map(|_| self.document(depth - 1))
                    .collect::<Vec<_>>(),
            ),
            _ => self.free_map(depth - 1),
        }
    }

    fn free_map(&mut self, depth: usize) -> String {
        let mut keys: Vec<&str> = Vec::new();
        for _ in 0..self.choice.below(5) {
            let key = self.choice.of(&KEYS);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        map(keys
            .into_iter()
            .map(|key| (key, self.document(depth)))
            .collect::<Vec<_>>())
    }

    /// Properties of a type, with some that its binding has no field for.
    fn properties(&mut self, kind: usize) -> (&'static str, Vec<(&'static str, String)>) {
        let tag = |maker: &mut Self| map([("Key", quoted("type")), ("Value", maker.value(1))]);
        match kind {
            0 => (
                "AWS::SSM::Parameter",
                vec![
                    ("Type", quoted("String")),
                    ("Value", self.value(2)),
                    ("Description", self.text()),
                    ("Tags", self.free_map(0)),
                ],
            ),
            1 => (
                "AWS::SNS::Topic",
                vec![
                    ("DisplayName", self.value(2)),
                    ("Tags", list([tag(self), tag(self)])),
                    ("type", self.document(2)),
                ],
            ),
            2 => (
                "AWS::SSM::Document",
                vec![("DocumentType", quoted("Command")), ("Content", self.document(4))],
            ),
            3 => (
                "AWS::CloudWatch::Alarm",
                vec![
                    ("ComparisonOperator", quoted("GreaterThanThreshold")),
                    ("EvaluationPeriods", self.number()),
                    ("Threshold", self.number()),
                    ("AlarmDescription", self.value(1)),
                    (
                        "Dimensions",
                        list([map([
                            ("Name", self.text()),
                            ("Value", self.value(1)),
                            (self.choice.of(&KEYS), self.number()),
                        ])]),
                    ),
                ],
            ),
            4 => (
                "AWS::StepFunctions::StateMachine",
                vec![
                    ("RoleArn", self.text()),
                    ("DefinitionString", self.value(1)),
                    ("Definition", self.free_map(3)),
                ],
            ),
            5 => (
                "AWS::Lambda::Function",
                vec![
                    ("Role", self.text()),
                    ("Code", map([("ZipFile", self.value(1))])),
                    (
                        "Environment",
                        map([("Variables", map([("type", self.value(1)), ("Self", self.value(2))]))]),
                    ),
                    ("MemorySize", self.number()),
                ],
            ),
            6 => (
                "AWS::IAM::ManagedPolicy",
                vec![
                    ("PolicyDocument", self.document(3)),
                    ("Groups", list([self.value(1), self.text()])),
                ],
            ),
            // Without what its binding requires.
            7 => (
                "AWS::CloudWatch::Alarm",
                vec![("Threshold", self.number()), ("Dimensions", self.document(2))],
            ),
            8 => (
                "Custom::Press",
                vec![
                    ("ServiceToken", self.text()),
                    ("Body", self.document(4)),
                    ("type", self.document(1)),
                ],
            ),
            _ => (
                "Acme::Press::Line",
                vec![("Serial", self.number()), ("Free", self.free_map(3))],
            ),
        }
    }

    fn resource(&mut self) -> String {
        let kind = self.choice.below(10);
        let (ty, properties) = self.properties(kind);
        let mut body = vec![("Type", quoted(ty)), ("Properties", map(properties))];
        if self.choice.one_in(3) {
            body.push(("Metadata", self.free_map(2)));
        }
        if self.choice.one_in(3) {
            body.push(("Condition", quoted("IsWide")));
        }
        if self.choice.one_in(4) {
            body.push(("DeletionPolicy", quoted("Retain")));
        }
        if self.choice.one_in(4) {
            body.push(("CreationPolicy", self.document(3)));
        }
        if let Some(other) = self.resources.last().filter(|_| kind.is_multiple_of(3)) {
            body.push(("DependsOn", quoted(other)));
        }
        map(body)
    }

    fn template(mut self) -> String {
        let parameters = [
            (
                "Words",
                map([
                    ("Type", quoted("String")),
                    ("Default", self.text()),
                    ("Description", self.text()),
                    ("AllowedPattern", self.text()),
                ]),
            ),
            (
                "Count",
                map([
                    ("Type", quoted("Number")),
                    ("Default", self.number()),
                    ("MinValue", self.number()),
                ]),
            ),
            (
                "Move",
                map([
                    ("Type", quoted("String")),
                    ("AllowedValues", list([self.text(), self.text()])),
                    ("ConstraintDescription", self.text()),
                ]),
            ),
        ];
        let row = map([
            ("type", self.text()),
            ("Count", self.number()),
            ("list", list([self.text()])),
        ]);
        let mappings = map([("self", row)]);
        let mappings = map([("Table", mappings)]);
        let conditions = map([(
            "IsWide",
            map([("Fn::Equals", list([self.text(), map([("Ref", quoted("Words"))])]))]),
        )]);
        let mut resources: Vec<(String, String)> = Vec::new();
        for _ in 0..6 {
            let id = self.choice.of(&IDS);
            if !self.resources.iter().any(|known| known == id) {
                let body = self.resource();
                resources.push((id.to_owned(), body));
                self.resources.push(id.to_owned());
            }
        }
        let mut outputs = Vec::new();
        for id in ["Type", "Out", "Loop"] {
            let mut body = vec![("Value", self.value(2)), ("Description", self.text())];
            if self.choice.one_in(2) {
                body.push(("Export", map([("Name", self.value(1))])));
            }
            outputs.push((id, map(body)));
        }
        let mut text = String::new();
        let sections = [
            ("Description", self.text()),
            ("Metadata", self.free_map(3)),
            ("Parameters", map(parameters)),
            ("Mappings", mappings),
            ("Conditions", conditions),
            ("Resources", map(resources)),
            ("Outputs", map(outputs)),
        ];
        write!(text, "{}", map(sections)).unwrap();
        text
    }
}
