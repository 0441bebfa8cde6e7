//! `Environment`: an account and a region, and the partition that follows.

use std::fmt;

/// Where a stack is deployed. What is left out is decided at deployment.
///
/// ```
/// use ferrocdk_core::Environment;
/// assert_eq!(Environment::region("sa-east-1").to_string(), "aws://unknown-account/sa-east-1");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// Twelve digits.
    pub account: Option<String>,
    /// Such as `sa-east-1`.
    pub region: Option<String>,
}

impl Environment {
    /// A known region in whatever account the deployment's credentials belong to.
    pub fn region(region: impl Into<String>) -> Self {
        Self {
            account: None,
            region: Some(region.into()),
        }
    }

    /// Takes what is left open from an outer environment.
    pub(crate) fn inherit(&mut self, outer: &Self) {
        self.account = self.account.take().or_else(|| outer.account.clone());
        self.region = self.region.take().or_else(|| outer.region.clone());
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let account = self.account.as_deref().unwrap_or("unknown-account");
        let region = self.region.as_deref().unwrap_or("unknown-region");
        write!(f, "aws://{account}/{region}")
    }
}

/// Source: "Partitions" of the AWS Fault Isolation Boundaries paper, and `region-info` of aws-cdk-lib. Longer prefixes stand first.
const PARTITIONS: [(&str, &str); 17] = [
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("eu-isoe-", "aws-iso-e"),
    ("eusc-", "aws-eusc"),
    ("cn-", "aws-cn"),
    ("af-", "aws"),
    ("ap-", "aws"),
    ("ca-", "aws"),
    ("eu-", "aws"),
    ("il-", "aws"),
    ("me-", "aws"),
    ("mx-", "aws"),
    ("sa-", "aws"),
    ("us-east-", "aws"),
    ("us-west-", "aws"),
];

/// The partition that a region belongs to, if its name tells.
pub(crate) fn partition_of(region: &str) -> Option<&'static str> {
    let (_, partition) = PARTITIONS.into_iter().find(|(prefix, _)| region.starts_with(prefix))?;
    Some(partition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_follows_from_a_known_region_only() {
        assert_eq!(partition_of("sa-east-1"), Some("aws"));
        assert_eq!(partition_of("us-gov-west-1"), Some("aws-us-gov"));
        assert_eq!(partition_of("cn-north-1"), Some("aws-cn"));
        assert_eq!(partition_of("moon-1"), None);
    }
}
