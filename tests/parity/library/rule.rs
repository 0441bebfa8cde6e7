//! The rules of difference: `differences.tsv`, a line each.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::difference::Difference;
use crate::{Templates, folder, meaning};

/// A line of `differences.tsv`.
pub(crate) struct Rule {
    pub(crate) line: usize,
    /// Apps that it is for; none for all of them.
    apps: Vec<String>,
    /// A type of resources or a section, and how the logical ids begin, or after a `*` what they have in them.
    kind: String,
    id: String,
    form: Form,
}

enum Form {
    /// A place that differs, and which values are set aside there.
    Place { path: Vec<String>, there: Side, here: Side },
    /// A logical id of another name.
    Id { there: String, here: String },
}

/// The value of a side.
enum Side {
    Anything,
    Nothing,
    Is(Json),
}

impl Side {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(match text {
            "*" => Self::Anything,
            "-" => Self::Nothing,
            text => Self::Is(serde_json::from_str(text).map_err(|error| format!("`{text}` is no JSON: {error}"))?),
        })
    }

    fn holds(&self, value: Option<&Json>) -> bool {
        match self {
            Self::Anything => value.is_some(),
            Self::Nothing => value.is_none(),
            Self::Is(expected) => value == Some(expected),
        }
    }
}

impl Rule {
    fn parse(number: usize, line: &str) -> Result<Self, String> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [apps, element, path, there, here, reason] = columns[..] else {
            return Err(format!(
                "{} columns instead of 6: apps, type with logical id, path, AWS CDK, here, reason",
                columns.len()
            ));
        };
        if reason.trim().is_empty() {
            return Err("no reason".to_owned());
        }
        let form = if path == "id" {
            Form::Id {
                there: there.to_owned(),
                here: here.to_owned(),
            }
        } else {
            let path = path.split(" > ").filter(|part| *part != ".").map(str::to_owned);
            Form::Place {
                path: path.collect(),
                there: Side::parse(there)?,
                here: Side::parse(here)?,
            }
        };
        let (kind, id) = element.split_once(' ').unwrap_or((element, ""));
        Ok(Self {
            line: number,
            apps: apps.split(' ').filter(|app| *app != "*").map(str::to_owned).collect(),
            kind: kind.to_owned(),
            id: id.to_owned(),
            form,
        })
    }

    fn is_for(&self, app: &str) -> bool {
        self.apps.is_empty() || self.apps.iter().any(|name| name == app)
    }

    /// Whether this is the difference that is meant.
    pub(crate) fn sets_aside(&self, app: &str, difference: &Difference) -> bool {
        let Form::Place { path, there, here } = &self.form else {
            return false;
        };
        self.is_for(app)
            && self.kind == difference.kind
            && self.id.strip_prefix('*').map_or_else(
                || difference.id.starts_with(&self.id),
                |within| difference.id.contains(within),
            )
            && path.len() == difference.path.len()
            && path
                .iter()
                .zip(&difference.path)
                .all(|(part, found)| part == "*" || part == found)
            && there.holds(difference.there.as_ref())
            && here.holds(difference.here.as_ref())
    }

    /// Whether this gives a resource of the templates another logical id.
    pub(crate) fn renames(&self, templates: &Templates, app: &str) -> bool {
        let Form::Id { there, .. } = &self.form else {
            return false;
        };
        self.is_for(app)
            && templates
                .values()
                .any(|template| template["Resources"][there]["Type"] == *self.kind)
    }
}

/// Gives resources that AWS CDK calls otherwise the logical ids that they have here.
pub(crate) fn rename(template: &mut Json, app: &str, rules: &[Rule]) {
    let names: BTreeMap<String, String> = rules
        .iter()
        .filter(|rule| rule.is_for(app))
        .filter_map(|rule| match &rule.form {
            Form::Id { there, here } => Some((there.clone(), here.clone())),
            Form::Place { .. } => None,
        })
        .collect();
    meaning::rename(template, &names);
}

/// All rules, in the order of the file.
pub(crate) fn read() -> Vec<Rule> {
    let text = std::fs::read_to_string(folder().join("differences.tsv")).unwrap();
    let lines = text.lines().enumerate().skip(1);
    lines
        .map(|(index, line)| {
            Rule::parse(index + 1, line).unwrap_or_else(|error| panic!("differences.tsv:{}: {error}", index + 1))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(path: &[&str], there: Option<Json>, here: Option<Json>) -> Difference {
        Difference {
            kind: "AWS::SQS::Queue".to_owned(),
            id: "JobsDF1CC2D4".to_owned(),
            path: path.iter().map(|part| (*part).to_owned()).collect(),
            there,
            here,
        }
    }

    #[test]
    fn a_line_sets_aside_what_it_names_and_no_more() {
        let found = difference(&["Properties", "DelaySeconds"], Some(5.into()), None);
        let cases = [
            ("*\tAWS::SQS::Queue\tProperties > DelaySeconds\t5\t-\tr", true),
            ("other jobs\tAWS::SQS::Queue Jobs\tProperties > *\t*\t-\tr", true),
            ("other\tAWS::SQS::Queue\tProperties > DelaySeconds\t5\t-\tr", false),
            ("*\tAWS::SQS::Queue *DF1C\tProperties > DelaySeconds\t5\t-\tr", true),
            ("*\tAWS::SQS::Queue *Orders\tProperties > DelaySeconds\t5\t-\tr", false),
            ("*\tAWS::SNS::Topic\tProperties > DelaySeconds\t5\t-\tr", false),
            ("*\tAWS::SQS::Queue Orders\tProperties > DelaySeconds\t5\t-\tr", false),
            ("*\tAWS::SQS::Queue\tProperties\t5\t-\tr", false),
            ("*\tAWS::SQS::Queue\tProperties > DelaySeconds\t6\t-\tr", false),
            ("*\tAWS::SQS::Queue\tProperties > DelaySeconds\t-\t5\tr", false),
            ("*\tAWS::SQS::Queue\tProperties > DelaySeconds\t*\t*\tr", false),
        ];
        for (line, expected) in cases {
            let rule = Rule::parse(2, line).unwrap();
            assert_eq!(rule.sets_aside("jobs", &found), expected, "{line}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_says_why() {
        let cases = [
            ("*\tAWS::SQS::Queue\t.\t-\t*", "5 columns"),
            ("*\tAWS::SQS::Queue\t.\t-\t*\t ", "no reason"),
            ("*\tAWS::SQS::Queue\t.\t-\tRetain\tr", "`Retain` is no JSON"),
        ];
        for (line, expected) in cases {
            let error = Rule::parse(2, line).err().unwrap_or_default();
            assert!(error.contains(expected), "{line}: {error}");
        }
    }

    #[test]
    fn the_line_of_a_difference_sets_it_aside() {
        let found = difference(&[], None, Some("x".into()));
        let rule = Rule::parse(2, &format!("{}r", found.line("jobs"))).unwrap();
        assert!(rule.sets_aside("jobs", &found));
    }
}
