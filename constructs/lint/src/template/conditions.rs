//! Which conditions of a template can hold together.
//!
//! A condition is a formula over comparisons. Comparisons of one value with several literals exclude each other, and a parameter with
//! allowed values has no others, so `IsProd` and `IsDev` over the same parameter are never both true. Whether an assumption is possible is
//! found by trying values; when that would take too long, it counts as possible, so that nothing is reported that is not sure.

use ferrocdk_template::{Entry, Node, Value};
use indexmap::IndexMap;

use super::parameter::Parameter;

/// How many partial assignments are tried before an assumption counts as possible. A template rarely needs a hundred.
const TRIES: usize = 20_000;
/// How many functions make up a condition when those that it names are written out; what goes beyond counts as free.
const PARTS: usize = 2_000;
/// How many comparisons are looked at with what is known of parameters; what goes beyond counts as free.
const KNOWN: usize = 64;
/// How deep those may stand in each other.
const DEPTH: usize = 64;

/// The conditions of a template.
#[derive(Debug)]
pub(crate) struct Conditions<'t> {
    entries: IndexMap<&'t str, &'t Entry>,
    formulas: IndexMap<&'t str, Formula>,
    variables: Vec<Variable<'t>>,
}

/// Something that a comparison looks at, with the literals it is compared with.
#[derive(Debug)]
struct Variable<'t> {
    /// The text that is compared, or the whole comparison where no side is a literal.
    subject: &'t Node,
    values: Vec<String>,
    /// Whether it can be something else than those.
    open: bool,
}

#[derive(Debug)]
enum Formula {
    /// Its value can be told from the text.
    Constant(bool),
    /// A variable has a value.
    Is(usize, usize),
    Not(Box<Formula>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
}

impl<'t> Conditions<'t> {
    pub(crate) fn new(entries: IndexMap<&'t str, &'t Entry>, parameters: &IndexMap<&'t str, Parameter<'t>>) -> Self {
        let mut reader = Reader {
            entries: &entries,
            parameters,
            names: IndexMap::new(),
            variables: Vec::new(),
            parts: 0,
        };
        let mut formulas = IndexMap::new();
        for (name, entry) in &entries {
            reader.parts = 0;
            formulas.insert(*name, reader.formula(&entry.value, 0));
        }
        let variables = reader.variables;
        Self {
            entries,
            formulas,
            variables,
        }
    }

    /// The conditions by name.
    pub(crate) fn entries(&self) -> &IndexMap<&'t str, &'t Entry> {
        &self.entries
    }

    /// Whether the conditions can have these values in one deployment. Unknown names are free.
    pub(crate) fn possible<'n>(&self, assumptions: impl IntoIterator<Item = (&'n str, bool)>) -> bool {
        self.satisfiable(assumptions, None)
    }

    /// Whether they can when some of what they compare is known: `value` gives the text of it.
    pub(crate) fn possible_when<'n>(
        &self,
        assumptions: impl IntoIterator<Item = (&'n str, bool)>,
        value: &dyn Fn(&'t Node) -> Option<String>,
    ) -> bool {
        self.satisfiable(assumptions, Some(value))
    }

    fn satisfiable<'n>(
        &self,
        assumptions: impl IntoIterator<Item = (&'n str, bool)>,
        value: Option<&dyn Fn(&'t Node) -> Option<String>>,
    ) -> bool {
        let mut wanted: IndexMap<&str, bool> = IndexMap::new();
        for (name, value) in assumptions {
            if wanted.insert(name, value).is_some_and(|before| before != value) {
                return false;
            }
        }
        let mut formulas: Vec<(&Formula, bool)> = Vec::new();
        let mut variables = Vec::new();
        for (name, formula) in &self.formulas {
            if let Some(value) = wanted.get(name) {
                formula.variables(&mut variables);
                formulas.push((formula, *value));
            }
        }
        let mut values = vec![None; self.variables.len()];
        if let Some(value) = value {
            for index in variables.iter().take(KNOWN) {
                let known = self.variables.get(*index).and_then(|variable| variable.known(value));
                if let Some(slot) = values.get_mut(*index) {
                    *slot = known;
                }
            }
            variables.retain(|index| values.get(*index).is_none_or(Option::is_none));
        }
        let mut search = Search {
            domain: &self.variables,
            order: &variables,
            values,
            tries: 0,
        };
        search.holds(&formulas, 0)
    }
}

impl<'t> Variable<'t> {
    /// The number of the value that it has, when that is known.
    fn known(&self, value: &dyn Fn(&'t Node) -> Option<String>) -> Option<usize> {
        let text = match self.subject.function() {
            Some(("Fn::Equals", operands)) => match operands.as_list()? {
                [left, right] => (value(left)? == value(right)?).to_string(),
                _ => return None,
            },
            _ => value(self.subject)?,
        };
        // The number after the last literal stands for any other value.
        let position = self.values.iter().position(|known| *known == text);
        Some(position.unwrap_or(self.values.len()))
    }
}

impl Formula {
    fn variables(&self, found: &mut Vec<usize>) {
        match self {
            Self::Constant(_) => {}
            Self::Is(variable, _) => {
                if !found.contains(variable) {
                    found.push(*variable);
                }
            }
            Self::Not(inner) => inner.variables(found),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.variables(found)),
        }
    }

    /// Its value under an assignment, when that much is settled.
    fn value(&self, values: &[Option<usize>]) -> Option<bool> {
        match self {
            Self::Constant(value) => Some(*value),
            Self::Is(variable, value) => values.get(*variable).copied().flatten().map(|is| is == *value),
            Self::Not(inner) => inner.value(values).map(|value| !value),
            Self::All(parts) => fold(parts, values, false),
            Self::Any(parts) => fold(parts, values, true),
        }
    }
}

/// The value of parts of which one that is `decisive` decides.
fn fold(parts: &[Formula], values: &[Option<usize>], decisive: bool) -> Option<bool> {
    let mut open = false;
    for part in parts {
        match part.value(values) {
            Some(value) if value == decisive => return Some(decisive),
            Some(_) => {}
            None => open = true,
        }
    }
    if open { None } else { Some(!decisive) }
}

struct Search<'s> {
    domain: &'s [Variable<'s>],
    order: &'s [usize],
    values: Vec<Option<usize>>,
    tries: usize,
}

