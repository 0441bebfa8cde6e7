//! Where the two sources differ: one named rule each, with its reason and the places that it decided.

use std::collections::{BTreeMap, BTreeSet};

use ferrocdk_spec::Update;

/// A way to settle a difference; [`Self::reason`] says why, and docs/spec.md has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    TypeOfRegistry,
    TypeOfServiceSpec,
    PropertyOfRegistry,
    SecondSpelling,
    PropertyOfServiceSpec,
    AttributeOfRegistry,
    ReadOnly,
    Settable,
    Required,
    NotRequired,
    Replaces,
    ReplacesAtTimes,
    Stateful,
    Values,
    Kind,
    NoAction,
    ReferenceToNothing,
}

impl Rule {
    /// All, in the order in which they are listed.
    pub(crate) const ALL: [Self; 17] = [
        Self::TypeOfRegistry,
        Self::TypeOfServiceSpec,
        Self::PropertyOfRegistry,
        Self::SecondSpelling,
        Self::PropertyOfServiceSpec,
        Self::AttributeOfRegistry,
        Self::ReadOnly,
        Self::Settable,
        Self::Required,
        Self::NotRequired,
        Self::Replaces,
        Self::ReplacesAtTimes,
        Self::Stateful,
        Self::Values,
        Self::Kind,
        Self::NoAction,
        Self::ReferenceToNothing,
    ];

    /// The name that the summary and the page give it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::TypeOfRegistry => "type_of_the_registry_alone",
            Self::TypeOfServiceSpec => "type_of_the_service_spec_alone",
            Self::PropertyOfRegistry => "property_of_the_registry_alone",
            Self::SecondSpelling => "second_spelling_of_the_registry",
            Self::PropertyOfServiceSpec => "property_of_the_service_spec_alone",
            Self::AttributeOfRegistry => "attribute_of_the_registry_alone",
            Self::ReadOnly => "read_only_by_the_registry",
            Self::Settable => "settable_by_the_service_spec",
            Self::Required => "required_by_the_registry",
            Self::NotRequired => "not_required_by_the_registry",
            Self::Replaces => "replaces_by_the_registry",
            Self::ReplacesAtTimes => "replaces_at_times_by_the_registry",
            Self::Stateful => "stateful_by_either",
            Self::Values => "values_of_both",
            Self::Kind => "kind_of_the_service_spec",
            Self::NoAction => "no_action_of_iam",
            Self::ReferenceToNothing => "reference_to_nothing",
        }
    }

    /// Why it decides as it does.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::TypeOfRegistry => {
                "a type that CloudFormation's registry has exists, even when the service spec, which is released later, has not taken it in; its structure is read from the schema"
            }
            Self::TypeOfServiceSpec => {
                "a type that only the service spec has is of a service that AWS has closed or is closing; templates that have it stay readable, and no region is known for it"
            }
            Self::PropertyOfRegistry => {
                "the registry is what CloudFormation checks templates with, so a property that it has can be set; it joins the structure with the type that the schema gives it"
            }
            Self::SecondSpelling => {
                "a property whose name differs from a known one in the case of letters only is the same one spelt otherwise; bindings have it once, as the service spec spells it, and the schema takes both"
            }
            Self::PropertyOfServiceSpec => {
                "the service spec knows properties that the documentation has and the schema lacks; refusing them would be a false error, so the schema takes them with the stated type"
            }
            Self::AttributeOfRegistry => {
                "a read-only property of the schema is what Fn::GetAtt returns, so it joins the attributes"
            }
            Self::ReadOnly => {
                "CloudFormation refuses templates that set a property which the registry calls read-only; it is an attribute and no property"
            }
            Self::Settable => {
                "a property that the registry calls read-only and also set at creation can be set, as the service spec and the documentation have it; so can a read-only one of the serverless transform, whose list names what Fn::GetAtt returns"
            }
            Self::Required => {
                "the registry's `required` is what CloudFormation checks with, and cfn-lint's patches mend it where deployments proved it wrong; the service spec has merged older sources into its own"
            }
            Self::NotRequired => "as above; a property required in error leaves the user no way around",
            Self::Replaces => {
                "the registry lists what can only be set at creation; where the service spec says nothing, the list decides"
            }
            Self::ReplacesAtTimes => {
                "the registry says that a change replaces under conditions; for a warning before data is lost, the cautious statement counts"
            }
            Self::Stateful => {
                "losing data is worse than one question too many, so a type is stateful when either source says so"
            }
            Self::Values => {
                "both list values that the other lacks; bindings name all of them, and the schema alone decides what is refused"
            }
            Self::Kind => {
                "bindings keep the kind that the service spec states, for stable types; the schema alone decides what is refused"
            }
            Self::NoAction => {
                "a permission of a handler that has not the form of an action makes a policy invalid, so it is left out; services spelt in capitals are spelt as IAM does"
            }
            Self::ReferenceToNothing => {
                "a property is said to name an attribute that the other type has not, or that no template can ask it for, so nothing could stand there"
            }
        }
    }
}

