//! Parts of AWS that stand in one region only, and properties that name regions without leading there.
//!
//! Sources: "Requirements for using SSL/TLS certificates with CloudFront", "Restrictions on Lambda@Edge", "AWS WAF: resources that you can protect",
//! "Setting up custom domain names" of Amazon API Gateway, Amazon Cognito and AWS AppSync, "Logging DNS queries" and "Working with customer managed keys for DNSSEC" of
//! Amazon Route 53, "Monitoring" of Amazon CloudFront, Amazon Route 53, AWS Global Accelerator and AWS Billing, "Events from global services" of Amazon EventBridge.

/// The region of most global services.
pub(crate) const HOME: &str = "us-east-1";

/// Properties that take an ARN of [`HOME`] alone, by type; items of lists are `*`.
pub(crate) const ONLY_HOME: [(&str, &str); 11] = [
    ("AWS::ApiGateway::DomainName", "CertificateArn"),
    ("AWS::AppSync::DomainName", "CertificateArn"),
    (
        "AWS::CloudFront::Distribution",
        "DistributionConfig/ViewerCertificate/AcmCertificateArn",
    ),
    ("AWS::CloudFront::Distribution", "DistributionConfig/WebACLId"),
    (
        "AWS::CloudFront::Distribution",
        "DistributionConfig/DefaultCacheBehavior/LambdaFunctionAssociations/*/LambdaFunctionARN",
    ),
    (
        "AWS::CloudFront::Distribution",
        "DistributionConfig/CacheBehaviors/*/LambdaFunctionAssociations/*/LambdaFunctionARN",
    ),
    ("AWS::CloudFront::DistributionTenant", "Customizations/Certificate/Arn"),
    ("AWS::CloudFront::DistributionTenant", "Customizations/WebAcl/Arn"),
    ("AWS::Cognito::UserPoolDomain", "CustomDomainConfig/CertificateArn"),
    (
        "AWS::Route53::HostedZone",
        "QueryLoggingConfig/CloudWatchLogsLogGroupArn",
    ),
    ("AWS::Route53::KeySigningKey", "KeyManagementServiceArn"),
];

/// Properties that may name any region, and all below them: they route, watch or show, and no data rests there.
const ANY_REGION: [(&str, &str); 7] = [
    (
        "AWS::BCMDataExports::Export",
        "Export/DestinationConfigurations/S3Destination/S3Region",
    ),
    ("AWS::CUR::ReportDefinition", "S3Region"),
    ("AWS::CloudWatch::Dashboard", "DashboardBody"),
    ("AWS::GlobalAccelerator::", ""),
    ("AWS::NetworkManager::", ""),
    ("AWS::Route53::", ""),
    ("AWS::Route53RecoveryReadiness::", ""),
];

/// Namespaces of metrics that stand in one region, whatever they are about.
pub(crate) const METRICS: [(&str, &str); 5] = [
    ("AWS/Billing", HOME),
    ("AWS/CloudFront", HOME),
    ("AWS/GlobalAccelerator", "us-west-2"),
    ("AWS/NetworkManager", "us-west-2"),
    ("AWS/Route53", HOME),
];

/// Sources of events that arrive in [`HOME`] alone.
pub(crate) const EVENTS: [&str; 6] = [
    "aws.cloudfront",
    "aws.iam",
    "aws.organizations",
    "aws.route53",
    "aws.support",
    "aws.trustedadvisor",
];

/// Whether a region belongs to the partition whose global services are at home in [`HOME`].
pub(crate) fn has_home(region: &str) -> bool {
    !["cn-", "us-gov-", "us-iso", "eu-iso", "eusc-"]
        .iter()
        .any(|other| region.starts_with(other))
}

/// Whether a property may name a region although nothing may lead out of the stack's: by its type and the keys on the way to it, without those of
/// functions and items of lists.
pub(crate) fn may_name(ty: &str, keys: &[&str], region: &str) -> bool {
    // A policy that allows or denies regions leads to none of them.
    if keys.contains(&"aws:RequestedRegion") {
        return true;
    }
    let is_at = |path: &str| {
        let path: Vec<&str> = path
            .split('/')
            .filter(|step| *step != "*" && !step.is_empty())
            .collect();
        keys.starts_with(&path)
    };
    let is_of = |known: &str| {
        if known.ends_with(':') {
            ty.starts_with(known)
        } else {
            ty == known
        }
    };
    ANY_REGION.iter().any(|(known, path)| is_of(known) && is_at(path))
        || region == HOME && ONLY_HOME.iter().any(|(known, path)| is_of(known) && is_at(path))
}
