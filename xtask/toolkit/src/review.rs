//! A change set as a person looks at it: what would change, and whether somebody has to agree first.

use std::collections::BTreeSet;

use ferrocdk_spec::{Database, Kind, ResourceType, Type, Update};
use serde::Serialize;
use serde_json::Value;

use crate::{
    assembly::Stack,
    change_set::{ChangeSet, Detail, ResourceChange},
    iam::{self, Widening},
};

/// Whether a resource is made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Replacement {
    /// It stays.
    No,
    /// It depends on values known only while deploying.
    Maybe,
    /// It is made anew.
    Yes,
}

/// One line of the table that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// `add`, `modify`, `remove`, `import` or `dynamic`.
    pub action: String,
    /// The resource's logical id.
    pub logical_id: String,
    /// The construct it belongs to.
    pub path: String,
    /// The resource's type.
    pub resource_type: String,
    /// Whether it is made anew.
    pub replacement: Replacement,
    /// Properties that change, sorted.
    pub properties: Vec<String>,
    /// Whether data goes with it.
    pub loses_data: bool,
}

/// A change set as a person looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The changes.
    pub rows: Vec<Row>,
    /// New permissions.
    pub widenings: Vec<Widening>,
}

impl Review {
    /// Looks at a change set with what the database knows of the types; `deployed` is the template in force, if there is one.
    pub fn of(change_set: &ChangeSet, stack: &Stack, deployed: Option<&Value>, database: &Database<'_>) -> Self {
        let changes = change_set.changes.iter();
        let changes = changes.filter_map(|change| change.resource_change.as_ref());
        Self {
            rows: changes.map(|change| row(change, stack, deployed, database)).collect(),
            widenings: iam::widenings(deployed, &stack.template),
        }
    }

    /// Why a person has to agree, one reason each; empty when nobody has to.
    pub fn reasons(&self) -> Vec<String> {
        let mut reasons: Vec<String> = self
            .rows
            .iter()
            .filter(|row| row.loses_data)
            .map(|row| match row.replacement {
                Replacement::No => format!("{} is deleted with its data", row.path),
                Replacement::Maybe => format!("{} may be replaced and lose its data", row.path),
                Replacement::Yes => format!("{} is replaced and loses its data", row.path),
            })
            .collect();
        match self.widenings.len() {
            0 => {}
            1 => reasons.push("1 permission is added".to_owned()),
            count => reasons.push(format!("{count} permissions are added")),
        }
        reasons
    }
}

fn row(change: &ResourceChange, stack: &Stack, deployed: Option<&Value>, database: &Database<'_>) -> Row {
    // A type that the database does not have is somebody's own: nothing is known of its data.
    let facts = database.resource(&change.resource_type).ok();
    let replacement = replacement(change, facts.as_ref());
    let mut properties: Vec<String> = change
        .details
        .iter()
        .filter_map(|detail| detail.target.as_ref())
        .filter_map(|target| target.name.clone().or_else(|| target.attribute.clone()))
        .collect();
    properties.sort();
    properties.dedup();
    let removed = change.action == "Remove";
    Row {
        action: change.action.to_lowercase(),
        logical_id: change.logical_resource_id.clone(),
        path: deployed_path(change, stack, deployed),
        resource_type: change.resource_type.clone(),
        replacement,
        properties,
        loses_data: (facts.is_some_and(|facts| facts.stateful)
            || ferrocdk_facts::is_further_stateful(&change.resource_type))
            && (removed || replacement != Replacement::No)
            && !kept(change, removed, stack, deployed),
    }
}

/// Whether the resource of a change is made anew.
///
/// CloudFormation is sure when it says `True` or `False`. `Conditional` can mean as little as that nobody looked: it is held against the
/// details, and against what the database knows of each property.
fn replacement(change: &ResourceChange, facts: Option<&ResourceType>) -> Replacement {
    match (change.action.as_str(), change.replacement.as_deref()) {
        (_, Some("True")) => Replacement::Yes,
        (_, Some("Conditional")) if !change.details.is_empty() => {
            let details = change.details.iter().map(|detail| of_detail(detail, facts));
            details.max().unwrap_or(Replacement::Maybe).min(Replacement::Maybe)
        }
        // `Dynamic`: even whether it is modified or removed is known only while deploying.
        (_, Some("Conditional")) | ("Dynamic", _) => Replacement::Maybe,
        _ => Replacement::No,
    }
}

