//! `MathExpression`: metric maths, as arithmetic over metrics.

use std::ops::{Add, Div, Mul, Sub};

use ferrocdk_core::Number;

use super::condition::{Condition, Operator, Source};
use super::metric::Metric;
use crate::units::Seconds;

/// Maths over metrics: `&errors / &invocations`, or any expression that CloudWatch knows.
///
/// Metrics get their names in the expression, `m1`, `m2` …, when it is written; the same metric gets one name. Ten metrics fit into an alarm.
///
/// Source: "Using math expressions with CloudWatch metrics".
///
/// ```
/// use ferrocdk_aws::cloudwatch::{MathExpression, Metric, Statistic};
///
/// let of = |name: &str| Metric::new("AWS/Lambda", name).dimension("FunctionName", "processor").statistic(Statistic::Sum);
/// let failed_percent = &of("Errors") / &of("Invocations") * 100;
/// let per_second = MathExpression::from(&of("Invocations")).rate();
/// let named = MathExpression::new("IF(calls > 10, errors / calls, 0)").using("calls", &of("Invocations")).using("errors", &of("Errors"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "an expression takes effect in an alarm or a graph"]
pub struct MathExpression {
    term: Term,
    pub(super) label: Option<String>,
    pub(super) color: Option<String>,
    period: Option<Seconds>,
}

#[derive(Clone, Debug, PartialEq)]
enum Term {
    Metric(Box<Metric>),
    Number(Number),
    Binary(&'static str, Box<Term>, Box<Term>),
    /// A function of terms, and arguments written as they are.
    Call(&'static str, Vec<Term>, Vec<String>),
    Text(String, Vec<(String, Metric)>),
}

impl From<&Metric> for MathExpression {
    fn from(metric: &Metric) -> Self {
        Self::of(Term::Metric(Box::new(metric.clone())))
    }
}

impl MathExpression {
    fn of(term: Term) -> Self {
        Self {
            term,
            label: None,
            color: None,
            period: None,
        }
    }

    /// An expression as CloudWatch writes it. [`using`](Self::using) says what the names in it mean.
    pub fn new(expression: impl Into<String>) -> Self {
        Self::of(Term::Text(expression.into(), Vec::new()))
    }

    /// Says what a name in the expression means: a small letter, then letters, digits and `_`. For expressions made by [`new`](Self::new).
    pub fn using(mut self, name: impl Into<String>, metric: &Metric) -> Self {
        if let Term::Text(_, names) = &mut self.term {
            names.push((name.into(), metric.clone()));
        }
        self
    }

    /// Names it in graphs.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Colours it in graphs: `#` and six hexadecimal digits.
    pub fn color(mut self, color: impl Into<String>) -> Self {
        self.color = Some(color.into());
        self
    }

    /// Change for each second.
    pub fn rate(self) -> Self {
        self.call("RATE", [])
    }

    /// Takes a number where there is no data, such as 0 for a metric that appears with errors only.
    pub fn fill(self, number: impl Into<Number>) -> Self {
        let number = shown(&number.into());
        self.call("FILL", [number])
    }

    /// Takes the value before where there is no data.
    pub fn repeat(self) -> Self {
        self.call("FILL", ["REPEAT".to_owned()])
    }

    /// The band of what CloudWatch has learnt to expect of the metric, so many standard deviations wide.
    pub fn anomaly_band(metric: &Metric, deviations: impl Into<Number>) -> Self {
        let deviations = shown(&deviations.into());
        Self::from(metric).call("ANOMALY_DETECTION_BAND", [deviations])
    }

    fn call<const N: usize>(mut self, function: &'static str, arguments: [String; N]) -> Self {
        self.term = Term::Call(function, vec![self.term], arguments.to_vec());
        self
    }

    /// The sum of several.
    pub fn sum(metrics: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        let all = metrics.into_iter().map(|metric| metric.into().term);
        all.reduce(|one, other| Term::Binary("+", Box::new(one), Box::new(other)))
            .map_or_else(|| Self::of(Term::Number(0.into())), Self::of)
    }

    /// The largest of several, at each time.
    pub fn maximum(metrics: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        let all = metrics.into_iter().map(|metric| metric.into().term).collect();
        Self::of(Term::Call("MAX", vec![Term::Call("", all, Vec::new())], Vec::new()))
    }

    fn condition(&self, operator: Operator, threshold: impl Into<Number>) -> Condition {
        Condition {
            source: Source::Expression(Box::new(self.clone())),
            operator,
            threshold: threshold.into(),
        }
    }

    /// Holds while it is above a number.
    pub fn above(&self, threshold: impl Into<Number>) -> Condition {
        self.condition(Operator::Above, threshold)
    }

    /// Holds while it is a number, or above.
    pub fn at_least(&self, threshold: impl Into<Number>) -> Condition {
        self.condition(Operator::AtLeast, threshold)
    }

    /// Holds while it is below a number.
    pub fn below(&self, threshold: impl Into<Number>) -> Condition {
        self.condition(Operator::Below, threshold)
    }

    /// Holds while it is a number, or below.
    pub fn at_most(&self, threshold: impl Into<Number>) -> Condition {
        self.condition(Operator::AtMost, threshold)
    }

    /// The period: that of its metrics, of which CloudWatch asks that they have the same.
    pub(super) fn period(&self) -> Seconds {
        let longest = self.metrics().into_iter().map(|metric| metric.period).max();
        self.period.or(longest).unwrap_or(Metric::DEFAULT_PERIOD)
    }

    pub(super) fn set_period(&mut self, period: Seconds) {
        self.period = Some(period);
    }

    /// The metrics that it is made of, in the order in which they appear.
    pub(super) fn metrics(&self) -> Vec<&Metric> {
        let mut found = Vec::new();
        self.term.each(&mut |metric| found.push(metric));
        found
    }

    /// The expression as CloudWatch writes it. `names` has what its metrics are called, and gets those that it lacks.
    pub(super) fn text(&self, names: &mut Names) -> String {
        self.term.text(names, false)
    }
}

/// The names of metrics in the expressions of one alarm or graph.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) all: Vec<(String, Metric)>,
    /// Names that were given to two metrics.
    pub(super) ambiguous: Vec<String>,
}

impl Names {
    /// The name of a metric, new where it has none.
    pub(super) fn of(&mut self, metric: &Metric) -> String {
        if let Some((name, _)) = self.all.iter().find(|(_, other)| other == metric) {
            return name.clone();
        }
        let is_free = |name: &String| self.all.iter().all(|(taken, _)| taken != name);
        let name = (1..).map(|number: u32| format!("m{number}")).find(is_free);
        let name = name.unwrap_or_default();
        self.all.push((name.clone(), metric.clone()));
        name
    }
}

impl Term {
    fn each<'a>(&'a self, look: &mut dyn FnMut(&'a Metric)) {
        match self {
            Self::Metric(metric) => look(metric),
            Self::Number(_) => {}
            Self::Binary(_, one, other) => {
                one.each(look);
                other.each(look);
            }
            Self::Call(_, terms, _) => terms.iter().for_each(|term| term.each(look)),
            Self::Text(_, names) => names.iter().for_each(|(_, metric)| look(metric)),
        }
    }

