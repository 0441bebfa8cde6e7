//! `FilterPolicy`: which messages a subscription gets.

use ferrocdk_core::{Diagnostic, Document, IntoDocument, Number, Scope, doc};

use crate::diagnostic_ids;

/// Source of both: "Filter policy constraints in Amazon SNS".
const MAX_KEYS: usize = 5;
const MAX_COMBINATIONS: usize = 150;

/// Condition on an attribute or a field.
///
/// Source: "Amazon SNS subscription filter policies".
#[derive(Clone, Debug, PartialEq)]
pub struct FilterCondition(Document);

impl FilterCondition {
    /// Just this text.
    pub fn equals(text: impl Into<String>) -> Self {
        Self(text.into().into_document())
    }

    /// This text, in capitals or not.
    pub fn equals_ignore_case(text: impl Into<String>) -> Self {
        Self(doc!({ "equals-ignore-case": text.into() }))
    }

    /// Text that begins so.
    pub fn prefix(text: impl Into<String>) -> Self {
        Self(doc!({ "prefix": text.into() }))
    }

    /// Text that ends so.
    pub fn suffix(text: impl Into<String>) -> Self {
        Self(doc!({ "suffix": text.into() }))
    }

    /// Any text but these.
    pub fn anything_but(texts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let texts: Vec<String> = texts.into_iter().map(Into::into).collect();
        Self(doc!({ "anything-but": texts }))
    }

    /// Text that does not begin so.
    pub fn anything_but_prefix(text: impl Into<String>) -> Self {
        Self(doc!({ "anything-but": { "prefix": text.into() } }))
    }

    /// Text that does not end so.
    pub fn anything_but_suffix(text: impl Into<String>) -> Self {
        Self(doc!({ "anything-but": { "suffix": text.into() } }))
    }

    /// An address of a network such as `10.0.0.0/24`.
    pub fn in_network(cidr: impl Into<String>) -> Self {
        Self(doc!({ "cidr": cidr.into() }))
    }

    /// Just this number.
    pub fn number(number: impl Into<Number>) -> Self {
        Self::numeric([("=", number.into())])
    }

    /// A number above.
    pub fn greater_than(number: impl Into<Number>) -> Self {
        Self::numeric([(">", number.into())])
    }

    /// This number, or one above.
    pub fn at_least(number: impl Into<Number>) -> Self {
        Self::numeric([(">=", number.into())])
    }

    /// A number below.
    pub fn less_than(number: impl Into<Number>) -> Self {
        Self::numeric([("<", number.into())])
    }

    /// This number, or one below.
    pub fn at_most(number: impl Into<Number>) -> Self {
        Self::numeric([("<=", number.into())])
    }

    /// A number from the least to the most, both included.
    pub fn between(least: impl Into<Number>, most: impl Into<Number>) -> Self {
        Self::numeric([(">=", least.into()), ("<=", most.into())])
    }

    /// A number between the two, neither included.
    pub fn strictly_between(below: impl Into<Number>, above: impl Into<Number>) -> Self {
        Self::numeric([(">", below.into()), ("<", above.into())])
    }

    /// True or false, of a field of the body.
    pub fn flag(value: bool) -> Self {
        Self(value.into_document())
    }

    /// There is one, whatever it says.
    pub fn exists() -> Self {
        Self(doc!({ "exists": true }))
    }

    /// There is none.
    pub fn absent() -> Self {
        Self(doc!({ "exists": false }))
    }

    fn numeric<const N: usize>(comparisons: [(&str, Number); N]) -> Self {
        let parts = comparisons.into_iter();
        let parts = parts.flat_map(|(operator, number)| [operator.into_document(), number.into_document()]);
        Self(doc!({ "numeric": Document::list(parts) }))
    }
}

impl From<&str> for FilterCondition {
    fn from(text: &str) -> Self {
        Self::equals(text)
    }
}

/// Part of a message that a filter looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Looks {
    AtAttributes,
    AtBody,
}

/// Which messages a subscription gets: those for which every key that is named has one of its conditions. At most 5 keys, and 150 combinations of conditions.
///
/// ```
/// use ferrocdk_aws::sns::{FilterCondition, FilterPolicy, SqsSubscription, Topic, TopicProps};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "shop", StackProps::default());
/// let orders = Topic::new(&stack, "Orders", TopicProps::new());
/// let queue = Queue::new(&stack, "Large", QueueProps::new());
/// let large = FilterPolicy::on_attributes()
///     .key("kind", ["order", "return"])
///     .key("amount", [FilterCondition::at_least(1_000)]);
/// orders.add_subscription(SqsSubscription::new(&queue).filter(large));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a filter takes effect in a subscription"]
pub struct FilterPolicy {
    looks: Looks,
    keys: Vec<(Vec<String>, Vec<FilterCondition>)>,
}

