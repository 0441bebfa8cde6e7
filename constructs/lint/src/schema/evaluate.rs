//! The evaluation of a value against a schema.

use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;
use std::sync::Arc;

use ferrocdk_spec::Schema;
use ferrocdk_template::{Node, Value};
use serde_json::{Map, Value as Json};

use super::frame::Frame;
use super::sink::{Sink, Verdict};
use super::types::{TypeFacts, Types};
use super::{functions, keywords, scenarios};
use crate::Path;
use crate::context::Context;
use crate::patterns::Patterns;
use crate::rules;
use crate::words;

/// Values that are looked at per resource. The largest real resource takes some 20,000; what a hostile one has beyond this many is not known.
const BUDGET: u32 = 2_000_000;

/// Facts that are the same for all values of a resource.
pub(crate) struct Evaluation<'e> {
    /// The schema that `$ref` points into.
    pub(crate) root: &'e Schema,
    pub(crate) context: Context<'e>,
    pub(crate) patterns: &'e Patterns,
    pub(crate) types: &'e Types,
    /// The type of the resource.
    pub(crate) resource_type: &'e str,
    progress: &'e Progress,
}

/// How far the evaluation of one resource is.
#[derive(Debug)]
pub(crate) struct Progress {
    /// Values that may still be looked at.
    left: Cell<u32>,
    /// Where values stand that were found to be wrong, as a whole.
    wrong: RefCell<Vec<Path>>,
}

impl Progress {
    /// That of a resource at which nothing was looked yet.
    pub(crate) fn new() -> Self {
        Self {
            left: Cell::new(BUDGET),
            wrong: RefCell::default(),
        }
    }
}

impl<'e> Evaluation<'e> {
    pub(crate) fn new(
        root: &'e Schema,
        context: Context<'e>,
        patterns: &'e Patterns,
        types: &'e Types,
        resource_type: &'e str,
        progress: &'e Progress,
    ) -> Self {
        Self {
            root,
            context,
            patterns,
            types,
            resource_type,
            progress,
        }
    }

    /// The same with another document for `$ref`.
    pub(crate) fn with_root<'o>(&self, root: &'o Schema) -> Evaluation<'o>
    where
        'e: 'o,
    {
        Evaluation {
            root,
            context: self.context,
            ..*self
        }
    }

    /// Reports what does not fit.
    pub(crate) fn check(&self, node: &Node, schema: &Json, frame: Frame<'_>, sink: &mut Sink<'_>) {
        match schema {
            Json::Object(schema) => self.check_members(node, schema, frame, sink),
            Json::Bool(false) => sink.add(&rules::E3002, frame.place, || {
                let what = frame
                    .place
                    .last_key()
                    .map_or_else(|| "nothing".to_owned(), words::quote);
                (format!("{what} may not stand here"), None)
            }),
            _ => {}
        }
    }

    /// The same for a schema that is known to be an object.
    pub(crate) fn check_members(&self, node: &Node, schema: &Map<String, Json>, frame: Frame<'_>, sink: &mut Sink<'_>) {
        if frame.is_too_deep() || self.is_spent() {
            sink.unknown = true;
            return;
        }
        match &node.value {
            // Reported where it is read: null stands nowhere in a template.
            Value::Null if !frame.gathered => return,
            Value::String(text) if is_settled_later(text) => {
                match self.context.looked_up(text).filter(|_| !frame.deciding) {
                    Some(text) => functions::looked_up(self, text, schema, frame, sink),
                    None => sink.unknown |= frame.deciding,
                }
                return;
            }
            Value::Map(_) if !frame.literal => {
                if let Some((name, argument)) = functions::call(node) {
                    return functions::check(self, node, name, argument, schema, frame, sink);
                }
            }
            _ => {}
        }
        let is_whole = !matches!(node.value, Value::Map(_) | Value::List(_));
        if is_whole && frame.deciding && self.is_wrong(frame) {
            // It was reported, and tells nothing about what was meant.
            sink.unknown = true;
            return;
        }
        let before = sink.failures;
        self.keywords(node, schema, frame, sink);
        if is_whole && !frame.deciding && sink.failures > before {
            self.progress.wrong.borrow_mut().push(frame.place.path());
        }
        if let (Some(checks), false) = (frame.checks, schema.contains_key("$ref")) {
            super::checks::run(self, checks, node, frame, sink);
        }
    }

    /// Whether the value fits, as far as that can be known.
    pub(crate) fn verdict(&self, node: &Node, schema: &Json, frame: Frame<'_>) -> Verdict {
        let mut sink = Sink::probe();
        self.check(node, schema, frame.deciding(), &mut sink);
        sink.verdict()
    }

    /// Whether the type is one of SAM, which takes more forms than its schemas list.
    pub(crate) fn is_serverless(&self) -> bool {
        crate::serverless::is_serverless(self.resource_type)
    }

    /// Facts of a resource type.
    pub(crate) fn facts(&self, name: &str) -> Option<Arc<TypeFacts>> {
        self.types.get(self.context.facts, name)
    }

    /// The part of the schema document that `$ref` names.
    pub(crate) fn resolve(&self, reference: &str) -> Option<&'e Json> {
        self.root.resolve(reference).ok()
    }

    fn is_wrong(&self, frame: Frame<'_>) -> bool {
        let wrong = self.progress.wrong.borrow();
        !wrong.is_empty() && wrong.contains(&frame.place.path())
    }

    fn is_spent(&self) -> bool {
        let left = self.progress.left.get();
        self.progress.left.set(left.saturating_sub(1));
        left == 0
    }

    fn keywords(&self, node: &Node, schema: &Map<String, Json>, frame: Frame<'_>, sink: &mut Sink<'_>) {
        let mut grouped = false;
        for (keyword, value) in schema {
            if keywords::is_grouped(keyword) {
                grouped = true;
            } else {
                keywords::check(self, keyword, value, node, schema, frame, sink);
            }
        }
        if grouped {
            // These look at which keys and items there are, and that depends on conditions.
            scenarios::each(self.context, node, frame, &mut |frame| {
                for (keyword, value) in schema.iter().filter(|(keyword, _)| keywords::is_grouped(keyword)) {
                    keywords::check_grouped(self, keyword, value, node, schema, frame, sink);
                }
                ControlFlow::Continue(())
            });
        }
    }
}

/// Text that is replaced when the stack is deployed (a dynamic reference), or that is reported elsewhere (a pseudo parameter without `Ref`).
fn is_settled_later(text: &str) -> bool {
    text.contains("{{resolve:") || (text.starts_with("AWS::") && functions::is_pseudo_parameter(text))
}
