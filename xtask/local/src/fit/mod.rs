//! Fits a template to the emulator: what it refuses is replaced, so that the rest can be deployed.
//!
//! Only the local deployment differs, never the assembly, and every difference is told. A resource of a type that the emulator
//! does not know becomes a placeholder under the same logical id, with the original in its metadata; some of these the local AWS
//! makes afterwards through the service (see [`crate::complete::stand_in`]). Which types the emulator knows is asked of it.

mod references;

pub(crate) use references::Reference;

use crate::aws::{Aws, AwsError};
use crate::complete::stand_in;
use crate::firehose::HANDED_OVER;
use references::Replacements;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Under this key of a placeholder's metadata stands the resource as it was.
pub(crate) const ORIGINAL: &str = "ferrocdk:local";
/// Type of a placeholder: it costs nothing, and takes neither properties nor time.
const PLACEHOLDER: &str = "AWS::CloudFormation::WaitConditionHandle";

/// The types of a template that the emulator does not know.
pub(crate) fn unknown_types(aws: &Aws, template: &Value) -> Result<BTreeSet<String>, AwsError> {
    let types: BTreeSet<&str> = resources(template)
        .filter_map(|(_, resource)| resource["Type"].as_str())
        .collect();
    let each: Map<String, Value> = types
        .iter()
        .enumerate()
        .map(|(at, kind)| (format!("R{at}"), json!({"Type": kind})))
        .collect();
    let body = json!({"Resources": each}).to_string();
    let fields = [
        ("Action", "ValidateTemplate"),
        ("Version", "2010-05-15"),
        ("TemplateBody", body.as_str()),
    ];
    match aws.query("cloudformation", &fields) {
        Ok(_) => Ok(BTreeSet::new()),
        Err(AwsError::Refused { message, .. }) => Ok(types
            .into_iter()
            .filter(|kind| named(&message, kind))
            .map(str::to_owned)
            .collect()),
        Err(error) => Err(error),
    }
}

/// Whether a message lists the type: `[AWS::A::B, AWS::A::C]`.
fn named(message: &str, kind: &str) -> bool {
    let list = message
        .split_once("types: [")
        .and_then(|(_, rest)| rest.split_once(']'));
    list.is_some_and(|(list, _)| list.split(", ").any(|found| found == kind))
}

fn resources(template: &Value) -> impl Iterator<Item = (&String, &Value)> {
    template["Resources"].as_object().into_iter().flatten()
}

/// Changes the template where the emulator would refuse it. Returns the differences, one sentence each.
pub(crate) fn fit(template: &mut Value, unknown: &BTreeSet<String>) -> Vec<String> {
    let mut told = Vec::new();
    let mut replacements = Replacements::default();
    let mut added = Map::new();
    let Some(resources) = template["Resources"].as_object_mut() else {
        return told;
    };
    let networks: BTreeMap<String, Value> = resources
        .iter()
        .filter(|(_, resource)| resource["Type"] == "AWS::EC2::VPC")
        .map(|(id, resource)| (id.clone(), resource["Properties"]["CidrBlock"].clone()))
        .collect();
    for (id, block) in networks {
        replacements.attribute(&id, "CidrBlock", block);
    }
    for (id, resource) in resources.iter_mut() {
        let kind = resource["Type"].as_str().unwrap_or_default().to_owned();
        let math = kind == "AWS::CloudWatch::Alarm" && resource["Properties"].get("Metrics").is_some();
        if unknown.contains(&kind) || math {
            told.push(stand_in(id, &kind, resource, &mut replacements));
        } else if kind == "AWS::RDS::DBCluster" && truth(&resource["Properties"]["ManageMasterUserPassword"]) {
            let secret = format!("{id}MasterUserSecret");
            added.insert(secret.clone(), managed_password(resource));
            replacements.attribute(id, "MasterUserSecret.SecretArn", json!({"Fn::GetAtt": [secret, "Id"]}));
            told.push(format!(
                "{id}: its managed password is the secret {secret}, which nothing rotates"
            ));
        } else if kind == "AWS::KinesisFirehose::DeliveryStream" {
            hand_over(resource);
        }
    }
    resources.extend(added);
    replacements.apply(template);
    told
}

/// Turns a resource into a placeholder and says what becomes of it.
fn stand_in(id: &str, kind: &str, resource: &mut Value, replacements: &mut Replacements) -> String {
    let properties = resource["Properties"].take();
    replacements.resource(id, stand_in::reference(kind, id, &properties));
    let mut metadata = match resource["Metadata"].take() {
        Value::Object(found) => found,
        _ => Map::new(),
    };
    metadata.insert(ORIGINAL.to_owned(), json!({"Type": kind, "Properties": properties}));
    let mut placeholder = json!({"Type": PLACEHOLDER, "Metadata": metadata});
    for member in ["Condition", "DependsOn"] {
        if !resource[member].is_null() {
            placeholder[member] = resource[member].take();
        }
    }
    *resource = placeholder;
    if stand_in::is_made(kind, &resource["Metadata"][ORIGINAL]["Properties"]) {
        format!("{id}: the emulator does not know {kind}, so it is made beside the stack")
    } else {
        format!("{id}: the emulator does not know {kind}, so it is left out")
    }
}