impl FilterPolicy {
    /// A filter over the attributes of messages.
    pub fn on_attributes() -> Self {
        Self {
            looks: Looks::AtAttributes,
            keys: Vec::new(),
        }
    }

    /// A filter over the body of messages, which is JSON.
    pub fn on_body() -> Self {
        Self {
            looks: Looks::AtBody,
            keys: Vec::new(),
        }
    }

    /// An attribute, or a field of the body, has one of these; text alone stands for just that text.
    pub fn key(self, name: &str, conditions: impl IntoIterator<Item = impl Into<FilterCondition>>) -> Self {
        self.field([name], conditions)
    }

    /// A field within objects of the body, by its path, has one of these.
    pub fn field<'a>(
        mut self,
        path: impl IntoIterator<Item = &'a str>,
        conditions: impl IntoIterator<Item = impl Into<FilterCondition>>,
    ) -> Self {
        let path = path.into_iter().map(str::to_owned).collect();
        self.keys.push((path, conditions.into_iter().map(Into::into).collect()));
        self
    }

    /// Word of CloudFormation for where it looks; nothing for attributes, which is what SNS does where nothing is said.
    pub(super) fn scope_word(&self) -> Option<&'static str> {
        (self.looks == Looks::AtBody).then_some("MessageBody")
    }

    pub(super) fn document(&self) -> Document {
        let keys: Vec<(&[String], &[FilterCondition])> = self
            .keys
            .iter()
            .map(|(path, conditions)| (path.as_slice(), conditions.as_slice()))
            .collect();
        nested(&keys)
    }

    pub(super) fn check(&self, scope: &Scope) {
        let report = |diagnostic: Diagnostic| scope.report(diagnostic.at("", Some("FilterPolicy")));
        let refused = |message: &str| Diagnostic::error(diagnostic_ids::FILTER_POLICY, message);
        let mut names: Vec<&str> = Vec::new();
        for (position, (path, conditions)) in self.keys.iter().enumerate() {
            if let Some(first) = path.first()
                && !names.contains(&first.as_str())
            {
                names.push(first);
            }
            if conditions.is_empty() {
                report(
                    refused("a filter names a key without conditions")
                        .found(path.join("."))
                        .help("say what it may be, such as `FilterCondition::exists()`"),
                );
            }
            let is_within = |one: &[String], other: &[String]| one.starts_with(other) || other.starts_with(one);
            if self.keys.iter().take(position).any(|(other, _)| is_within(path, other)) {
                report(
                    refused("a filter names a key twice")
                        .found(path.join("."))
                        .help("give all of its conditions at once"),
                );
            }
            if self.looks == Looks::AtAttributes && path.len() > 1 {
                report(
                    refused("attributes have no fields")
                        .found(path.join("."))
                        .help("look at the body: `FilterPolicy::on_body()`"),
                );
            }
        }
        if names.len() > MAX_KEYS {
            report(
                refused("a filter has too many keys")
                    .found(format!("{} keys", names.len()))
                    .allowed(format!("{MAX_KEYS} keys"))
                    .help("drop messages in the subscriber by the others"),
            );
        }
        let combinations = self.keys.iter().fold(1_usize, |product, (path, conditions)| {
            product
                .saturating_mul(conditions.len().max(1))
                .saturating_mul(path.len().max(1))
        });
        if combinations > MAX_COMBINATIONS {
            report(
                refused("a filter has too many combinations of conditions")
                    .found(format!("{combinations} combinations"))
                    .allowed(format!(
                        "{MAX_COMBINATIONS}: the product of the conditions of all keys, each times the depth of its key"
                    ))
                    .help("join conditions by a prefix, or subscribe several times"),
            );
        }
    }
}

/// Keys by their paths as objects within objects, in the order in which they were named.
fn nested(keys: &[(&[String], &[FilterCondition])]) -> Document {
    let mut names: Vec<&String> = Vec::new();
    for (path, _) in keys {
        if let Some(first) = path.first()
            && !names.contains(&first)
        {
            names.push(first);
        }
    }
    let entries = names.into_iter().map(|name| {
        let below: Vec<(&[String], &[FilterCondition])> = keys
            .iter()
            .filter_map(|(path, conditions)| match path.split_first() {
                Some((first, rest)) if first == name => Some((rest, *conditions)),
                _ => None,
            })
            .collect();
        let value = match below.as_slice() {
            [([], conditions)] => Document::list(conditions.iter().map(|condition| condition.0.clone())),
            below => nested(below),
        };
        (name.clone(), value)
    });
    Document::map(entries.collect::<Vec<_>>())
}
