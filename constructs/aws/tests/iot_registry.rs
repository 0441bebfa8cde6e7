//! Things, certificates, provisioning, logs and what else devices need, in a template; and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::iam::{Principal, Role, RoleProps};
use ferrocdk_aws::iot::{
    AbortRule, Aggregation, Authorizer, AuthorizerProps, BillingGroup, BillingGroupProps, Broker, Certificate,
    CertificateProps, CertificateSource, CertificateStatus, DefaultAuthorizer, Destination, DomainConfiguration,
    DomainConfigurationProps, FleetMetric, FleetMetricProps, JobDocument, JobTemplate, JobTemplateProps, LogLevel,
    Logging, LoggingProps, Policy, PolicyProps, ProvisioningTemplate, ProvisioningTemplateProps, ProvisioningType,
    RoleAlias, RoleAliasProps, Thing, ThingGroup, ThingGroupProps, ThingProps, ThingType, ThingTypeProps,
    ThingTypeState, TokenSigning, TopicRuleDestination, TopicRuleDestinationProps, device,
};
use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk_aws::units::{Hours, Minutes, Seconds};
use ferrocdk_core::{App, Stack, StackProps, doc};
use serde_json::{Value as Json, json};

use crate::support::{one as resource, refused, template as synthesized};

fn the<'a>(template: &'a Json, kind: &str) -> &'a Json {
    &resource(template, kind)["Properties"]
}

fn function(stack: &Stack) -> Function {
    let code = Code::inline("exports.handler = async () => {}");
    let props = FunctionProps::new(code)
        .runtime(Runtime::NODEJS_22)
        .handler("index.handler");
    Function::new(stack, "Function", props)
}

