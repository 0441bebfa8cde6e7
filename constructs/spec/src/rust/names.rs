//! Rust names for CloudFormation names.

use heck::ToSnakeCase;

use super::feature;
use crate::ResourceType;
use crate::model::service_and_resource;

/// Words whose capitals do not mark where words begin, with the spelling that lets `heck` see one word.
const WORDS: [(&str, &str); 25] = [
    ("DDoS", "Ddos"),
    ("DynamoDBv2", "DynamoDbv2"),
    ("ETag", "Etag"),
    ("FSx", "Fsx"),
    ("GiB", "Gib"),
    ("GraphQL", "Graphql"),
    ("IPv", "Ipv"),
    ("IdC", "Idc"),
    ("IoT", "Iot"),
    ("KBytes", "Kbytes"),
    ("KiB", "Kib"),
    ("LoRaWAN", "Lorawan"),
    ("MiB", "Mib"),
    ("MofN", "MOfN"),
    ("MySQL", "Mysql"),
    ("OAuth", "Oauth"),
    ("OTel", "Otel"),
    ("PostgreSQL", "Postgresql"),
    ("PromQL", "Promql"),
    ("QnA", "Qna"),
    ("SaaS", "Saas"),
    ("TiB", "Tib"),
    ("VCpu", "Vcpu"),
    ("XRay", "Xray"),
    ("vCpu", "Vcpu"),
];

/// Keywords of Rust, and the methods that every generated struct has or that a setter of the same name would hide.
const RESERVED: [&str; 55] = [
    "abstract", "as", "async", "await", "become", "box", "break", "clone", "const", "continue", "crate", "default",
    "do", "dyn", "each", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "new", "override", "priv", "pub", "ref", "return", "self",
    "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// Types that generated code names without a path.
const USED_TYPES: [&str; 9] = [
    "Box", "Default", "From", "Into", "Option", "Self", "String", "Vec", "Deref",
];

/// A field, method or module name. Reserved words get a trailing underscore (`type_`): `r#` cannot stand before all of them.
#[must_use]
pub fn snake(name: &str) -> String {
    let mut spelled = lower_plurals(name);
    for (word, spelling) in WORDS {
        spelled = spelled.replace(word, spelling);
    }
    let snake = spelled.replace('.', "_").to_snake_case();
    if RESERVED.contains(&snake.as_str()) {
        snake + "_"
    } else {
        snake
    }
}

/// The service and the names of a resource type's parts, as the bindings have them.
///
/// ```
/// let names = ferrocdk_spec::rust::ResourceNames::of("AWS::Kinesis::Stream");
/// assert_eq!((names.service.as_str(), names.module.as_str()), ("kinesis", "stream"));
/// assert_eq!((names.handle.as_str(), names.props.as_str()), ("CfnStream", "StreamProps"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceNames {
    /// The module of the service.
    pub service: String,
    /// The cargo feature that switches the service on.
    pub feature: String,
    /// The module of the resource's property types, below that of the service.
    pub module: String,
    /// The struct that a resource is made with.
    pub handle: String,
    /// The struct of its properties.
    pub props: String,
}

impl ResourceNames {
    /// The names for a CloudFormation type.
    #[must_use]
    pub fn of(resource_type: &str) -> Self {
        let (service, resource) = service_and_resource(resource_type);
        let ty = type_name(&resource);
        Self {
            service: service.to_lowercase(),
            feature: feature(&service),
            module: snake(&resource),
            handle: format!("Cfn{ty}"),
            props: format!("{ty}Props"),
        }
    }
}

/// The method that gives an attribute: `attr_arn` for `Arn`.
#[must_use]
pub fn attribute_method(resource: &ResourceType, attribute: &str) -> String {
    // `AWS::EKS::Cluster` has `CertificateAuthority.Data` beside `CertificateAuthorityData`.
    let has_twin = attribute.contains('.') && resource.attributes.contains_key(&attribute.replace('.', ""));
    let name = if has_twin {
        snake(&attribute.replace('.', ".Dot."))
    } else {
        snake(attribute)
    };
    format!("attr_{name}")
}

/// A type name: upstream's own, unless generated code uses that name for something else. Schemas of SAM take in property types of other resource types
/// under full names: `AWS::Lambda::Function.DurableConfig` is `FunctionDurableConfig`.
#[must_use]
pub fn type_name(name: &str) -> String {
    let name = name.rsplit("::").next().unwrap_or(name);
    let mut letters = name.chars().filter(char::is_ascii_alphanumeric);
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let name: String = first.into_iter().chain(letters).collect();
    if USED_TYPES.contains(&name.as_str()) {
        name + "Type"
    } else {
        name
    }
}

/// Writes plurals of acronyms as words: `TargetGroupARNs` as `TargetGroupArns`, `SizeInGBs` as `SizeInGbs`.
fn lower_plurals(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut spelled = letters.clone();
    for (end, letter) in letters.iter().enumerate() {
        let ends_word = letters.get(end + 1).is_none_or(|next| !next.is_ascii_lowercase());
        let capitals = letters[..end]
            .iter()
            .rev()
            .take_while(|letter| letter.is_ascii_uppercase())
            .count();
        if *letter == 's' && ends_word && capitals >= 2 {
            for spelled in &mut spelled[end + 1 - capitals..end] {
                *spelled = spelled.to_ascii_lowercase();
            }
        }
    }
    spelled.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_units_and_keywords() {
        for (name, expected) in [
            ("ShardCount", "shard_count"),
            ("KmsMasterKeyID", "kms_master_key_id"),
            ("SSESpecification", "sse_specification"),
            ("MaxRecordSizeInKiB", "max_record_size_in_kib"),
            ("WarmThroughputMiBps", "warm_throughput_mibps"),
            ("TargetGroupARNs", "target_group_arns"),
            ("SizeInGBs", "size_in_gbs"),
            (
                "ReplicationServersSecurityGroupsIDs",
                "replication_servers_security_groups_ids",
            ),
            ("DynamoDBv2", "dynamo_dbv2"),
            ("IPv6Addresses", "ipv6_addresses"),
            ("AllowedOAuthFlows", "allowed_oauth_flows"),
            ("S3Key", "s3_key"),
            ("Endpoint.Address", "endpoint_address"),
            ("Type", "type_"),
            ("Self", "self_"),
            ("New", "new_"),
            ("vCpu", "vcpu"),
            ("VPCs", "vpcs"),
        ] {
            assert_eq!(snake(name), expected, "{name}");
        }
    }

    #[test]
    fn type_names_do_not_hide_what_generated_code_uses() {
        assert_eq!(type_name("StreamEncryption"), "StreamEncryption");
        assert_eq!(type_name("Default"), "DefaultType");
        assert_eq!(
            type_name("AWS::Lambda::Function.DurableConfig"),
            "FunctionDurableConfig"
        );
        assert_eq!(type_name("ec2Settings"), "Ec2Settings");
    }
}
