//! The rules beside the schema, by the property that they look at.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ferrocdk_spec::{Extension, Schema, Selector};
use ferrocdk_template::{Node, Value};

use super::evaluate::Evaluation;
use super::frame::Frame;
use super::sink::Sink;
use crate::findings::Findings;
use crate::rules::{self, Rule};
use crate::template::SERVERLESS;
use crate::words;

/// A check that no schema can express.
pub(crate) type Code = fn(&Evaluation<'_>, &Node, Frame<'_>, &mut Sink<'_>);

/// One rule at a property.
#[derive(Debug)]
pub(crate) enum Check {
    /// Another schema.
    Schema {
        rule: &'static Rule,
        extension: Extension,
        /// Its parts as far as they were used; `None` for one that does not exist.
        parts: Mutex<BTreeMap<String, Option<Arc<Schema>>>>,
    },
    /// Code.
    Code(Code),
}

/// Rules by path: those at a property, and those below it.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    /// Those at the property itself.
    pub(crate) here: Vec<Check>,
    /// Whether only the service may set the property.
    pub(crate) read_only: bool,
    /// Whether a path on this machine may stand here, which `aws cloudformation package` uploads and replaces.
    pub(crate) is_local_path: bool,
    below: BTreeMap<String, Checks>,
}

impl Checks {
    /// Those of a property of the object.
    pub(crate) fn property(&self, name: &str) -> Option<&Self> {
        self.below.get(name)
    }

    /// Those of every item of the list, or of every key that the schema does not name.
    pub(crate) fn each(&self) -> Option<&Self> {
        self.below.get("*")
    }

    /// The place of a path such as `Listeners/*/Port`, made when it is not there yet.
    pub(crate) fn entry(&mut self, path: &str) -> &mut Self {
        path.split('/')
            .filter(|step| !step.is_empty())
            .fold(self, |checks, step| checks.below.entry(step.to_owned()).or_default())
    }
}

/// Runs the rules at a value.
pub(crate) fn run(evaluation: &Evaluation<'_>, checks: &Checks, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    if checks.read_only {
        sink.add(&rules::E3040, frame.place, || {
            ("only the service sets this property".to_owned(), None)
        });
    }
    if let (true, Value::String(text)) = (checks.is_local_path, &node.value)
        && !evaluation.context.template.transforms.has(SERVERLESS)
        && !text.starts_with("s3://")
        && !text.starts_with("https://")
    {
        sink.add(&rules::W3002, frame.place, || {
            let help = "`aws cloudformation package` uploads what is there and puts its address here".to_owned();
            (format!("{} is a path on this machine", words::quote(text)), Some(help))
        });
    }
    for check in &checks.here {
        match check {
            Check::Schema { rule, extension, parts } => extended(evaluation, rule, extension, parts, node, frame, sink),
            Check::Code(code) => code(evaluation, node, frame.within(), sink),
        }
    }
}

/// Reports what another schema finds as findings of the rule.
fn extended(
    evaluation: &Evaluation<'_>,
    rule: &'static Rule,
    extension: &Extension,
    parts: &Mutex<BTreeMap<String, Option<Arc<Schema>>>>,
    node: &Node,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
) {
    let engine = node.get("Engine").and_then(Node::as_str).map(str::to_lowercase);
    let wanted: Vec<&str> = match extension.selector {
        Selector::Whole => vec![""],
        Selector::Region => evaluation.context.options.regions.iter().map(String::as_str).collect(),
        Selector::Engine => engine.as_deref().into_iter().collect(),
    };
    for part in wanted {
        let schema = {
            let mut parts = parts.lock().unwrap_or_else(PoisonError::into_inner);
            let known = parts.entry(part.to_owned()).or_insert_with(|| {
                let database = evaluation.context.facts.database()?;
                database.extension_schema(extension, part).ok().flatten().map(Arc::new)
            });
            known.clone()
        };
        let Some(schema) = schema else { continue };
        let mut found = Findings::default();
        evaluation
            .with_root(&schema)
            .check(node, schema.root(), frame.deciding(), &mut Sink::into(&mut found));
        for mut finding in found.into_sorted() {
            // A value of the wrong kind is that wherever a schema says so.
            if let Some(kind) = [&rules::E1040, &rules::E1041]
                .into_iter()
                .find(|kind| kind.id == finding.rule)
            {
                sink.pass(kind, finding);
                continue;
            }
            finding.message = format!("{}: {}", rule.meaning, finding.message);
            if extension.selector == Selector::Region {
                finding.message = format!("{} in {part}", finding.message);
            }
            sink.pass(rule, finding);
        }
    }
}