fn of_detail(detail: &Detail, facts: Option<&ResourceType>) -> Replacement {
    let Some(target) = &detail.target else {
        return Replacement::Maybe;
    };
    match (target.requires_recreation.as_deref(), target.attribute.as_deref()) {
        (Some("Never"), _) => Replacement::No,
        (Some("Always"), _) => match detail.evaluation.as_deref() {
            Some("Dynamic") => Replacement::Maybe,
            _ => Replacement::Yes,
        },
        (_, Some("Properties") | None) => {
            let known = facts.and_then(|facts| update(facts, target.name.as_deref()?));
            match known {
                Some(Update::InPlace) => Replacement::No,
                _ => Replacement::Maybe,
            }
        }
        // Tags, metadata and policies are no part of the resource's identity.
        (_, Some(_)) => Replacement::No,
    }
}

/// Effect of a property's change on the resource, with everything below the property; `None` where the database has no such property.
fn update(facts: &ResourceType, name: &str) -> Option<Update> {
    let property = facts.properties.get(name)?;
    Some(match property.update {
        Update::InPlace if replaces_within(facts, &property.ty, &mut BTreeSet::new()) => Update::Conditional,
        update => update,
    })
}

/// Whether something below a property's value replaces the resource.
pub(crate) fn replaces_within<'a>(facts: &'a ResourceType, ty: &'a Type, seen: &mut BTreeSet<&'a str>) -> bool {
    match &ty.kind {
        Kind::List(inner) | Kind::Map(inner) => replaces_within(facts, inner, seen),
        Kind::Union(types) => types.iter().any(|ty| replaces_within(facts, ty, seen)),
        Kind::Object(name) => {
            let unseen = seen.insert(name);
            let properties = facts.property_types.get(name).filter(|_| unseen);
            properties.is_some_and(|properties| {
                let mut properties = properties.values();
                properties.any(|property| property.update.replaces() || replaces_within(facts, &property.ty, seen))
            })
        }
        _ => false,
    }
}

/// The construct path; of a resource that is going away only the template in force still knows it.
fn deployed_path(change: &ResourceChange, stack: &Stack, deployed: Option<&Value>) -> String {
    let id = &change.logical_resource_id;
    let known = stack.paths.get(id).cloned();
    let old = || {
        resource(deployed?, id)?
            .pointer("/Metadata/aws:cdk:path")?
            .as_str()
            .map(str::to_owned)
    };
    known
        .or_else(|| old().map(|path| path.trim_end_matches("/Resource").to_owned()))
        .unwrap_or_else(|| id.clone())
}

fn resource<'a>(template: &'a Value, id: &str) -> Option<&'a Value> {
    template.get("Resources")?.get(id)
}

