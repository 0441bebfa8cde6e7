//! Rust names for CloudFormation names.

use heck::ToSnakeCase;

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
pub(super) fn snake(name: &str) -> String {
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

/// A type name: upstream's own, unless generated code uses that name for something else.
pub(super) fn type_name(name: &str) -> String {
    let mut letters = name.chars();
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
        assert_eq!(type_name("ec2Settings"), "Ec2Settings");
    }
}
