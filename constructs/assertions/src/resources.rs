//! Assertions about the resources of a template.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::candidates::{Candidates, instead};
use crate::compare::Objects;
use crate::matcher::{Kind, Match};
use crate::template::Template;

impl Template {
    fn resources<'a>(&'a self, type_name: &'a str) -> impl Iterator<Item = (&'a str, &'a Json)> {
        let all = self.json()["Resources"].as_object().into_iter().flatten();
        all.filter(move |(_, body)| body["Type"] == type_name)
            .map(|(id, body)| (id.as_str(), body))
    }

    /// How many resources there are of each type, in words, for messages.
    fn census(&self) -> Vec<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for body in self.json()["Resources"]
            .as_object()
            .into_iter()
            .flat_map(|all| all.values())
        {
            *counts.entry(body["Type"].as_str().unwrap_or("(no type)")).or_default() += 1;
        }
        counts.iter().map(|(name, count)| format!("{name} ({count})")).collect()
    }

    fn candidates<'a>(&'a self, type_name: &'a str) -> Candidates<'a> {
        let all = self.resources(type_name);
        Candidates {
            what: format!("resource of type {type_name}"),
            is_named: false,
            holder: "template",
            others: self.census(),
            all: all.map(|(id, body)| (Cow::Borrowed(id), Cow::Borrowed(body))).collect(),
        }
    }

    /// Candidates whose missing properties count as an empty object, unless their absence is what is asked for.
    fn candidates_for<'a>(&'a self, type_name: &'a str, properties: Match) -> (Candidates<'a>, Match) {
        let mut candidates = self.candidates(type_name);
        if !properties.is_absent() {
            for (_, body) in &mut candidates.all {
                if body.get("Properties").is_none() && body.is_object() {
                    body.to_mut()["Properties"] = json!({});
                }
            }
        }
        let entries = vec![("Properties".to_owned(), properties)];
        (candidates, Match(Kind::Object(entries, Some(Objects::Like))))
    }

    /// Asserts how many resources of a type there are.
    ///
    /// ```
    /// # use ferrocdk_assertions::Template;
    /// Template::from_string(r#"{ "Resources": { "A": { "Type": "AWS::SQS::Queue" } } }"#).resource_count_is("AWS::SQS::Queue", 1);
    /// ```
    #[track_caller]
    pub fn resource_count_is(&self, type_name: &str, count: usize) {
        let found: Vec<&str> = self.resources(type_name).map(|(id, _)| id).collect();
        if found.len() == count {
            return;
        }
        let names = match found.as_slice() {
            [] => instead(&self.census()),
            found => format!(": {}", found.join(", ")),
        };
        panic!(
            "the template has {} resource{} of type {type_name}, expected {count}{names}",
            found.len(),
            if found.len() == 1 { "" } else { "s" }
        );
    }

    /// Asserts how many resources of a type have properties that match.
    ///
    /// ```
    /// # use ferrocdk_assertions::Template;
    /// # use serde_json::json;
    /// let template = Template::from_json(json!({ "Resources": { "A": { "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": 5 } } } }));
    /// template.resource_properties_count_is("AWS::SQS::Queue", json!({ "DelaySeconds": 5 }), 1);
    /// template.resource_properties_count_is("AWS::SQS::Queue", json!({ "DelaySeconds": 6 }), 0);
    /// ```
    #[track_caller]
    pub fn resource_properties_count_is(&self, type_name: &str, properties: impl Into<Match>, count: usize) {
        let (candidates, pattern) = self.candidates_for(type_name, properties.into());
        candidates.assert_count(&pattern, count);
    }

    /// Asserts that a resource of the type matches, with all its attributes such as `DeletionPolicy`.
    ///
    /// ```
    /// # use ferrocdk_assertions::Template;
    /// # use serde_json::json;
    /// let template = Template::from_json(json!({ "Resources": { "A": { "Type": "AWS::SQS::Queue", "DeletionPolicy": "Delete" } } }));
    /// template.has_resource("AWS::SQS::Queue", json!({ "DeletionPolicy": "Delete" }));
    /// ```
    #[track_caller]
    pub fn has_resource(&self, type_name: &str, pattern: impl Into<Match>) {
        self.candidates(type_name).assert_any(&pattern.into());
    }

    /// Asserts that a resource of the type has properties that match; no properties count as `{}`.
    ///
    /// ```
    /// # use ferrocdk_assertions::{Match, Template, pattern};
    /// # use serde_json::json;
    /// let template = Template::from_json(json!({ "Resources": { "A": { "Type": "AWS::SQS::Queue" } } }));
    /// template.has_resource_properties("AWS::SQS::Queue", pattern!({ "DelaySeconds": Match::absent() }));
    /// ```
    #[track_caller]
    pub fn has_resource_properties(&self, type_name: &str, properties: impl Into<Match>) {
        let (candidates, pattern) = self.candidates_for(type_name, properties.into());
        candidates.assert_any(&pattern);
    }

    /// Asserts that there are resources of the type and that all match.
    ///
    /// ```
    /// # use ferrocdk_assertions::{Match, Template, pattern};
    /// # use serde_json::json;
    /// let template = Template::from_json(json!({ "Resources": { "A": { "Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain" } } }));
    /// template.all_resources("AWS::S3::Bucket", pattern!({ "DeletionPolicy": Match::not("Delete") }));
    /// ```
    #[track_caller]
    pub fn all_resources(&self, type_name: &str, pattern: impl Into<Match>) {
        self.candidates(type_name).assert_all(&pattern.into());
    }

    /// Asserts that there are resources of the type and that the properties of all match.
    ///
    /// ```
    /// # use ferrocdk_assertions::Template;
    /// # use serde_json::json;
    /// let template = Template::from_json(json!({ "Resources": { "A": { "Type": "AWS::KMS::Key", "Properties": { "EnableKeyRotation": true } } } }));
    /// template.all_resources_properties("AWS::KMS::Key", json!({ "EnableKeyRotation": true }));
    /// ```
    #[track_caller]
    pub fn all_resources_properties(&self, type_name: &str, properties: impl Into<Match>) {
        let (candidates, pattern) = self.candidates_for(type_name, properties.into());
        candidates.assert_all(&pattern);
    }

    /// All resources of a type that match, by logical id; `json!({})` takes all.
    ///
    /// ```
    /// # use ferrocdk_assertions::Template;
    /// # use serde_json::json;
    /// let template = Template::from_json(json!({ "Resources": { "A": { "Type": "AWS::SQS::Queue" } } }));
    /// let (id, queue) = template.find_resources("AWS::SQS::Queue", json!({}))[0];
    /// assert_eq!((id, &queue["Type"]), ("A", &json!("AWS::SQS::Queue")));
    /// ```
    pub fn find_resources<'a>(&'a self, type_name: &'a str, pattern: impl Into<Match>) -> Vec<(&'a str, &'a Json)> {
        let pattern = pattern.into();
        self.resources(type_name)
            .filter(|(_, body)| pattern.test(Some(body)).is_ok())
            .collect()
    }

    /// The logical id of the only resource of a type that matches: for asserting on what refers to it.
    ///
    /// ```
    /// # use ferrocdk_assertions::Template;
    /// # use serde_json::json;
    /// let template = Template::from_json(json!({ "Resources": { "Readings7A41": { "Type": "AWS::SQS::Queue" } } }));
    /// assert_eq!(template.get_resource_id("AWS::SQS::Queue", json!({})), "Readings7A41");
    /// ```
    ///
    /// # Panics
    /// When none or several match.
    #[track_caller]
    pub fn get_resource_id(&self, type_name: &str, pattern: impl Into<Match>) -> String {
        self.candidates(type_name).assert_one(&pattern.into()).to_owned()
    }
}
