//! Topic rules of a template beside those that stand in an account: would two deployments receive each other's messages?

use serde::Deserialize;
use serde_json::Value;

/// A rule that stands in an account and region, as `aws iot list-topic-rules` tells it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StandingRule {
    /// Its name.
    pub rule_name: String,
    /// The topic filter of its FROM; none for a rule that only Basic Ingest reaches.
    #[serde(default)]
    pub topic_pattern: Option<String>,
    /// Whether it rests at the moment.
    #[serde(default)]
    pub rule_disabled: bool,
}

/// A topic rule of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRule {
    /// Its logical id.
    pub logical_id: String,
    /// The topic filter of its FROM; `None` when the SQL is known at deployment only.
    pub filter: Option<String>,
}

/// The rules of a template that select a topic.
///
/// ```
/// let template = serde_json::json!({ "Resources": { "Rule": { "Type": "AWS::IoT::TopicRule", "Properties": {
///     "TopicRulePayload": { "Sql": "SELECT * FROM 'sensor/data/+' WHERE value > 0" },
/// } } } });
/// let rules = ferrocdk_toolkit::topic_rules::rules(&template);
/// assert_eq!(rules[0].filter.as_deref(), Some("sensor/data/+"));
/// ```
pub fn rules(template: &Value) -> Vec<NewRule> {
    let resources = template.get("Resources").and_then(Value::as_object);
    let rules = resources.into_iter().flatten().filter_map(|(logical_id, resource)| {
        let is_rule = resource.get("Type").and_then(Value::as_str) == Some("AWS::IoT::TopicRule");
        let sql = resource
            .pointer("/Properties/TopicRulePayload/Sql")
            .filter(|_| is_rule)?;
        let filter = match sql.as_str() {
            Some(sql) => Some(from_clause(sql)?),
            None => None,
        };
        Some(NewRule {
            logical_id: logical_id.clone(),
            filter,
        })
    });
    rules.collect()
}

/// The topic filter that a statement selects from: the first string right after the word FROM. A nested query names an array there.
fn from_clause(sql: &str) -> Option<String> {
    // Every second part stands in quotes, where no keyword counts; a doubled quote makes an empty part between two.
    let parts: Vec<&str> = sql.split('\'').collect();
    let mut pairs = parts.chunks_exact(2);
    pairs.find_map(|pair| {
        let [outside, inside] = pair else { return None };
        let last = outside.split_whitespace().next_back()?;
        last.eq_ignore_ascii_case("FROM").then(|| (*inside).to_owned())
    })
}

/// Whether there is a topic that two MQTT topic filters both match.
///
/// `+` stands for one level, `#` at the end for one or more, as AWS IoT matches them; a wildcard at the start does not reach topics that begin
/// with `$`.
///
/// ```
/// use ferrocdk_toolkit::topic_rules::overlap;
/// assert!(overlap("sensor/data/+", "sensor/#"));
/// assert!(!overlap("plant/dev/data/+", "plant/prod/data/+"));
/// ```
pub fn overlap(one: &str, other: &str) -> bool {
    let reserved = |filter: &str| filter.starts_with('$');
    let open = |filter: &str| filter.starts_with(['+', '#']);
    if reserved(one) && open(other) || reserved(other) && open(one) {
        return false;
    }
    let (mut ones, mut others) = (one.split('/'), other.split('/'));
    loop {
        return match (ones.next(), others.next()) {
            (None, None) => true,
            (Some("#"), Some(_)) | (Some(_), Some("#")) => true,
            (Some(a), Some(b)) if a == b || a == "+" || b == "+" => continue,
            _ => false,
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// The definition of a match, level by level.
    fn matches(filter: &[&str], topic: &[&str]) -> bool {
        match (filter, topic) {
            ([], []) => true,
            (["#"], [_, ..]) => true,
            ([level, filter @ ..], [found, topic @ ..]) => (level == found || *level == "+") && matches(filter, topic),
            _ => false,
        }
    }

    /// All topics of up to five levels over the letters that filters are made of, and one that no filter has.
    fn topics() -> Vec<Vec<&'static str>> {
        let letters = ["a", "b", "", "c", "$x"];
        let mut all: Vec<Vec<&str>> = vec![Vec::new()];
        let mut longest = all.clone();
        for _ in 0..5 {
            longest = longest
                .iter()
                .flat_map(|topic| letters.iter().map(|letter| [topic.as_slice(), &[*letter]].concat()))
                .collect();
            all.extend(longest.iter().cloned());
        }
        all.into_iter().filter(|topic| !topic.is_empty()).collect()
    }

    fn filter() -> impl Strategy<Value = String> {
        let level = prop_oneof![3 => Just("a"), 2 => Just("b"), 1 => Just(""), 2 => Just("+"), 1 => Just("$x")];
        (proptest::collection::vec(level, 0..4), any::<bool>())
            .prop_filter("a filter has a level", |(levels, hash)| *hash || !levels.is_empty())
            .prop_map(|(mut levels, hash)| {
                if hash {
                    levels.push("#");
                }
                levels.join("/")
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn filters_overlap_where_a_topic_matches_both(one in filter(), other in filter()) {
            let levels = |filter: &'static str| filter.split('/').collect::<Vec<_>>();
            let (a, b): (&'static str, &'static str) = (one.clone().leak(), other.clone().leak());
            let (a, b) = (levels(a), levels(b));
            let reaches = |filter: &[&str], topic: &[&str]| {
                let hidden = topic[0].starts_with('$') && matches!(filter[0], "+" | "#");
                !hidden && matches(filter, topic)
            };
            let witness = topics().into_iter().find(|topic| reaches(&a, topic) && reaches(&b, topic));
            prop_assert_eq!(overlap(&one, &other), witness.is_some(), "{} and {}: {:?}", one, other, witness);
            prop_assert_eq!(overlap(&one, &other), overlap(&other, &one));
        }
    }

    #[test]
    fn filters_are_found_in_statements() {
        let filters = |sql: Value| {
            let payload = json!({ "TopicRulePayload": { "Sql": sql } });
            let rule = json!({ "Type": "AWS::IoT::TopicRule", "Properties": payload });
            let rules = rules(&json!({ "Resources": { "Rule": rule, "Other": { "Type": "AWS::SNS::Topic" } } }));
            rules.into_iter().map(|rule| rule.filter).collect::<Vec<_>>()
        };
        let found = |filter: &str| vec![Some(filter.to_owned())];
        assert_eq!(filters(json!("SELECT * FROM 'a/+'")), found("a/+"));
        assert_eq!(
            filters(json!(
                "select encode(*, 'base64') as p, 'it''s FROM ' as x\nfrom\t'a/b' where c = 'd'"
            )),
            found("a/b")
        );
        assert_eq!(
            filters(json!("SELECT (SELECT v FROM e WHERE n = 'x') AS v FROM 'a/#'")),
            found("a/#")
        );
        assert_eq!(filters(json!({ "Fn::Sub": "SELECT * FROM '${Topic}'" })), [None]);
        assert_eq!(filters(json!("SELECT *")), [], "Basic Ingest alone");
    }
}
