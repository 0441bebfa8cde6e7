//! `Match`: which values of a field an event pattern means.

use std::net::IpAddr;
use std::panic::Location;

use ferrocdk_core::{Diagnostic, Expr, Number, Value};

use crate::diagnostic_ids;

/// Numbers that patterns compare with, from minus this to this. Source: "Numeric matching" of "Comparison operators for use in event patterns".
const LARGEST_NUMBER: f64 = 5.0e9;

/// Which values of a field an event pattern means: one of several alternatives.
///
/// A text, a number or a truth value means itself, a list each of its items. If the field of an event is a list, one of its items has to match.
///
/// Source: "Comparison operators for use in event patterns in Amazon EventBridge".
///
/// ```
/// use ferrocdk_aws::events::{EventPattern, Match};
/// use ferrocdk_core::{Document, doc};
///
/// let pattern = EventPattern::new()
///     .source("plant.press")
///     .detail("state", ["stopped", "jammed"])
///     .detail("pressure", Match::greater_than(80))
///     .detail("operator", Match::any_of([Match::prefix("night-"), Match::exists(false)]));
/// let expected = doc!({
///     "source": ["plant.press"],
///     "detail": {
///         "state": ["stopped", "jammed"],
///         "pressure": [{ "numeric": [">", 80] }],
///         "operator": [{ "prefix": "night-" }, { "exists": false }],
///     },
/// });
/// assert_eq!(Document::from(pattern), expected);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "it takes effect in a pattern"]
pub struct Match {
    pub(super) alternatives: Vec<Expr>,
    pub(super) mistakes: Vec<Diagnostic>,
}

impl Match {
    fn one(alternative: Expr) -> Self {
        Self {
            alternatives: vec![alternative],
            mistakes: Vec::new(),
        }
    }

    fn operator(name: &str, operand: Expr) -> Self {
        Self::one(Expr::object([(name, operand)]))
    }

    /// With a mistake in the line that calls.
    #[track_caller]
    fn but(mut self, mistake: Option<Diagnostic>) -> Self {
        let location = Location::caller();
        self.mistakes.extend(mistake.map(|mistake| mistake.located(location)));
        self
    }

    /// Values that one of these means.
    pub fn any_of(alternatives: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        Self::collected(alternatives)
    }

    fn collected(alternatives: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        let mut all = Self {
            alternatives: Vec::new(),
            mistakes: Vec::new(),
        };
        for alternative in alternatives {
            let Self { alternatives, mistakes } = alternative.into();
            for alternative in alternatives {
                if !all.alternatives.contains(&alternative) {
                    all.alternatives.push(alternative);
                }
            }
            all.mistakes.extend(mistakes);
        }
        all
    }

    /// The mistake of having no alternatives.
    pub(super) fn emptiness(&self) -> Option<Diagnostic> {
        let is_empty = self.alternatives.is_empty();
        is_empty.then(|| mistake("a field that may have no value at all").found("an empty list"))
    }

    /// The value `null`, which is not the same as a field that is missing.
    pub fn null() -> Self {
        Self::one(Expr::Null)
    }

    /// The empty text.
    pub fn empty() -> Self {
        Self::one(Expr::string(""))
    }

    /// Whether the field is there at all, with any value.
    pub fn exists(is_there: bool) -> Self {
        Self::operator("exists", Expr::Bool(is_there))
    }

    /// Texts that begin like this.
    pub fn prefix(text: impl Into<Value<String>>) -> Self {
        Self::operator("prefix", text.into().into_expr())
    }

    /// Texts that end like this.
    pub fn suffix(text: impl Into<Value<String>>) -> Self {
        Self::operator("suffix", text.into().into_expr())
    }

    /// Texts that begin like this, whatever the case of their letters.
    pub fn prefix_ignore_case(text: impl Into<Value<String>>) -> Self {
        Self::operator("prefix", ignore_case(text.into().into_expr()))
    }

    /// Texts that end like this, whatever the case of their letters.
    pub fn suffix_ignore_case(text: impl Into<Value<String>>) -> Self {
        Self::operator("suffix", ignore_case(text.into().into_expr()))
    }