    fn text(&self, names: &mut Names, is_operand: bool) -> String {
        match self {
            Self::Metric(metric) => names.of(metric),
            Self::Number(number) => shown(number),
            Self::Binary(operator, one, other) => {
                let (one, other) = (one.text(names, true), other.text(names, true));
                if is_operand {
                    format!("({one} {operator} {other})")
                } else {
                    format!("{one} {operator} {other}")
                }
            }
            Self::Call("", terms, _) => {
                let terms: Vec<String> = terms.iter().map(|term| term.text(names, false)).collect();
                format!("[{}]", terms.join(", "))
            }
            Self::Call(function, terms, arguments) => {
                let terms = terms.iter().map(|term| term.text(names, false));
                let all: Vec<String> = terms.chain(arguments.iter().cloned()).collect();
                format!("{function}({})", all.join(", "))
            }
            Self::Text(text, given) => {
                for (name, metric) in given {
                    match names.all.iter().find(|(taken, _)| taken == name) {
                        Some((_, other)) if other == metric => {}
                        Some(_) => names.ambiguous.push(name.clone()),
                        None => names.all.push((name.clone(), metric.clone())),
                    }
                }
                text.clone()
            }
        }
    }
}

fn shown(number: &Number) -> String {
    match ferrocdk_core::Value::from(number.clone()).into_expr() {
        ferrocdk_core::Expr::Number(number) => number.to_string(),
        _ => "0".to_owned(),
    }
}

/// Something that metrics can be calculated with: another metric, an expression, a number.
pub trait Operand {
    /// The same as an expression.
    fn into_expression(self) -> MathExpression;
}

impl<T: Into<MathExpression>> Operand for T {
    fn into_expression(self) -> MathExpression {
        self.into()
    }
}

impl From<&Self> for MathExpression {
    fn from(expression: &Self) -> Self {
        expression.clone()
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for MathExpression {
            fn from(number: $number) -> Self {
                Self::of(Term::Number(number.into()))
            }
        }
    )*};
}

numbers!(i32, i64, u32, f64);

// Over any operand rather than one implementation for each: the compiler then knows the result before it has settled which number `100` is.
macro_rules! arithmetic {
    ($($trait:ident $method:ident $sign:literal;)*) => {$(
        arithmetic!(@of &Metric, $trait $method $sign);
        arithmetic!(@of &MathExpression, $trait $method $sign);
        arithmetic!(@of MathExpression, $trait $method $sign);
    )*};
    (@of $one:ty, $trait:ident $method:ident $sign:literal) => {
        impl<O: Operand> $trait<O> for $one {
            type Output = MathExpression;

            fn $method(self, other: O) -> MathExpression {
                let (one, other) = (MathExpression::from(self).term, other.into_expression().term);
                MathExpression::of(Term::Binary($sign, Box::new(one), Box::new(other)))
            }
        }
    };
}

arithmetic! {
    Add add "+";
    Sub sub "-";
    Mul mul "*";
    Div div "/";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(name: &str) -> Metric {
        Metric::new("Plant", name)
    }

    #[test]
    fn an_expression_names_each_metric_once_and_keeps_the_order_of_operations() {
        let (a, b) = (metric("a"), metric("b"));
        let mut names = Names::default();
        let expression = (&a - &b) / &a * 100;
        assert_eq!(expression.text(&mut names), "((m1 - m2) / m1) * 100");
        assert_eq!(names.all.len(), 2);
        assert_eq!(
            MathExpression::from(&a).fill(0).rate().text(&mut names),
            "RATE(FILL(m1, 0))"
        );
        assert_eq!(MathExpression::maximum([&a, &b]).text(&mut names), "MAX([m1, m2])");
        assert_eq!(MathExpression::sum([&a, &b]).text(&mut names), "m1 + m2");
        assert_eq!(
            MathExpression::anomaly_band(&b, 2).text(&mut names),
            "ANOMALY_DETECTION_BAND(m2, 2)"
        );
    }

    #[test]
    fn names_of_a_text_stand_beside_those_that_are_given() {
        let mut names = Names::default();
        let text = MathExpression::new("IF(m1 > 0, m1)").using("m1", &metric("calls"));
        text.text(&mut names);
        assert_eq!((&metric("errors") + 1).text(&mut names), "m2 + 1");
    }
}
