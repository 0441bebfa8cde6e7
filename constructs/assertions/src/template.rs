//! A template under test.

use ferrocdk_core::Assembly;
use serde_json::Value as Json;

use crate::matcher::Match;

/// A template under test. Every assertion panics when it does not hold.
#[derive(Clone, Debug)]
pub struct Template {
    json: Json,
}

impl Template {
    /// The template of one stack.
    ///
    /// # Panics
    /// When the assembly has no such stack.
    #[track_caller]
    pub fn from_assembly(assembly: &Assembly, stack: &str) -> Self {
        match assembly.template(stack) {
            Some(json) => Self { json: json.clone() },
            None => {
                let known: Vec<&str> = assembly.templates().map(|(name, _)| name).collect();
                panic!("no stack {stack:?} in the assembly; there are: {}", known.join(", "));
            }
        }
    }

    /// Any template.
    pub fn from_json(json: Json) -> Self {
        Self { json }
    }

    /// The template itself.
    pub fn json(&self) -> &Json {
        &self.json
    }

    /// All resources of a type that match, by logical id.
    pub fn find_resources<'a>(&'a self, type_name: &'a str, pattern: impl Into<Match>) -> Vec<(&'a str, &'a Json)> {
        let pattern = pattern.into();
        self.resources(type_name)
            .filter(|(_, body)| pattern.test(Some(body)).is_ok())
            .collect()
    }

    fn resources<'a>(&'a self, type_name: &'a str) -> impl Iterator<Item = (&'a str, &'a Json)> {
        let all = self.json["Resources"].as_object().into_iter().flatten();
        all.filter(move |(_, body)| body["Type"] == type_name)
            .map(|(id, body)| (id.as_str(), body))
    }

    /// Asserts how many resources of a type there are.
    #[track_caller]
    pub fn resource_count_is(&self, type_name: &str, count: usize) {
        let found: Vec<&str> = self.resources(type_name).map(|(id, _)| id).collect();
        assert!(
            found.len() == count,
            "{} resources of type {type_name}, expected {count}: {}",
            found.len(),
            found.join(", ")
        );
    }

    /// Asserts that a resource of the type matches, with all its attributes such as `DeletionPolicy`.
    #[track_caller]
    pub fn has_resource(&self, type_name: &str, pattern: impl Into<Match>) {
        let pattern = pattern.into();
        let candidates: Vec<(&str, &Json)> = self.resources(type_name).collect();
        self.assert_one(type_name, &candidates, &pattern);
    }

    /// Asserts that a resource of the type has properties that match.
    #[track_caller]
    pub fn has_resource_properties(&self, type_name: &str, pattern: impl Into<Match>) {
        self.has_resource(type_name, Match::object_like([("Properties", pattern.into())]));
    }

    /// Asserts that an output matches.
    #[track_caller]
    pub fn has_output(&self, logical_id: &str, pattern: impl Into<Match>) {
        if let Err(differences) = pattern.into().test(self.json["Outputs"].get(logical_id)) {
            panic!("output {logical_id} does not match:\n  {}", differences.join("\n  "));
        }
    }

    #[track_caller]
    fn assert_one(&self, what: &str, candidates: &[(&str, &Json)], pattern: &Match) {
        let mut nearest: Option<(&str, Vec<String>)> = None;
        for (id, body) in candidates {
            match pattern.test(Some(body)) {
                Ok(()) => return,
                Err(differences) => {
                    if nearest
                        .as_ref()
                        .is_none_or(|(_, fewest)| differences.len() < fewest.len())
                    {
                        nearest = Some((id, differences));
                    }
                }
            }
        }
        match nearest {
            None => panic!("the template has no {what}"),
            Some((id, differences)) => panic!(
                "none of {} {what} matches; the nearest is {id}:\n  {}",
                candidates.len(),
                differences.join("\n  ")
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn template() -> Template {
        let queue = |seconds: i32| json!({ "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": seconds } });
        Template::from_json(
            json!({ "Resources": { "A": queue(1), "B": queue(2) }, "Outputs": { "Url": { "Value": "x" } } }),
        )
    }

    #[test]
    fn what_holds_is_silent() {
        template().resource_count_is("AWS::SQS::Queue", 2);
        template().has_resource_properties("AWS::SQS::Queue", json!({ "DelaySeconds": 2 }));
        template().has_output("Url", json!({ "Value": "x" }));
        assert_eq!(
            template()
                .find_resources("AWS::SQS::Queue", json!({ "Properties": { "DelaySeconds": 1 } }))
                .len(),
            1
        );
    }

    #[test]
    fn what_does_not_hold_names_the_nearest_and_the_difference() {
        let failure = std::panic::catch_unwind(|| {
            template().has_resource_properties("AWS::SQS::Queue", json!({ "DelaySeconds": 3 }));
        });
        let message = *failure.unwrap_err().downcast::<String>().unwrap();
        assert!(
            message.contains("none of 2 AWS::SQS::Queue matches; the nearest is A"),
            "{message}"
        );
        assert!(
            message.contains("Properties.DelaySeconds: found 1, expected 3"),
            "{message}"
        );
    }
}