    /// The text, whatever the case of its letters.
    pub fn equals_ignore_case(text: impl Into<Value<String>>) -> Self {
        Self::one(ignore_case(text.into().into_expr()))
    }

    /// Texts of this form, in which `*` stands for any characters. A star of the text itself is `\*`.
    #[track_caller]
    pub fn wildcard(form: impl Into<Value<String>>) -> Self {
        let form = form.into();
        let doubled = stars_in_a_row(&form);
        Self::operator("wildcard", form.into_expr()).but(doubled)
    }

    /// Addresses of a network, such as `10.0.0.0/24` or `2001:db8::/32`.
    #[track_caller]
    pub fn cidr(network: impl Into<Value<String>>) -> Self {
        let network = network.into();
        let mistake = network.literal().filter(|text| !is_network(text)).map(|text| {
            mistake("an address range that is not one")
                .found(text.as_str())
                .allowed("an IPv4 or IPv6 address with the bits of its network, such as `10.0.0.0/24`")
        });
        Self::operator("cidr", network.into_expr()).but(mistake)
    }

    /// Everything but these texts, numbers or truth values.
    #[track_caller]
    pub fn anything_but<T: Into<MatchValue>>(values: impl IntoIterator<Item = T>) -> Self {
        let values: Vec<Expr> = values.into_iter().map(|value| value.into().0).collect();
        let mistake = nothing_excepted(&values);
        Self::operator("anything-but", Expr::Array(values)).but(mistake)
    }

    /// Everything but texts that begin in one of these ways.
    #[track_caller]
    pub fn anything_but_prefix<T: Into<Value<String>>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::anything_but_operator("prefix", texts)
    }

    /// Everything but texts that end in one of these ways.
    #[track_caller]
    pub fn anything_but_suffix<T: Into<Value<String>>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::anything_but_operator("suffix", texts)
    }

    /// Everything but these texts, whatever the case of their letters.
    #[track_caller]
    pub fn anything_but_ignore_case<T: Into<Value<String>>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::anything_but_operator("equals-ignore-case", texts)
    }

    /// Everything but texts of one of these forms, in which `*` stands for any characters.
    #[track_caller]
    pub fn anything_but_wildcard<T: Into<Value<String>>>(forms: impl IntoIterator<Item = T>) -> Self {
        let forms: Vec<Value<String>> = forms.into_iter().map(Into::into).collect();
        let doubled = forms.iter().find_map(stars_in_a_row);
        Self::anything_but_operator("wildcard", forms).but(doubled)
    }

    #[track_caller]
    fn anything_but_operator<T: Into<Value<String>>>(operator: &str, texts: impl IntoIterator<Item = T>) -> Self {
        let mut texts: Vec<Expr> = texts.into_iter().map(|text| text.into().into_expr()).collect();
        let mistake = nothing_excepted(&texts);
        let operand = if texts.len() == 1 {
            texts.remove(0)
        } else {
            Expr::Array(texts)
        };
        Self::operator("anything-but", Expr::object([(operator, operand)])).but(mistake)
    }

    /// Numbers that are equal, however they are written: 300, 300.0 and 3.0e2 are.
    #[track_caller]
    pub fn equal_to(number: impl Into<Number>) -> Self {
        Self::numeric([("=", number.into())])
    }

    /// Larger numbers.
    #[track_caller]
    pub fn greater_than(number: impl Into<Number>) -> Self {
        Self::numeric([(">", number.into())])
    }

    /// The number and larger ones.
    #[track_caller]
    pub fn at_least(number: impl Into<Number>) -> Self {
        Self::numeric([(">=", number.into())])
    }

    /// Smaller numbers.
    #[track_caller]
    pub fn less_than(number: impl Into<Number>) -> Self {
        Self::numeric([("<", number.into())])
    }

    /// The number and smaller ones.
    #[track_caller]
    pub fn at_most(number: impl Into<Number>) -> Self {
        Self::numeric([("<=", number.into())])
    }

    /// Numbers from the first to the second, both of them too.
    #[track_caller]
    pub fn between(least: impl Into<Number>, most: impl Into<Number>) -> Self {
        let bounds = [(">=", least.into()), ("<=", most.into())];
        let is_turned = match &bounds {
            [(_, least), (_, most)] => matches!((size(least), size(most)), (Some(least), Some(most)) if least > most),
        };
        Self::numeric(bounds).but(is_turned.then(|| {
            mistake("a range of numbers that holds none")
                .found("a lower bound above the upper one")
                .help("say the smaller number first")
        }))
    }

    #[track_caller]
    fn numeric<const N: usize>(comparisons: [(&str, Number); N]) -> Self {
        let too_large = comparisons
            .iter()
            .filter_map(|(_, number)| size(number))
            .find(|size| size.abs() > LARGEST_NUMBER);
        let operand = comparisons
            .into_iter()
            .flat_map(|(operator, number)| [Expr::string(operator), Value::from(number).into_expr()]);
        Self::operator("numeric", Expr::Array(operand.collect())).but(too_large.map(|found| {
            mistake("a number that patterns do not compare with")
                .found(found.to_string())
                .allowed("-5,000,000,000 to 5,000,000,000")
        }))
    }
}