#[test]
fn a_certificate_joins_thing_and_policy() {
    let template = synthesized(|stack| {
        let thing = Thing::new(
            stack,
            "Thing",
            ThingProps::new().thing_name("gateway-7").attribute("line", "press"),
        );
        let policy = Policy::new(
            stack,
            "Policy",
            PolicyProps::new().statements([device::connect_as_thing()]),
        );
        let props = CertificateProps::new(CertificateSource::signing_request("request"));
        let certificate = Certificate::new(stack, "Certificate", props.status(CertificateStatus::Inactive));
        certificate.attach_policy(&policy);
        certificate.attach_to_thing(&thing);
        let worker = Role::new(
            stack,
            "Worker",
            RoleProps::new(Principal::service("lambda.amazonaws.com")),
        );
        thing.grant_read_write_shadow(&worker);
    });
    assert_eq!(
        the(&template, "AWS::IoT::Thing"),
        &json!({ "AttributePayload": { "Attributes": { "line": "press" } }, "ThingName": "gateway-7" })
    );
    assert_eq!(
        the(&template, "AWS::IoT::Certificate"),
        &json!({ "CertificateSigningRequest": "request", "Status": "INACTIVE" })
    );
    let certificate = |kind: &str| {
        the(&template, kind)["Principal"]["Fn::GetAtt"][0]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert!(certificate("AWS::IoT::PolicyPrincipalAttachment").starts_with("Certificate"));
    assert_eq!(
        certificate("AWS::IoT::ThingPrincipalAttachment"),
        certificate("AWS::IoT::PolicyPrincipalAttachment")
    );
    let shadow = &the(&template, "AWS::IAM::ManagedPolicy")["PolicyDocument"]["Statement"][0];
    assert!(shadow["Action"].to_string().contains("iot:UpdateThingShadow"));
    assert!(
        shadow["Resource"]["Fn::GetAtt"][0]
            .as_str()
            .unwrap()
            .starts_with("Thing")
    );

    let signed = CertificateSource::signed("pem", "authority");
    let template = synthesized(|stack| drop(Certificate::new(stack, "Certificate", CertificateProps::new(signed))));
    assert_eq!(the(&template, "AWS::IoT::Certificate")["CACertificatePem"], "authority");
    let alone = CertificateSource::alone("pem");
    let template = synthesized(|stack| drop(Certificate::new(stack, "Certificate", CertificateProps::new(alone))));
    assert_eq!(the(&template, "AWS::IoT::Certificate")["CertificateMode"], "SNI_ONLY");
}

#[test]
fn things_have_types_and_groups() {
    let template = synthesized(|stack| {
        let props = ThingTypeProps::new()
            .thing_type_name("press")
            .searchable_attributes(["line"])
            .state(ThingTypeState::Deprecated);
        ThingType::new(stack, "Type", props.description("Presses"));
        let parent = ThingGroup::from_thing_group_name(stack, "Plant", "plant");
        let props = ThingGroupProps::new().parent(parent.name()).attribute("line", "press");
        let group = ThingGroup::new(stack, "Group", props);
        group.attach_policy(&Policy::from_policy_name(stack, "Policy", "press"));
        BillingGroup::new(stack, "Billing", BillingGroupProps::new().description("Press shop"));
    });
    let kind = the(&template, "AWS::IoT::ThingType");
    assert_eq!(kind["DeprecateThingType"], true);
    assert_eq!(
        kind["ThingTypeProperties"],
        json!({ "SearchableAttributes": ["line"], "ThingTypeDescription": "Presses" })
    );
    let group = the(&template, "AWS::IoT::ThingGroup");
    assert_eq!(group["ParentGroupName"], "plant");
    assert_eq!(
        group["ThingGroupProperties"]["AttributePayload"]["Attributes"]["line"],
        "press"
    );
    let attachment = the(&template, "AWS::IoT::PolicyPrincipalAttachment");
    assert_eq!(attachment["PolicyName"], "press");
    assert!(
        attachment["Principal"]["Fn::GetAtt"][0]
            .as_str()
            .unwrap()
            .starts_with("Group")
    );
    let billing = the(&template, "AWS::IoT::BillingGroup");
    assert_eq!(
        billing["BillingGroupProperties"]["BillingGroupDescription"],
        "Press shop"
    );
}

#[test]
fn a_fleet_registers_itself_if_a_function_says_yes() {
    let template = synthesized(|stack| {
        let body = doc!({ "Resources": {} });
        let props = ProvisioningTemplateProps::new(body)
            .template_name("press")
            .pre_provisioning_hook(&function(stack));
        let fleet = ProvisioningTemplate::new(stack, "Fleet", props);
        Policy::new(stack, "Claim", PolicyProps::new().statements(device::provision(&fleet)));
    });
    let fleet = resource(&template, "AWS::IoT::ProvisioningTemplate");
    assert_eq!(fleet["Properties"]["TemplateBody"], r#"{"Resources":{}}"#);
    assert_eq!(fleet["Properties"]["TemplateType"], "FLEET_PROVISIONING");
    assert_eq!(
        fleet["Properties"]["PreProvisioningHook"]["PayloadVersion"],
        "2020-04-01"
    );
    let waits = fleet["DependsOn"].to_string();
    assert!(
        waits.contains("AllowTemplate"),
        "AWS IoT looks whether it may ask: {waits}"
    );
    let permission = the(&template, "AWS::Lambda::Permission");
    assert_eq!(permission["Principal"], "iot.amazonaws.com");
    assert!(
        permission["SourceArn"]
            .to_string()
            .contains(":provisioningtemplate/press"),
        "{permission}"
    );
    let claim = the(&template, "AWS::IoT::Policy").to_string();
    assert!(
        claim.contains("$aws/certificates/create/*") && claim.contains("$aws/provisioning-templates/"),
        "{claim}"
    );

    let template = synthesized(|stack| {
        let props = ProvisioningTemplateProps::new(doc!({ "Resources": {} })).kind(ProvisioningType::JustInTime);
        ProvisioningTemplate::new(stack, "Fleet", props);
    });
    assert_eq!(the(&template, "AWS::IoT::ProvisioningTemplate")["TemplateType"], "JITP");
    let role = the(&template, "AWS::IAM::Role");
    assert!(
        role["ManagedPolicyArns"]
            .to_string()
            .contains("AWSIoTThingsRegistration")
    );
}

#[test]
fn devices_get_credentials_of_a_role_that_lets_them() {
    let build = |service: &'static str| {
        move |stack: &Stack| {
            let role = Role::new(stack, "Upload", RoleProps::new(Principal::service(service)));
            let props = RoleAliasProps::new(&role)
                .role_alias("upload")
                .credential_duration(Hours(2));
            let alias = RoleAlias::new(stack, "Alias", props);
            Policy::new(
                stack,
                "Policy",
                PolicyProps::new().statements([device::assume_role(&alias)]),
            );
        }
    };
    let template = synthesized(build("credentials.iot.amazonaws.com"));
    assert_eq!(
        the(&template, "AWS::IoT::RoleAlias")["CredentialDurationSeconds"],
        7_200
    );
    let statement = &the(&template, "AWS::IoT::Policy")["PolicyDocument"]["Statement"][0];
    assert_eq!(statement["Action"], "iot:AssumeRoleWithCertificate");
    let message = refused(build("iot.amazonaws.com"));
    assert!(
        message.contains("F3226") && message.contains("plant/Upload"),
        "{message}"
    );
}

#[test]
fn logs_go_to_one_group() {
    let template = synthesized(|stack| {
        let logging = Logging::new(stack, "Logging", LoggingProps::new().level(LogLevel::Warn));
        let pilot = ThingGroup::from_thing_group_name(stack, "Pilot", "pilot");
        logging.set_level_of_group(&pilot, LogLevel::Debug);
        logging.set_level_of_client("Gateway", "gateway-7", LogLevel::Info);
    });
    let logging = resource(&template, "AWS::IoT::Logging");
    assert_eq!(logging["Properties"]["DefaultLogLevel"], "WARN");
    assert!(
        logging["DependsOn"].to_string().contains("LoggingRolePolicy"),
        "the permissions come first"
    );
    let statement = &the(&template, "AWS::IAM::ManagedPolicy")["PolicyDocument"]["Statement"][0];
    assert!(statement["Resource"].to_string().contains(":log-group:AWSIotLogsV2:*"));
    let resources = template["Resources"].as_object().unwrap().values();
    let levels = resources.filter(|resource| resource["Type"] == "AWS::IoT::ResourceSpecificLogging");
    let levels: Vec<&Json> = levels.map(|level| &level["Properties"]["TargetType"]).collect();
    assert_eq!(levels, ["THING_GROUP", "CLIENT_ID"]);
}

#[test]
fn an_authorizer_may_invoke_its_function() {
    let template = synthesized(|stack| {
        let signing = TokenSigning::checked("token", "first", "key");
        let authorizer = Authorizer::new(stack, "Authorizer", AuthorizerProps::new(function(stack), signing));
        let props = DomainConfigurationProps::new().default_authorizer(DefaultAuthorizer::Always(authorizer.name()));
        DomainConfiguration::new(stack, "Domain", props);
    });
    let authorizer = the(&template, "AWS::IoT::Authorizer");
    assert_eq!(authorizer["SigningDisabled"], false);
    assert_eq!(authorizer["TokenSigningPublicKeys"]["first"], "key");
    assert_eq!(authorizer["Status"], "ACTIVE");
    let permission = the(&template, "AWS::Lambda::Permission");
    assert!(
        permission["SourceArn"]["Fn::GetAtt"][0]
            .as_str()
            .unwrap()
            .starts_with("Authorizer")
    );
    let domain = the(&template, "AWS::IoT::DomainConfiguration");
    assert_eq!(domain["AuthorizerConfig"]["AllowAuthorizerOverride"], false);
    assert_eq!(
        domain["TlsConfig"]["SecurityPolicy"],
        "IoTSecurityPolicy_TLS13_1_2_2022_10"
    );
}

#[test]
fn jobs_metrics_and_destinations_have_their_settings() {
    let template = synthesized(|stack| {
        let careful = AbortRule {
            failed: 5.into(),
            of_at_least: 20,
        };
        let props = JobTemplateProps::new("Update", doc!({ "operation": "update" }))
            .timeout(Minutes(30))
            .max_per_minute(50)
            .retries(2)
            .abort(careful);
        JobTemplate::new(stack, "Update", props);
        let props = FleetMetricProps::new("connectivity.connected:false", "registry.version");
        FleetMetric::new(
            stack,
            "Offline",
            props.aggregation(Aggregation::Cardinality).period(Hours(1)),
        );
        let kafka = Destination::vpc("vpc-1", ["subnet-1"], ["sg-1"]);
        TopicRuleDestination::new(stack, "Kafka", TopicRuleDestinationProps::new(kafka));
    });
    let job = the(&template, "AWS::IoT::JobTemplate");
    assert_eq!(job["Document"], r#"{"operation":"update"}"#);
    assert_eq!(job["TimeoutConfig"]["InProgressTimeoutInMinutes"], 30);
    assert_eq!(job["JobExecutionsRolloutConfig"]["MaximumPerMinute"], 50);
    assert_eq!(
        job["JobExecutionsRetryConfig"]["RetryCriteriaList"][0]["NumberOfRetries"],
        2
    );
    assert_eq!(job["AbortConfig"]["CriteriaList"][0]["ThresholdPercentage"], 5);
    assert!(job["JobTemplateId"].as_str().unwrap().starts_with("plantUpdate"));
    let metric = the(&template, "AWS::IoT::FleetMetric");
    assert_eq!(
        (&metric["Period"], &metric["AggregationType"]["Name"]),
        (&json!(3_600), &json!("Cardinality"))
    );
    let destination = resource(&template, "AWS::IoT::TopicRuleDestination");
    assert_eq!(
        destination["Properties"]["VpcProperties"]["SubnetIds"],
        json!(["subnet-1"])
    );
    assert!(destination["DependsOn"].to_string().contains("KafkaRolePolicy"));
}

#[test]
fn programs_talk_with_devices_by_grants() {
    let template = synthesized(|stack| {
        let worker = Role::new(
            stack,
            "Worker",
            RoleProps::new(Principal::service("lambda.amazonaws.com")),
        );
        let broker = Broker::of(stack);
        broker.grant_publish(&worker, "plant/*/commands");
        broker.grant_connect(&worker, "dashboard-*");
        broker.grant_subscribe(&worker, "plant/+/alarms/#");
        assert_eq!(
            broker.metric_connect_success(),
            broker.metric("Connect.Success", "MQTT")
        );
    });
    let policy = the(&template, "AWS::IAM::ManagedPolicy").to_string();
    for part in [
        ":topic/plant/*/commands",
        ":client/dashboard-*",
        ":topicfilter/plant/+/alarms/#",
        ":topic/plant/*/alarms/*",
    ] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
}

#[test]
fn what_aws_iot_does_not_take_is_told() {
    type Case<'a> = (&'a str, &'a dyn Fn(&Stack));
    let cases: &[Case<'_>] = &[
        ("4 attributes", &|stack| {
            let props = ["a", "b", "c", "d"]
                .into_iter()
                .fold(ThingProps::new(), |props, name| props.attribute(name, "1"));
            Thing::new(stack, "Thing", props);
        }),
        ("a query and a parent", &|stack| {
            ThingGroup::new(stack, "Group", ThingGroupProps::new().query("*").parent("plant"));
        }),
        ("a domain without a certificate", &|stack| {
            DomainConfiguration::new(
                stack,
                "Domain",
                DomainConfigurationProps::new().domain_name("iot.example.com"),
            );
        }),
        ("2000 devices a minute", &|stack| {
            let document = JobDocument::At("https://s3.amazonaws.com/a/b".into());
            JobTemplate::new(
                stack,
                "Update",
                JobTemplateProps::new("Update", document).max_per_minute(2_000),
            );
        }),
        ("30 seconds", &|stack| {
            FleetMetric::new(
                stack,
                "Metric",
                FleetMetricProps::new("*", "registry.version").period(Seconds(30)),
            );
        }),
        ("600 seconds", &|stack| {
            let role = Role::from_role_name(stack, "Role", "upload");
            RoleAlias::new(
                stack,
                "Alias",
                RoleAliasProps::new(&role).credential_duration(Minutes(10)),
            );
        }),
        ("what is imported", &|stack| {
            let _ = Certificate::from_certificate_id(stack, "Certificate", "0123").cfn();
        }),
    ];
    for (expected, build) in cases {
        let message = refused(build);
        assert!(message.contains(expected), "{expected}: {message}");
        assert!(
            message.contains("constructs/aws/tests/iot_registry.rs"),
            "the caller's line: {message}"
        );
    }
}

#[test]
fn imports_have_names_and_arns() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let thing = Thing::from_thing_name(&stack, "Thing", "gateway-7");
    assert_eq!(thing.name(), "gateway-7".into());
    assert!(thing.arn().is_intrinsic(), "of the stack's account and region");
    assert_eq!(
        ThingType::from_thing_type_name(&stack, "Type", "press").name(),
        "press".into()
    );
    assert_eq!(
        BillingGroup::from_billing_group_name(&stack, "Billing", "presses").name(),
        "presses".into()
    );
    assert_eq!(
        JobTemplate::from_job_template_id(&stack, "Job", "update").name(),
        "update".into()
    );
    let certificate = Certificate::from_certificate_id(&stack, "Certificate", "0123");
    assert_eq!(certificate.certificate_id(), "0123".into());
}