/// The secret in which RDS would keep a password that it manages.
fn managed_password(cluster: &mut Value) -> Value {
    let properties = &mut cluster["Properties"];
    let user = properties["MasterUsername"].as_str().unwrap_or("admin").to_owned();
    let key = properties["MasterUserSecret"]["KmsKeyId"].take();
    if let Some(properties) = properties.as_object_mut() {
        properties.remove("ManageMasterUserPassword");
        properties.remove("MasterUserSecret");
    }
    let mut secret = json!({"Type": "AWS::SecretsManager::Secret", "Properties": {
        "Description": "The secret of a managed master password",
        "GenerateSecretString": {
            "SecretStringTemplate": json!({"username": user}).to_string(),
            "GenerateStringKey": "password",
            "PasswordLength": 30,
            "ExcludePunctuation": true,
        },
    }});
    if !key.is_null() {
        secret["Properties"]["KmsKeyId"] = key;
    }
    secret
}

/// The emulator writes an object per record, so it must not know the source of a delivery stream that the local AWS delivers.
fn hand_over(resource: &mut Value) {
    if let Some(source) = resource.pointer_mut("/Properties/KinesisStreamSourceConfiguration/KinesisStreamARN") {
        *source = json!({"Fn::Join": ["", [source.take(), HANDED_OVER]]});
    }
}

fn truth(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| value == "true")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(kinds: &[&str]) -> BTreeSet<String> {
        kinds.iter().map(|kind| (*kind).to_owned()).collect()
    }

    #[test]
    fn an_unknown_type_keeps_its_id_and_its_references_hold() {
        let mut template = json!({
            "Resources": {
                "Page": {"Type": "AWS::CloudWatch::CompositeAlarm", "DependsOn": ["A"], "DeletionPolicy": "Retain",
                         "Properties": {"AlarmName": "page", "AlarmRule": "ALARM(a)"}},
                "Dash": {"Type": "AWS::CloudWatch::Dashboard",
                         "Properties": {"DashboardBody": {"Fn::Sub": "${Page.Arn} and ${AWS::Region} and ${!Page}"}}},
                "Query": {"Type": "AWS::Logs::QueryDefinition", "Properties": {"Name": "q"}},
            },
            "Outputs": {"O": {"Value": {"Fn::GetAtt": ["Page", "Arn"]}}, "R": {"Value": {"Ref": "Page"}}},
        });
        let told = fit(
            &mut template,
            &unknown(&["AWS::CloudWatch::CompositeAlarm", "AWS::Logs::QueryDefinition"]),
        );
        assert_eq!(
            told,
            [
                "Page: the emulator does not know AWS::CloudWatch::CompositeAlarm, so it is made beside the stack",
                "Query: the emulator does not know AWS::Logs::QueryDefinition, so it is left out",
            ]
        );
        let page = &template["Resources"]["Page"];
        assert_eq!(page["Type"], PLACEHOLDER);
        assert_eq!(page["DependsOn"], json!(["A"]));
        assert_eq!(page["Metadata"][ORIGINAL]["Properties"]["AlarmRule"], "ALARM(a)");
        assert_eq!(template["Outputs"]["R"]["Value"], "page");
        let arn = &template["Outputs"]["O"]["Value"];
        assert!(arn.to_string().contains("alarm:"), "{arn}");
        let body = &template["Resources"]["Dash"]["Properties"]["DashboardBody"]["Fn::Sub"];
        assert_eq!(body[1].as_object().unwrap().values().next().unwrap(), arn);
        assert!(
            body[0].as_str().unwrap().ends_with("} and ${AWS::Region} and ${!Page}"),
            "{body}"
        );
    }

    #[test]
    fn what_has_to_flow_gets_another_form() {
        let mut template = json!({"Resources": {
            "Net": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
            "Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"CidrIp": {"Fn::GetAtt": ["Net", "CidrBlock"]}}},
            "Db": {"Type": "AWS::RDS::DBCluster", "Properties": {
                "MasterUsername": "plant", "ManageMasterUserPassword": true, "MasterUserSecret": {"KmsKeyId": "k"}}},
            "Tap": {"Type": "AWS::KinesisFirehose::DeliveryStream", "Properties": {
                "KinesisStreamSourceConfiguration": {"KinesisStreamARN": {"Fn::GetAtt": ["S", "Arn"]}}}},
            "Put": {"Type": "AWS::KinesisFirehose::DeliveryStream", "Properties": {"DeliveryStreamName": "d"}},
        }, "Outputs": {"S": {"Value": {"Fn::GetAtt": "Db.MasterUserSecret.SecretArn"}}}});
        let told = fit(&mut template, &BTreeSet::new());
        assert_eq!(told.len(), 1, "{told:?}");
        let resources = &template["Resources"];
        assert_eq!(resources["Group"]["Properties"]["CidrIp"], "10.0.0.0/16");
        assert_eq!(
            template["Outputs"]["S"]["Value"],
            json!({"Fn::GetAtt": ["DbMasterUserSecret", "Id"]})
        );
        assert_eq!(resources["DbMasterUserSecret"]["Properties"]["KmsKeyId"], "k");
        assert_eq!(resources["Db"]["Properties"], json!({"MasterUsername": "plant"}));
        assert_eq!(
            resources["Tap"]["Properties"]["KinesisStreamSourceConfiguration"]["KinesisStreamARN"],
            json!({"Fn::Join": ["", [{"Fn::GetAtt": ["S", "Arn"]}, HANDED_OVER]]})
        );
        assert_eq!(resources["Put"]["Properties"], json!({"DeliveryStreamName": "d"}));
    }

    #[test]
    fn a_template_that_fits_stays_as_it_is() {
        let before =
            json!({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}, "Outputs": {"U": {"Value": {"Ref": "Q"}}}});
        let mut after = before.clone();
        assert!(fit(&mut after, &BTreeSet::new()).is_empty());
        assert_eq!(after, before);
        assert!(named(
            "Unrecognized resource types: [AWS::A::B, AWS::A::C]",
            "AWS::A::C"
        ));
        assert!(!named("Unrecognized resource types: [AWS::A::BC]", "AWS::A::B"));
    }
}
