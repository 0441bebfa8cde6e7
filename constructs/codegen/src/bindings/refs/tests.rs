//! Kinds of references, and the sets of them that properties take.

use ferrocdk_spec::{Limits, Type, Update};

use super::*;

fn text() -> Type {
    Type {
        kind: Kind::String,
        limits: Limits::default(),
    }
}

fn reference(resource_type: &str, attribute: &str) -> Reference {
    Reference {
        resource_type: resource_type.to_owned(),
        attribute: attribute.to_owned(),
    }
}

fn property(references: &[Reference]) -> Property {
    Property {
        ty: text(),
        required: false,
        update: Update::InPlace,
        write_only: false,
        deprecated: false,
        default: None,
        references: references.to_vec(),
    }
}

/// A type with these attributes, found by these and answering `Ref` with them.
fn ty(name: &str, identifier: &[&str], attributes: &[&str]) -> ResourceType {
    let identifier: Vec<String> = identifier.iter().map(|name| (*name).to_owned()).collect();
    ResourceType {
        name: name.to_owned(),
        attributes: attributes.iter().map(|name| ((*name).to_owned(), text())).collect(),
        ref_identifier: identifier.clone(),
        primary_identifier: identifier,
        ..ResourceType::default()
    }
}

fn given(refs: &Refs, ty: &str) -> Vec<String> {
    let given = refs.given(ty).iter();
    given
        .map(|given| format!("{} by {}", given.name, given.method))
        .collect()
}

#[test]
fn kinds_are_named_by_type_and_attribute_without_repetition() {
    for (name, attribute, expected) in [
        ("AWS::IAM::Role", "Arn", "RoleArn"),
        ("AWS::SNS::Topic", "TopicArn", "TopicArn"),
        ("AWS::S3::Bucket", "BucketName", "BucketName"),
        ("AWS::EC2::SecurityGroup", "GroupId", "SecurityGroupId"),
        ("AWS::EC2::VPC", "VpcId", "VPCId"),
        ("AWS::RDS::DBCluster", "DBClusterIdentifier", "DBClusterIdentifier"),
        ("AWS::Events::EventBus", "Name", "EventBusName"),
        ("AWS::Kinesis::StreamConsumer", "ConsumerARN", "StreamConsumerArn"),
        ("AWS::DynamoDB::Table", "StreamArn", "TableStreamArn"),
        (
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "DNSName",
            "LoadBalancerDNSName",
        ),
        ("AWS::RDS::DBInstance", "Endpoint.Address", "DBInstanceEndpointAddress"),
    ] {
        assert_eq!(kind_name(&ty(name, &[], &[attribute]), attribute), expected, "{name}");
    }
}

#[test]
fn ref_gives_what_it_gives_and_attributes_the_rest() {
    let key = ty("AWS::KMS::Key", &["KeyId"], &["Arn", "KeyId"]);
    let mut rule = ty("AWS::Events::Rule", &["Arn"], &["Arn"]);
    rule.ref_identifier = vec!["EventBusName".to_owned(), "Name".to_owned()];
    let group = ty("AWS::EC2::SecurityGroup", &["Id"], &["GroupId", "Id"]);
    let mut user = ty("AWS::A::User", &["Id"], &["Id"]);
    user.properties = BTreeMap::from([("Group".to_owned(), property(&[reference(&group.name, "GroupId")]))]);
    let refs = Refs::of(&[key, rule, group, user]).unwrap();
    assert_eq!(
        given(&refs, "AWS::KMS::Key"),
        ["KeyArn by attr_arn", "KeyId by reference"]
    );
    assert_eq!(given(&refs, "AWS::Events::Rule"), ["RuleArn by attr_arn"]);
    // Two names of one text are one kind.
    assert_eq!(
        given(&refs, "AWS::EC2::SecurityGroup"),
        ["SecurityGroupId by reference"]
    );
}

