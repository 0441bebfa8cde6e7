//! `Condition`: what a choice asks.

use ferrocdk_core::{Document, IntoDocument, doc};

/// Question that a [`Choice`](super::Choice) asks of its input.
///
/// Source: "Choice Rules" of the Amazon States Language.
///
/// ```
/// use ferrocdk_aws::stepfunctions::Condition;
///
/// let hot = Condition::number_greater_than("$.value", 80);
/// let press = Condition::string_equals("$.kind", "press");
/// let urgent = Condition::all([hot, press, !Condition::is_present("$.acknowledged")]);
/// let jsonata = Condition::jsonata("$states.input.value > 80");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a condition takes effect in a choice"]
pub struct Condition {
    rule: Document,
    pub(super) is_jsonata: bool,
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $method:ident, $path_method:ident: $operator:literal, $path_operator:literal, $value:ty;)*) => {$(
        $(#[$doc])*
        pub fn $method(variable: &str, value: impl Into<$value>) -> Self {
            let value: $value = value.into();
            Self::rule(variable, $operator, value.into_document())
        }

        #[doc = concat!("As [`", stringify!($method), "`](Self::", stringify!($method), "), with the value at another path.")]
        pub fn $path_method(variable: &str, path: &str) -> Self {
            Self::rule(variable, $path_operator, path.into_document())
        }
    )*};
}

impl Condition {
    fn rule(variable: &str, operator: &'static str, value: Document) -> Self {
        Self {
            rule: Document::map([("Variable", variable.into_document()), (operator, value)]),
            is_jsonata: false,
        }
    }

    comparisons! {
        /// The text at a path is this one.
        string_equals, string_equals_path: "StringEquals", "StringEqualsPath", String;
        /// The text at a path stands before this one.
        string_less_than, string_less_than_path: "StringLessThan", "StringLessThanPath", String;
        /// The text at a path stands before this one, or is it.
        string_less_than_equals, string_less_than_equals_path: "StringLessThanEquals", "StringLessThanEqualsPath", String;
        /// The text at a path stands behind this one.
        string_greater_than, string_greater_than_path: "StringGreaterThan", "StringGreaterThanPath", String;
        /// The text at a path stands behind this one, or is it.
        string_greater_than_equals, string_greater_than_equals_path: "StringGreaterThanEquals", "StringGreaterThanEqualsPath", String;
        /// The number at a path is this one.
        number_equals, number_equals_path: "NumericEquals", "NumericEqualsPath", ferrocdk_core::Number;
        /// The number at a path is less.
        number_less_than, number_less_than_path: "NumericLessThan", "NumericLessThanPath", ferrocdk_core::Number;
        /// The number at a path is at most this one.
        number_less_than_equals, number_less_than_equals_path: "NumericLessThanEquals", "NumericLessThanEqualsPath", ferrocdk_core::Number;
        /// The number at a path is more.
        number_greater_than, number_greater_than_path: "NumericGreaterThan", "NumericGreaterThanPath", ferrocdk_core::Number;
        /// The number at a path is at least this one.
        number_greater_than_equals, number_greater_than_equals_path: "NumericGreaterThanEquals", "NumericGreaterThanEqualsPath", ferrocdk_core::Number;
        /// The boolean at a path is this one.
        boolean_equals, boolean_equals_path: "BooleanEquals", "BooleanEqualsPath", bool;
        /// The time at a path is this one, such as `2027-01-01T00:00:00Z`.
        timestamp_equals, timestamp_equals_path: "TimestampEquals", "TimestampEqualsPath", String;
        /// The time at a path is before this one.
        timestamp_less_than, timestamp_less_than_path: "TimestampLessThan", "TimestampLessThanPath", String;
        /// The time at a path is this one or before it.
        timestamp_less_than_equals, timestamp_less_than_equals_path: "TimestampLessThanEquals", "TimestampLessThanEqualsPath", String;
        /// The time at a path is after this one.
        timestamp_greater_than, timestamp_greater_than_path: "TimestampGreaterThan", "TimestampGreaterThanPath", String;
        /// The time at a path is this one or after it.
        timestamp_greater_than_equals, timestamp_greater_than_equals_path: "TimestampGreaterThanEquals", "TimestampGreaterThanEqualsPath", String;
    }

    /// The text at a path has a form in which `*` stands for any text.
    pub fn string_matches(variable: &str, pattern: &str) -> Self {
        Self::rule(variable, "StringMatches", pattern.into_document())
    }

    /// There is something at a path.
    pub fn is_present(variable: &str) -> Self {
        Self::rule(variable, "IsPresent", doc!(true))
    }

    /// `null` stands at a path.
    pub fn is_null(variable: &str) -> Self {
        Self::rule(variable, "IsNull", doc!(true))
    }

    /// A text stands at a path.
    pub fn is_string(variable: &str) -> Self {
        Self::rule(variable, "IsString", doc!(true))
    }

    /// A number stands at a path.
    pub fn is_numeric(variable: &str) -> Self {
        Self::rule(variable, "IsNumeric", doc!(true))
    }

    /// A boolean stands at a path.
    pub fn is_boolean(variable: &str) -> Self {
        Self::rule(variable, "IsBoolean", doc!(true))
    }

    /// A time stands at a path.
    pub fn is_timestamp(variable: &str) -> Self {
        Self::rule(variable, "IsTimestamp", doc!(true))
    }

    /// An expression of JSONata holds; `{% %}` around it is added.
    pub fn jsonata(expression: &str) -> Self {
        let expression = super::json_path::jsonata(expression);
        Self {
            rule: Document::map([("Condition", expression.into_document())]),
            is_jsonata: true,
        }
    }

    fn join(operator: &'static str, conditions: impl IntoIterator<Item = Self>) -> Self {
        let conditions: Vec<Self> = conditions.into_iter().collect();
        let is_jsonata = conditions.iter().any(|condition| condition.is_jsonata);
        let rules = Document::list(conditions.into_iter().map(|condition| condition.rule));
        Self {
            rule: Document::map([(operator, rules)]),
            is_jsonata,
        }
    }

    /// All conditions hold. In JSONata, say `and` in the expression.
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::join("And", conditions)
    }

    /// At least one condition holds. In JSONata, say `or` in the expression.
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::join("Or", conditions)
    }

    /// The rule, with the state that it leads to.
    pub(super) fn leading_to(self, next: &str) -> Document {
        let ferrocdk_core::Expr::Object(mut map) = self.rule.into_expr() else {
            return doc!({});
        };
        map.insert("Next", ferrocdk_core::Expr::string(next));
        Document::new(ferrocdk_core::Expr::Object(map))
    }
}

impl std::ops::Not for Condition {
    type Output = Self;

    fn not(self) -> Self {
        Self {
            rule: Document::map([("Not", self.rule)]),
            is_jsonata: self.is_jsonata,
        }
    }
}