/// A single value: a text, a number or a truth value.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchValue(Expr);

macro_rules! values {
    ($($type:ty => $convert:expr;)*) => {$(
        impl From<$type> for MatchValue {
            fn from(value: $type) -> Self {
                #[allow(clippy::redundant_closure_call)]
                Self($convert(value))
            }
        }

        impl From<$type> for Match {
            fn from(value: $type) -> Self {
                Self::one(MatchValue::from(value).0)
            }
        }
    )*};
}

values! {
    &str => |text: &str| Expr::string(text);
    &String => |text: &String| Expr::string(text.as_str());
    String => |text: String| Expr::string(text);
    Value<String> => Value::into_expr;
    &Value<String> => |value: &Value<String>| value.clone().into_expr();
    bool => Expr::Bool;
    i32 => |number: i32| Value::from(Number::from(number)).into_expr();
    i64 => |number: i64| Value::from(Number::from(number)).into_expr();
    u32 => |number: u32| Value::from(Number::from(number)).into_expr();
    f64 => |number: f64| Value::from(Number::from(number)).into_expr();
    Number => |number: Number| Value::from(number).into_expr();
}

impl<T: Into<Self>, const N: usize> From<[T; N]> for Match {
    fn from(alternatives: [T; N]) -> Self {
        Self::collected(alternatives)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Match {
    fn from(alternatives: Vec<T>) -> Self {
        Self::collected(alternatives)
    }
}

pub(super) fn mistake(message: &str) -> Diagnostic {
    Diagnostic::error(diagnostic_ids::EVENT_PATTERN, message).at("", Some("EventPattern"))
}

fn ignore_case(text: Expr) -> Expr {
    Expr::object([("equals-ignore-case", text)])
}

fn size(number: &Number) -> Option<f64> {
    match Value::from(number.clone()).into_expr() {
        Expr::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

fn nothing_excepted(values: &[Expr]) -> Option<Diagnostic> {
    let message = "everything but nothing is meant";
    values.is_empty().then(|| {
        mistake(message)
            .found("an empty list")
            .help("say `Match::exists(true)` for any value")
    })
}

fn stars_in_a_row(form: &Value<String>) -> Option<Diagnostic> {
    let form = form.literal()?;
    form.contains("**").then(|| {
        mistake("a form with stars in a row, which EventBridge refuses")
            .found(form.as_str())
            .help(format!("say `{}`", collapsed(form)))
    })
}

fn collapsed(form: &str) -> String {
    let mut text = form.to_owned();
    while text.contains("**") {
        text = text.replace("**", "*");
    }
    text
}

fn is_network(text: &str) -> bool {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    let Ok(address) = address.parse::<IpAddr>() else {
        return false;
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    bits.is_none_or(|bits| bits.parse::<u32>().is_ok_and(|bits| bits <= most))
}
