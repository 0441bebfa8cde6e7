//! IoT Core.

use ferrocdk::aws::iam::{Principal, Role, RoleProps};
use ferrocdk::aws::iot::actions::{KinesisAction, LambdaAction, MetricAction, RepublishAction, S3Action, SqsAction};
use ferrocdk::aws::iot::{
    Authorizer, AuthorizerProps, BillingGroup, BillingGroupProps, Certificate, CertificateProps, CertificateSource,
    Destination, DomainConfiguration, DomainConfigurationProps, ErrorAction, FleetMetric, FleetMetricProps,
    JobTemplate, JobTemplateProps, Logging, LoggingProps, Policy, PolicyProps, ProvisioningTemplate,
    ProvisioningTemplateProps, RoleAlias, RoleAliasProps, Thing, ThingGroup, ThingGroupProps, ThingProps, ThingType,
    ThingTypeProps, TokenSigning, TopicRule, TopicRuleDestination, TopicRuleDestinationProps, TopicRuleProps, device,
};
use ferrocdk::aws::kinesis::{Stream, StreamProps};
use ferrocdk::aws::lambda::Function;
use ferrocdk::aws::s3::Bucket;
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::{Construct, doc};

pub(crate) fn forms(stack: &dyn Construct) {
    let failed = Queue::new(stack, "Failed", QueueProps::new());
    let stream = Stream::new(stack, "Stream", StreamProps::new());
    let function = Function::from_function_name(stack, "Function", "inspect");
    let archive = Bucket::from_bucket_name(stack, "Archive", "archive");
    let kept = ErrorAction::new(SqsAction::new(&failed));
    let props = TopicRuleProps::new("SELECT * FROM 'plant/+/readings'", kept)
        .action(KinesisAction::new(&stream))
        .action(LambdaAction::new(&function))
        .action(S3Action::new(&archive))
        .action(MetricAction::new("Plant", "Temperature", "${temperature}"))
        .action(RepublishAction::new("seen/${topic(2)}"));
    TopicRule::new(stack, "Rule", props);
    let vpc = Destination::vpc("vpc-0123456789abcdef0", ["subnet-0123456789abcdef0"], ["sg-0123456789abcdef0"]);
    TopicRuleDestination::new(stack, "Destination", TopicRuleDestinationProps::new(vpc));

    let template = ProvisioningTemplateProps::new(doc!({ "Resources": {} }));
    let template = ProvisioningTemplate::new(stack, "Fleet", template.pre_provisioning_hook(&function));
    let role = RoleProps::new(Principal::service("credentials.iot.amazonaws.com"));
    let alias = RoleAlias::new(stack, "Alias", RoleAliasProps::new(Role::new(stack, "Upload", role)));
    let own = format!("plant/{}/readings", device::THING_NAME);
    let statements = [device::connect_as_thing(), device::publish([own]), device::assume_role(&alias)];
    let policy = Policy::new(stack, "Policy", PolicyProps::new().statements(statements));
    Policy::new(stack, "Claim", PolicyProps::new().statements(device::provision(&template)));
    let thing = Thing::new(stack, "Thing", ThingProps::new());
    let request = "-----BEGIN CERTIFICATE REQUEST-----\nMIIC\n-----END CERTIFICATE REQUEST-----";
    let request = CertificateSource::signing_request(request);
    let certificate = Certificate::new(stack, "Certificate", CertificateProps::new(request));
    certificate.attach_policy(&policy);
    certificate.attach_to_thing(&thing);
    ThingType::new(stack, "Type", ThingTypeProps::new());
    ThingGroup::new(stack, "Group", ThingGroupProps::new()).attach_policy(&policy);
    BillingGroup::new(stack, "Billing", BillingGroupProps::new());
    let signing = TokenSigning::checked("token", "first", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----");
    Authorizer::new(stack, "Authorizer", AuthorizerProps::new(&function, signing));
    DomainConfiguration::new(stack, "Domain", DomainConfigurationProps::new());
    JobTemplate::new(stack, "Update", JobTemplateProps::new("Update", doc!({ "operation": "update" })));
    FleetMetric::new(stack, "Offline", FleetMetricProps::new("connectivity.connected:false", "registry.version"));
    Logging::new(stack, "Logging", LoggingProps::new());
}
