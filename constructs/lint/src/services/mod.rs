//! Rules that no schema can say, service by service: properties that depend on other resources, on dates, on arithmetic.

mod assumed;
mod autoscaling;
mod backup;
mod certificates;
mod cloudfront;
mod codepipeline;
mod dynamodb;
mod ec2;
mod ecs;
mod elasticache;
mod endpoints;
mod events;
mod global;
mod guardduty;
mod iam;
mod identifiers;
mod init;
mod lambda;
mod logs;
mod network;
mod projects;
mod route53;
mod s3;
mod serverless;
mod states;
mod subnets;
mod tags;

use crate::context::Context;
use crate::findings::Findings;
use crate::patterns::Patterns;
use crate::schema::{Code, Types};
use crate::serverless::is_serverless;

/// All checks of a resource type that are code: its tags, its own, and those of the Serverless Application Model.
pub(crate) fn code(resource_type: &str, has_tags: bool) -> Vec<(&'static str, Code)> {
    let tags = (has_tags && !is_serverless(resource_type)).then_some(("Tags", tags::TAGS));
    let of_serverless = serverless::checks(resource_type).iter().map(|code| ("", *code));
    let own = checks(resource_type).iter().copied();
    tags.into_iter().chain(own).chain(of_serverless).collect()
}

/// The checks of a resource type, each with the property that it looks at; items of lists are `*`, and nothing stands for `Properties` itself.
fn checks(resource_type: &str) -> &'static [(&'static str, Code)] {
    match resource_type {
        "AWS::AutoScaling::AutoScalingGroup" => autoscaling::GROUP,
        "AWS::AutoScaling::LaunchConfiguration" => ec2::LAUNCH_CONFIGURATION,
        "AWS::Backup::BackupPlan" => backup::PLAN,
        "AWS::Backup::BackupSelection" => iam::BACKUP_SELECTION,
        "AWS::Batch::ComputeEnvironment" => iam::COMPUTE_ENVIRONMENT,
        "AWS::CertificateManager::Certificate" => certificates::CERTIFICATE,
        "AWS::CloudFront::Distribution" => cloudfront::DISTRIBUTION,
        "AWS::CodeBuild::Project" => projects::PROJECT,
        "AWS::CodePipeline::Pipeline" => codepipeline::PIPELINE,
        "AWS::DynamoDB::Table" => dynamodb::TABLE,
        "AWS::EC2::Instance" => ec2::INSTANCE,
        "AWS::EC2::LaunchTemplate" => ec2::LAUNCH_TEMPLATE,
        "AWS::EC2::SpotFleet" => ec2::SPOT_FLEET,
        "AWS::ECS::TaskDefinition" => ecs::TASK_DEFINITION,
        "AWS::ElastiCache::ReplicationGroup" => elasticache::REPLICATION_GROUP,
        "AWS::Events::Rule" => events::RULE,
        "AWS::GuardDuty::Detector" => guardduty::DETECTOR,
        "AWS::Lambda::Function" => lambda::FUNCTION,
        "AWS::Route53::RecordSet" => route53::RECORD_SET,
        "AWS::S3::Bucket" => s3::BUCKET,
        "AWS::Serverless::Function" => lambda::SERVERLESS_FUNCTION,
        "AWS::StepFunctions::StateMachine" => states::STATE_MACHINE,
        _ => &[],
    }
}

/// Checks that look at several resources at once.
pub(crate) fn check(context: Context<'_>, types: &Types, patterns: &Patterns, findings: &mut Findings) {
    logs::check(context, findings);
    subnets::check(context, findings);
    endpoints::check(context, findings);
    init::check(context, types, patterns, findings);
    identifiers::check(context, types, findings);
    global::check(context, findings);
}
