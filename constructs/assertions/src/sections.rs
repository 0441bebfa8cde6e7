//! Assertions about the parameters, outputs, mappings and conditions of a template.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::candidates::Candidates;
use crate::matcher::Match;
use crate::template::Template;

/// Makes the two methods of a section: they differ in nothing but names.
macro_rules! section {
    ($has:ident, $find:ident, $section:literal, $word:literal, $example:literal) => {
        #[doc = concat!("Asserts that the ", $word, " with a logical id matches, or any one where the id is `*`.")]
        ///
        /// ```
        /// # use ferrocdk_assertions::Template;
        /// # use serde_json::json;
        #[doc = concat!("let template = Template::from_json(json!({ \"", $section, "\": { \"A\": ", $example, " } }));")]
        #[doc = concat!("template.", stringify!($has), "(\"A\", json!(", $example, "));")]
        #[doc = concat!("template.", stringify!($has), "(\"*\", json!(", $example, "));")]
        /// ```
        #[track_caller]
        pub fn $has(&self, logical_id: &str, pattern: impl Into<Match>) {
            self.section($section, $word, logical_id).assert_any(&pattern.into());
        }

        #[doc = concat!("All ", $word, "s that match, by logical id, of the one with this id, or of all where the id is `*`.")]
        ///
        /// ```
        /// # use ferrocdk_assertions::{Match, Template};
        /// # use serde_json::json;
        #[doc = concat!("let template = Template::from_json(json!({ \"", $section, "\": { \"A\": ", $example, " } }));")]
        #[doc = concat!("assert_eq!(template.", stringify!($find), "(\"*\", Match::any_value())[0].0, \"A\");")]
        #[doc = concat!("assert!(template.", stringify!($find), "(\"B\", Match::any_value()).is_empty());")]
        /// ```
        pub fn $find(&self, logical_id: &str, pattern: impl Into<Match>) -> Vec<(&str, &Json)> {
            let pattern = pattern.into();
            self.entries($section, logical_id)
                .filter(|(_, body)| pattern.test(Some(body)).is_ok())
                .collect()
        }
    };
}

impl Template {
    section!(has_output, find_outputs, "Outputs", "output", r#"{ "Value": "x" }"#);
    section!(
        has_parameter,
        find_parameters,
        "Parameters",
        "parameter",
        r#"{ "Type": "String" }"#
    );
    section!(
        has_mapping,
        find_mappings,
        "Mappings",
        "mapping",
        r#"{ "sa-east-1": { "Zones": 3 } }"#
    );
    section!(
        has_condition,
        find_conditions,
        "Conditions",
        "condition",
        r#"{ "Fn::Equals": ["a", "b"] }"#
    );

    fn entries<'a>(&'a self, section: &str, logical_id: &str) -> impl Iterator<Item = (&'a str, &'a Json)> {
        let all = self.json()[section].as_object().into_iter().flatten();
        all.filter(move |(id, _)| logical_id == "*" || *id == logical_id)
            .map(|(id, body)| (id.as_str(), body))
    }

    fn section(&self, section: &str, word: &str, logical_id: &str) -> Candidates<'_> {
        let what = match logical_id {
            "*" => word.to_owned(),
            id => format!("{word} {id:?}"),
        };
        let all = self.entries(section, logical_id);
        Candidates {
            what,
            is_named: logical_id != "*",
            holder: "template",
            others: self.entries(section, "*").map(|(id, _)| id.to_owned()).collect(),
            all: all.map(|(id, body)| (Cow::Borrowed(id), Cow::Borrowed(body))).collect(),
        }
    }
}