impl Search<'_> {
    fn holds(&mut self, formulas: &[(&Formula, bool)], next: usize) -> bool {
        self.tries += 1;
        if self.tries > TRIES {
            return true;
        }
        let mut settled = true;
        for (formula, wanted) in formulas {
            match formula.value(&self.values) {
                Some(value) if value != *wanted => return false,
                Some(_) => {}
                None => settled = false,
            }
        }
        let Some(variable) = self.order.get(next).copied() else {
            return true;
        };
        let (Some(domain), false) = (self.domain.get(variable), settled) else {
            return true;
        };
        // The number after the last literal stands for any other value.
        let count = domain.values.len() + usize::from(domain.open);
        for value in 0..count {
            if let Some(slot) = self.values.get_mut(variable) {
                *slot = Some(value);
            }
            if self.holds(formulas, next + 1) {
                return true;
            }
        }
        if let Some(slot) = self.values.get_mut(variable) {
            *slot = None;
        }
        false
    }
}

struct Reader<'r, 't> {
    entries: &'r IndexMap<&'t str, &'t Entry>,
    parameters: &'r IndexMap<&'t str, Parameter<'t>>,
    names: IndexMap<String, usize>,
    variables: Vec<Variable<'t>>,
    parts: usize,
}

impl<'t> Reader<'_, 't> {
    fn formula(&mut self, node: &'t Node, depth: usize) -> Formula {
        self.parts += 1;
        let Some((function, argument)) = node.function().filter(|_| depth < DEPTH && self.parts < PARTS) else {
            return self.free(node);
        };
        let items = argument.as_list().unwrap_or_default();
        match function {
            "Condition" => {
                let named = argument.as_str().and_then(|name| self.entries.get(name).copied());
                match named {
                    Some(entry) => self.formula(&entry.value, depth + 1),
                    None => self.free(node),
                }
            }
            "Fn::Not" => match items {
                [inner] => Formula::Not(Box::new(self.formula(inner, depth + 1))),
                _ => self.free(node),
            },
            "Fn::And" => Formula::All(items.iter().map(|item| self.formula(item, depth + 1)).collect()),
            "Fn::Or" => Formula::Any(items.iter().map(|item| self.formula(item, depth + 1)).collect()),
            "Fn::Equals" => match items {
                [left, right] => self.comparison(node, left, right),
                _ => self.free(node),
            },
            _ => self.free(node),
        }
    }

    fn comparison(&mut self, node: &'t Node, left: &'t Node, right: &'t Node) -> Formula {
        match (literal(left), literal(right)) {
            (Some(left), Some(right)) => Formula::Constant(left == right),
            (None, Some(value)) => self.is(left, value),
            (Some(value), None) => self.is(right, value),
            (None, None) if left.to_json() == right.to_json() => Formula::Constant(true),
            (None, None) => self.free(node),
        }
    }

    fn is(&mut self, subject: &'t Node, value: String) -> Formula {
        let parameter = match subject.function() {
            Some(("Ref", name)) => name.as_str().and_then(|name| self.parameters.get(name)),
            _ => None,
        };
        let allowed = parameter
            .filter(|parameter| !parameter.is_stored() && !parameter.is_list())
            .and_then(|parameter| parameter.entry.value.get("AllowedValues"))
            .and_then(Node::as_list)
            .and_then(|values| values.iter().map(literal).collect::<Option<Vec<String>>>());
        let variable = self.variable(subject, allowed);
        let Some(known) = self.variables.get_mut(variable) else {
            return Formula::Constant(false);
        };
        let index = match known.values.iter().position(|known| *known == value) {
            Some(index) => index,
            None if known.open => {
                known.values.push(value);
                known.values.len() - 1
            }
            None => return Formula::Constant(false),
        };
        Formula::Is(variable, index)
    }

    /// A formula of which only this much is known: the same text has the same value.
    fn free(&mut self, node: &'t Node) -> Formula {
        let variable = self.variable(node, Some(vec!["true".to_owned(), "false".to_owned()]));
        Formula::Is(variable, 0)
    }

    fn variable(&mut self, subject: &'t Node, values: Option<Vec<String>>) -> usize {
        *self.names.entry(subject.to_json().to_string()).or_insert_with(|| {
            self.variables.push(Variable {
                subject,
                open: values.is_none(),
                values: values.unwrap_or_default(),
            });
            self.variables.len() - 1
        })
    }
}