#[test]
fn identifiers_of_other_resources_are_no_kinds_of_this_one() {
    let fleet = ty("AWS::A::DeviceFleet", &["DeviceFleetName"], &[]);
    let device = ty("AWS::A::Device", &["DeviceFleetName"], &[]);
    let mut policy = ty("AWS::A::FleetPolicy", &["Fleet"], &[]);
    let named = property(&[reference(&fleet.name, "DeviceFleetName")]);
    policy.properties = BTreeMap::from([("Fleet".to_owned(), named)]);
    let refs = Refs::of(&[fleet, device, policy]).unwrap();
    assert_eq!(given(&refs, "AWS::A::DeviceFleet"), ["DeviceFleetName by reference"]);
    assert!(refs.given("AWS::A::Device").is_empty() && refs.given("AWS::A::FleetPolicy").is_empty());
}

#[test]
fn an_arn_is_put_together_where_all_its_parts_are_known() {
    let with_format = |mut ty: ResourceType, format: &str| {
        ty.arn = Some(format!("arn:${{Partition}}:a:${{Region}}:${{Account}}:{format}"));
        own_arn(&ty)
    };
    let plan = || ty("AWS::A::UsagePlan", &["Id"], &["Id"]);
    let found = with_format(plan(), "plan/${UsagePlanId}");
    assert_eq!(found, [("UsagePlanId".to_owned(), "reference".to_owned())]);
    assert_eq!(
        with_format(plan(), "plan/${ResourceId}"),
        [],
        "no attribute is called so"
    );
    let arn = ty("AWS::A::UsagePlan", &["Id"], &["Arn", "Id"]);
    assert_eq!(with_format(arn, "plan/${Id}"), [], "the attribute gives it");
    let source = ty("AWS::A::Source", &["DomainId", "Id"], &["DomainId", "Id"]);
    assert_eq!(
        with_format(source, "source/${DomainId}"),
        [],
        "the part is the domain's"
    );
}

#[test]
fn sets_of_kinds_are_named_after_their_kinds_or_their_property() {
    let key = ty("AWS::KMS::Key", &["KeyId"], &["Arn", "KeyId"]);
    let alias = ty("AWS::KMS::Alias", &["AliasName"], &[]);
    let old = ty("AWS::Old::Key", &["Arn"], &["Arn"]);
    let (arn, id) = (reference(&key.name, "Arn"), reference(&key.name, "KeyId"));
    let (name, old_arn) = (reference(&alias.name, "AliasName"), reference(&old.name, "Arn"));
    let mut user = ty("AWS::A::User", &[], &[]);
    let twice = property(&[arn.clone(), old_arn]);
    let either = property(&[id.clone(), arn, name]);
    let one = property(&[id]);
    let none = property(&[]);
    let properties = [("Either", &either), ("None", &none), ("One", &one), ("Twice", &twice)];
    user.properties = properties
        .map(|(name, property)| (name.to_owned(), property.clone()))
        .into();
    let refs = Refs::of(&[key, alias, old, user]).unwrap();
    let takes = |kind: &str| Some(Takes::One(format!("crate::refs::{kind}")));
    assert_eq!(
        refs.takes(&either),
        takes("kms::AliasNameOrKeyArn"),
        "of one type the ARN"
    );
    assert_eq!(refs.takes(&one), takes("kms::KeyId"));
    assert_eq!(refs.takes(&twice), takes("a::UserTwice"), "two kinds have one name");
    assert_eq!(refs.takes(&none), None);
    let members = refs.members();
    let members = members
        .iter()
        .map(|kind| format!("{}::{} {}", kind.module, kind.name, kind.sets.join(" ")));
    assert_eq!(
        members.collect::<Vec<_>>(),
        [
            "kms::AliasName kms::AliasNameOrKeyArn",
            "kms::KeyArn a::UserTwice kms::AliasNameOrKeyArn",
            "old::KeyArn a::UserTwice"
        ]
    );
}
