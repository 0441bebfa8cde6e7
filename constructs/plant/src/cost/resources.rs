//! Resources that cost by being there.

use ferrocdk_core::{CfnResource, Expr, Scope};

use super::{HOURS, Usage, write};

/// Types, the name of their price, and the quantity of one resource in a month.
const FIXED: &[(&str, &str, f64)] = &[
    ("AWS::CloudWatch::Alarm", "cloudwatch.alarm-month", 1.0),
    (
        "AWS::CloudWatch::CompositeAlarm",
        "cloudwatch.composite-alarm-month",
        1.0,
    ),
    ("AWS::CloudWatch::Dashboard", "cloudwatch.dashboard-month", 1.0),
    ("AWS::KMS::Key", "kms.key-month", 1.0),
    ("AWS::SecretsManager::Secret", "secretsmanager.secret-month", 1.0),
];

/// Notes them at the construct that has them.
pub(super) fn note(scope: &Scope) {
    let all: Vec<(Scope, CfnResource)> = scope
        .find_all()
        .into_iter()
        .filter_map(|scope| CfnResource::of(&scope).map(|resource| (scope, resource)))
        .collect();
    // Instances of Aurora Serverless take up to what their cluster allows.
    let clusters = all
        .iter()
        .filter(|(_, resource)| resource.type_name() == "AWS::RDS::DBCluster");
    let units = clusters
        .filter_map(|(_, cluster)| number(get(&read(cluster, "ServerlessV2ScalingConfiguration"), "MaxCapacity")?))
        .fold(0.0, f64::max);
    for (scope, resource) in &all {
        write(scope, &usages(resource, units));
    }
}

fn usages(resource: &CfnResource, units: f64) -> Vec<Usage> {
    let kind = resource.type_name();
    if let Some((_, price, quantity)) = FIXED.iter().find(|(known, ..)| *known == kind) {
        return vec![Usage::new(*price, "by being there", *quantity)];
    }
    match kind.as_str() {
        "AWS::EC2::VPCEndpoint" => match read(resource, "SubnetIds") {
            // Those of gateways are free of charge, and in no subnet.
            Expr::Array(subnets) => {
                let zones = subnets.len() as f64;
                vec![Usage::new(
                    "vpc.endpoint-hour",
                    format!("in {zones} zones"),
                    zones * HOURS,
                )]
            }
            _ => Vec::new(),
        },
        "AWS::ElastiCache::ReplicationGroup" => {
            let nodes = number(&read(resource, "NumCacheClusters")).unwrap_or(1.0);
            match read(resource, "CacheNodeType") {
                Expr::String(node) => {
                    let price = format!("elasticache.{node}-hour");
                    vec![Usage::new(price, format!("{nodes} nodes"), nodes * HOURS)]
                }
                _ => Vec::new(),
            }
        }
        "AWS::RDS::DBInstance" => {
            let driver = format!("up to {units} units, all the time");
            vec![Usage::new("aurora.capacity-unit-hour", driver, units * HOURS)]
        }
        _ => Vec::new(),
    }
}

/// A property as it stands; `Null` where it is not given.
fn read(resource: &CfnResource, name: &str) -> Expr {
    let mut found = Expr::Null;
    resource.update_property(name, |value| found = value.clone());
    found
}

fn get<'a>(map: &'a Expr, key: &str) -> Option<&'a Expr> {
    match map {
        Expr::Object(map) => map.get(key),
        _ => None,
    }
}

fn number(value: &Expr) -> Option<f64> {
    match value {
        Expr::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}