/// Whether the old resource, or a snapshot of it, outlives the change. The change set says so itself on newer API versions; otherwise the
/// deletion policy in force, or the new replacement policy, decides.
fn kept(change: &ResourceChange, removed: bool, stack: &Stack, deployed: Option<&Value>) -> bool {
    if let Some(action) = &change.policy_action {
        return action.ends_with("Retain") || action.ends_with("Snapshot");
    }
    let (template, policy) = if removed {
        (deployed, "DeletionPolicy")
    } else {
        (Some(&stack.template), "UpdateReplacePolicy")
    };
    let resource = template.and_then(|template| resource(template, &change.logical_resource_id));
    match resource
        .and_then(|resource| resource.get(policy))
        .and_then(Value::as_str)
    {
        Some("Retain" | "RetainExceptOnCreate") => true,
        Some("Snapshot") => ferrocdk_facts::takes_snapshots(&change.resource_type),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::assembly::tests::stack;

    fn review(changes: &[Value], stack: &Stack, deployed: Option<&Value>) -> Review {
        let changes: Vec<Value> = changes
            .iter()
            .map(|change| json!({ "Type": "Resource", "ResourceChange": change }))
            .collect();
        let change_set = serde_json::from_value(json!({ "Status": "CREATE_COMPLETE", "Changes": changes })).unwrap();
        Review::of(&change_set, stack, deployed, &Database::bundled().unwrap())
    }

    /// The row of one property that changes.
    fn modified(ty: &str, said: &str, details: Value) -> Row {
        let change = json!({ "Action": "Modify", "LogicalResourceId": "R", "ResourceType": ty, "Replacement": said, "Details": details });
        review(&[change], &stack(json!({})), None).rows.remove(0)
    }

    fn detail(name: &str, recreation: Option<&str>, evaluation: &str) -> Value {
        let mut detail = json!({ "Target": { "Attribute": "Properties", "Name": name }, "Evaluation": evaluation });
        if let Some(recreation) = recreation {
            detail["Target"]["RequiresRecreation"] = recreation.into();
        }
        detail
    }

    #[test]
    fn rows_tell_replacement_data_and_paths() {
        let deployed = json!({ "Resources": {
            "Old": { "Type": "AWS::S3::Bucket", "DeletionPolicy": "Delete", "Metadata": { "aws:cdk:path": "Plant/Old/Resource" } },
            "Kept": { "Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain" }
        } });
        let mut stack = stack(json!({ "Resources": { "Table": { "Type": "AWS::DynamoDB::Table" } } }));
        stack.paths.insert("Table".into(), "Plant/Hot".into());
        let changes = [
            json!({ "Action": "Remove", "LogicalResourceId": "Old", "ResourceType": "AWS::S3::Bucket" }),
            json!({ "Action": "Remove", "LogicalResourceId": "Kept", "ResourceType": "AWS::S3::Bucket" }),
            json!({ "Action": "Modify", "LogicalResourceId": "Table", "ResourceType": "AWS::DynamoDB::Table", "Replacement": "Conditional",
                    "Details": [{ "Target": { "Attribute": "Properties", "Name": "KeySchema" } }, { "Target": { "Attribute": "Tags" } }] }),
            json!({ "Action": "Modify", "LogicalResourceId": "Table", "ResourceType": "AWS::DynamoDB::Table", "Replacement": "True",
                    "PolicyAction": "ReplaceAndRetain" }),
            json!({ "Action": "Add", "LogicalResourceId": "Role", "ResourceType": "AWS::IAM::Role" }),
        ];
        let review = review(&changes, &stack, Some(&deployed));
        let seen: Vec<_> = review
            .rows
            .iter()
            .map(|row| (row.path.as_str(), row.replacement, row.loses_data))
            .collect();
        assert_eq!(
            seen,
            [
                ("Plant/Old", Replacement::No, true),
                ("Kept", Replacement::No, false),
                ("Plant/Hot", Replacement::Maybe, true),
                ("Plant/Hot", Replacement::Yes, false),
                ("Role", Replacement::No, false),
            ]
        );
        assert_eq!(review.rows[2].properties, ["KeySchema", "Tags"]);
        assert_eq!(
            review.reasons(),
            [
                "Plant/Old is deleted with its data",
                "Plant/Hot may be replaced and lose its data"
            ]
        );
    }

    #[test]
    fn a_change_in_place_is_no_replacement() {
        for (ty, name) in [
            ("AWS::S3::Bucket", "LifecycleConfiguration"),
            ("AWS::Kinesis::Stream", "ShardCount"),
            ("AWS::DynamoDB::Table", "TimeToLiveSpecification"),
        ] {
            for recreation in [Some("Conditionally"), None] {
                let row = modified(ty, "Conditional", json!([detail(name, recreation, "Static")]));
                assert_eq!(
                    (row.replacement, row.loses_data),
                    (Replacement::No, false),
                    "{name} {recreation:?}"
                );
            }
        }
    }

    #[test]
    fn the_details_decide_where_cloudformation_is_not_sure() {
        let stream = |details| modified("AWS::Kinesis::Stream", "Conditional", details).replacement;
        assert_eq!(stream(json!([])), Replacement::Maybe, "nothing is told");
        assert_eq!(stream(json!([detail("Name", None, "Static")])), Replacement::Maybe);
        assert_eq!(
            stream(json!([
                detail("ShardCount", None, "Static"),
                detail("Name", Some("Always"), "Dynamic")
            ])),
            Replacement::Maybe
        );
        assert_eq!(
            stream(json!([detail("Name", Some("Never"), "Static")])),
            Replacement::No
        );
        assert_eq!(
            stream(json!([detail("NewProperty", None, "Static")])),
            Replacement::Maybe,
            "not in the database"
        );
        assert_eq!(
            stream(json!([{ "Target": { "Attribute": "Tags" } }, { "Target": { "Attribute": "Metadata" } }])),
            Replacement::No
        );
        let own = modified(
            "Vendor::Plant::Bell",
            "Conditional",
            json!([detail("Tone", None, "Static")]),
        );
        assert_eq!((own.replacement, own.loses_data), (Replacement::Maybe, false));
        assert_eq!(
            modified("AWS::Kinesis::Stream", "False", json!([detail("Name", None, "Static")])).replacement,
            Replacement::No
        );
    }

    #[test]
    fn what_the_database_calls_stateful_is_asked_for() {
        for ty in [
            "AWS::Backup::BackupVault",
            "AWS::DocDB::DBCluster",
            "AWS::FSx::FileSystem",
            "AWS::Neptune::DBCluster",
            "AWS::Redshift::Cluster",
            "AWS::Timestream::Table",
        ] {
            let change = json!({ "Action": "Remove", "LogicalResourceId": "R", "ResourceType": ty });
            let review = review(&[change], &stack(json!({})), None);
            assert_eq!(review.reasons(), ["R is deleted with its data"], "{ty}");
        }
    }

    #[test]
    fn further_stateful_types_exist_and_are_not_among_those_of_the_database() {
        let database = Database::bundled().unwrap();
        for ty in ferrocdk_facts::FURTHER_STATEFUL_TYPES {
            let facts = database.resource(ty).unwrap_or_else(|error| panic!("{ty}: {error}"));
            assert!(!facts.stateful, "{ty}");
        }
    }

    #[test]
    fn a_snapshot_keeps_the_data_of_types_that_have_snapshots() {
        let loses = |ty: &str| {
            let deployed = json!({ "Resources": { "R": { "Type": ty, "DeletionPolicy": "Snapshot" } } });
            let change = json!({ "Action": "Remove", "LogicalResourceId": "R", "ResourceType": ty });
            review(&[change], &stack(json!({})), Some(&deployed))
                .rows
                .remove(0)
                .loses_data
        };
        assert!(!loses("AWS::Redshift::Cluster") && loses("AWS::S3::Bucket"));
    }

    #[test]
    fn new_permissions_are_a_reason() {
        let statement = json!([{ "Effect": "Allow", "Action": ["a:B", "a:C"], "Resource": "*" }]);
        let stack = stack(json!({ "Resources": { "P": { "Type": "AWS::IAM::Policy",
            "Properties": { "PolicyDocument": { "Statement": statement } } } } }));
        assert_eq!(review(&[], &stack, None).reasons(), ["2 permissions are added"]);
        assert!(review(&[], &stack, Some(&stack.template)).reasons().is_empty());
    }

    proptest! {
        /// A replacement that CloudFormation is sure of is never talked away, and details never make one of a change in place.
        #[test]
        fn certainty_stays(
            ty in prop::sample::select(vec!["AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::Kinesis::Stream", "Vendor::Plant::Bell"]),
            details in prop::collection::vec(
                (prop::sample::select(vec!["BucketName", "KeySchema", "ShardCount", "Name", "Nothing"]),
                 prop::option::of(prop::sample::select(vec!["Always", "Conditionally", "Never"])), any::<bool>()), 0..4),
        ) {
            let details: Vec<Value> = details.into_iter()
                .map(|(name, recreation, fixed)| detail(name, recreation, if fixed { "Static" } else { "Dynamic" }))
                .collect();
            prop_assert_eq!(modified(ty, "True", json!(details)).replacement, Replacement::Yes);
            prop_assert_eq!(modified(ty, "False", json!(details)).replacement, Replacement::No);
            let unsure = modified(ty, "Conditional", json!(details)).replacement;
            prop_assert!(unsure != Replacement::Yes);
            if details.iter().any(|detail| detail["Target"]["RequiresRecreation"] == "Always") {
                prop_assert_eq!(unsure, Replacement::Maybe);
            }
        }
    }
}