/// The text of a scalar, as CloudFormation compares it.
fn literal(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::template::Template;

    fn possible(assumptions: &[(&str, bool)]) -> bool {
        let node = Node::from_json(&json!({
            "Parameters": { "Stage": { "Type": "String", "AllowedValues": ["prod", "dev"] }, "Free": { "Type": "String" } },
            "Conditions": {
                "IsProd": { "Fn::Equals": [{ "Ref": "Stage" }, "prod"] },
                "IsDev": { "Fn::Equals": ["dev", { "Ref": "Stage" }] },
                "IsTest": { "Fn::Equals": [{ "Ref": "Stage" }, "test"] },
                "IsA": { "Fn::Equals": [{ "Ref": "Free" }, "a"] },
                "IsB": { "Fn::Equals": [{ "Ref": "Free" }, "b"] },
                "Either": { "Fn::Or": [{ "Condition": "IsProd" }, { "Condition": "IsA" }] },
                "Neither": { "Fn::Not": [{ "Condition": "Either" }] },
                "Circle": { "Fn::Not": [{ "Condition": "Circle" }] },
            },
        }));
        Template::new(&node).conditions.possible(assumptions.iter().copied())
    }

    #[test]
    fn comparisons_of_one_parameter_exclude_each_other() {
        assert!(possible(&[("IsProd", true), ("IsDev", false)]));
        assert!(!possible(&[("IsProd", true), ("IsDev", true)]));
        assert!(!possible(&[("IsA", true), ("IsB", true)]));
        assert!(possible(&[("IsA", false), ("IsB", false)]));
    }

    #[test]
    fn what_is_known_of_the_comparisons_decides_about_conditions() {
        let node = Node::from_json(&json!({
            "Parameters": { "Role": { "Type": "String", "Default": "" } },
            "Conditions": {
                "HasRole": { "Fn::Not": [{ "Fn::Equals": [{ "Ref": "Role" }, ""] }] },
                "IsSame": { "Fn::Equals": [{ "Ref": "Role" }, { "Ref": "Other" }] },
            },
        }));
        let template = Template::new(&node);
        let possible = |text: &str, name, has| {
            let value = |subject: &Node| {
                let name = subject.get("Ref")?.as_str()?;
                Some(if name == "Role" { text } else { "other" }.to_owned())
            };
            template.conditions.possible_when([(name, has)], &value)
        };
        assert!(!possible("", "HasRole", true) && possible("", "HasRole", false));
        assert!(possible("some", "HasRole", true) && !possible("some", "HasRole", false));
        assert!(possible("other", "IsSame", true) && !possible("some", "IsSame", true));
        assert!(template.conditions.possible_when([("HasRole", true)], &|_| None));
    }

    #[test]
    fn allowed_values_leave_no_others() {
        assert!(!possible(&[("IsProd", false), ("IsDev", false)]));
        assert!(!possible(&[("IsTest", true)]));
    }

    #[test]
    fn formulas_follow_from_each_other() {
        assert!(!possible(&[("IsProd", true), ("Either", false)]));
        assert!(!possible(&[("Neither", true), ("IsA", true)]));
        assert!(possible(&[("Neither", true), ("IsDev", true)]));
        assert!(!possible(&[("Neither", true), ("IsDev", false)]));
    }

    #[test]
    fn what_cannot_be_told_is_possible() {
        assert!(possible(&[("Circle", true)]));
        assert!(possible(&[("NotThere", true), ("IsA", true)]));
    }
}