/// Decisions of the rules, by rule and place.
#[derive(Debug, Default)]
pub(crate) struct Decisions(BTreeMap<Rule, BTreeSet<String>>);

impl Decisions {
    /// Notes that a rule decided at a place.
    pub(super) fn note(&mut self, rule: Rule, place: String) {
        self.0.entry(rule).or_default().insert(place);
    }

    /// The places that a rule decided, sorted.
    pub(crate) fn places(&self, rule: Rule) -> impl ExactSizeIterator<Item = &str> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        self.0.get(&rule).unwrap_or(&NONE).iter().map(String::as_str)
    }

    /// Whether a property is required, by both sources; the registry's word counts.
    pub(crate) fn required(&mut self, place: &str, spec: bool, registry: bool) -> bool {
        match (spec, registry) {
            (false, true) => self.note(Rule::Required, place.to_owned()),
            (true, false) => self.note(Rule::NotRequired, place.to_owned()),
            _ => {}
        }
        registry
    }

    /// Whether a property that only the registry calls read-only can be set after all.
    pub(super) fn settable(&mut self, ty: &str, property: &str, at_creation: bool) -> bool {
        let settable = at_creation || ty.starts_with("AWS::Serverless::");
        let rule = if settable { Rule::Settable } else { Rule::ReadOnly };
        self.note(rule, format!("{ty} {property}"));
        settable
    }

    /// The permission of a handler as IAM spells it; `None` when it is none.
    pub(super) fn action(&mut self, place: &str, permission: &str) -> Option<String> {
        let action = permission.trim().split_once(':').and_then(|(service, action)| {
            let is_word = |text: &str, more: char| {
                !text.is_empty()
                    && text
                        .chars()
                        .all(|letter| letter.is_ascii_alphanumeric() || letter == more)
            };
            let fits = is_word(service, '-') && is_word(action, '*');
            fits.then(|| format!("{}:{action}", service.to_ascii_lowercase()))
        });
        if action.is_none() {
            self.note(Rule::NoAction, format!("{place} '{permission}'"));
        }
        action
    }

    /// Effect of a change, when the registry says that the property is set at creation only.
    pub(super) fn create_only(&mut self, place: &str, spec: Update) -> Update {
        if spec == Update::InPlace {
            self.note(Rule::Replaces, place.to_owned());
            return Update::Replacement;
        }
        spec
    }

    /// Effect of a change, when the registry says that it replaces under conditions.
    pub(super) fn conditional(&mut self, place: &str, spec: Update) -> Update {
        if spec != Update::Conditional {
            self.note(Rule::ReplacesAtTimes, place.to_owned());
        }
        Update::Conditional
    }

    /// Whether a type is stateful, by both sources.
    pub(super) fn stateful(&mut self, name: &str, spec: bool, registry: bool) -> bool {
        if spec != registry {
            self.note(Rule::Stateful, name.to_owned());
        }
        spec || registry
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_every_rule_is_listed() {
        let names: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
        assert!(Rule::ALL.is_sorted());
    }

    #[test]
    fn the_registry_decides_what_is_required() {
        let mut decisions = Decisions::default();
        assert!(decisions.required("a", false, true));
        assert!(!decisions.required("b", true, false));
        assert!(decisions.required("c", true, true));
        assert_eq!(decisions.places(Rule::Required).collect::<Vec<_>>(), ["a"]);
        assert_eq!(decisions.places(Rule::NotRequired).collect::<Vec<_>>(), ["b"]);
    }

    #[test]
    fn actions_are_spelt_as_iam_does() {
        let mut decisions = Decisions::default();
        let mut action = |permission: &str| decisions.action("A::B::C create", permission);
        assert_eq!(action("Batch:TagResource").as_deref(), Some("batch:TagResource"));
        assert_eq!(action(" iot-data:Get* ").as_deref(), Some("iot-data:Get*"));
        assert_eq!(
            ["", "s3", "s3:", "s3:REST.PUT"].map(&mut action),
            [None, None, None, None]
        );
        assert_eq!(decisions.places(Rule::NoAction).len(), 4);
    }

    #[test]
    fn the_cautious_statement_counts() {
        let mut decisions = Decisions::default();
        assert_eq!(decisions.create_only("a", Update::InPlace), Update::Replacement);
        assert_eq!(decisions.create_only("b", Update::Conditional), Update::Conditional);
        assert_eq!(decisions.conditional("c", Update::Replacement), Update::Conditional);
        assert!(decisions.stateful("d", false, true) && decisions.stateful("e", true, true));
        assert_eq!(decisions.places(Rule::Replaces).collect::<Vec<_>>(), ["a"]);
        assert_eq!(decisions.places(Rule::ReplacesAtTimes).collect::<Vec<_>>(), ["c"]);
        assert_eq!(decisions.places(Rule::Stateful).collect::<Vec<_>>(), ["d"]);
    }
}
