//! `InterfaceEndpointService`: the services that an interface endpoint leads to.
//!
//! Source: names, ports and regional prefixes as `InterfaceVpcEndpointAwsService` of aws-cdk-lib 2.276 has them, which follow "AWS services that integrate with AWS PrivateLink".

use std::borrow::Cow;

use ferrocdk_core::{Scope, Value, pseudo, text};

/// A service that an interface endpoint leads to.
///
/// ```
/// use ferrocdk_aws::ec2::InterfaceEndpointService;
///
/// assert_eq!(InterfaceEndpointService::SECRETS_MANAGER, InterfaceEndpointService::aws("secretsmanager"));
/// let partner = InterfaceEndpointService::named("com.amazonaws.vpce.eu-central-1.vpce-svc-0123456789abcdef0", 8_443);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct InterfaceEndpointService(Kind);

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// One of AWS: its short name, the words before the region where they are others than usual, whether a region stands in the name, and the port.
    Aws(Cow<'static, str>, Option<&'static str>, Reach, u16),
    /// Another, by its whole name, and the port.
    Named(Value<String>, u16),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Region,
    Global,
}

impl InterfaceEndpointService {
    /// A service of AWS by the last part of its name, such as `secretsmanager` or `ecr.dkr`, reached at port 443.
    pub fn aws(short_name: impl Into<String>) -> Self {
        Self(Kind::Aws(Cow::Owned(short_name.into()), None, Reach::Region, 443))
    }

    /// A service of somebody else, by its whole name, such as `com.amazonaws.vpce.eu-central-1.vpce-svc-0123456789abcdef0`, and the port that it is reached at.
    pub fn named(name: impl Into<Value<String>>, port: u16) -> Self {
        Self(Kind::Named(name.into(), port))
    }

    /// The port that it is reached at.
    pub fn port(&self) -> u16 {
        match &self.0 {
            Kind::Aws(.., port) | Kind::Named(_, port) => *port,
        }
    }

    /// Whether its public name can lead to the endpoint.
    pub(super) fn has_private_dns(&self) -> bool {
        matches!(self.0, Kind::Aws(..))
    }

    /// The whole name in the region of a construct.
    pub(super) fn name(&self, scope: &Scope) -> Value<String> {
        let (short, prefix, reach) = match &self.0 {
            Kind::Named(name, _) => return name.clone(),
            Kind::Aws(short, prefix, reach, _) => (short, prefix, reach),
        };
        let region = scope.stack().and_then(|stack| stack.environment().region);
        let own = region.as_deref().and_then(|region| {
            let rows = PREFIXES.iter().filter(|(regions, ..)| regions.contains(&region));
            rows.into_iter()
                .find(|(_, _, services)| services.contains(&short.as_ref()))
                .map(|(_, prefix, _)| *prefix)
        });
        let prefix = prefix.or(own).unwrap_or("com.amazonaws");
        let suffix = if own == Some("cn.com.amazonaws") && short == "transcribe" {
            ".cn"
        } else {
            ""
        };
        match reach {
            Reach::Global => text!("{}.{}{}", prefix, short.as_ref(), suffix),
            Reach::Region => {
                let region = region.map_or_else(pseudo::region, Value::from);
                text!("{}.{}.{}{}", prefix, region, short.as_ref(), suffix)
            }
        }
    }
}

// Words before the region stand after `/`, a port after `:`.
macro_rules! services {
    ($($name:ident = $short:literal $(/ $prefix:literal)? $(: $port:literal)? $(! $reach:ident)?;)*) => {
        impl InterfaceEndpointService {$(
            #[doc = concat!("The service `", $short, "`.")]
            pub const $name: Self = Self(Kind::Aws(
                Cow::Borrowed($short),
                services!(@prefix $($prefix)?),
                services!(@reach $($reach)?),
                services!(@port $($port)?),
            ));
        )*}
    };
    (@prefix) => { None };
    (@prefix $prefix:literal) => { Some($prefix) };
    (@port) => { 443 };
    (@port $port:literal) => { $port };
    (@reach) => { Reach::Region };
    (@reach global) => { Reach::Global };
}

services! {
    ACCESS_ANALYZER = "access-analyzer";
    ACCOUNT_MANAGEMENT = "account";
    AIRFLOW_API = "airflow.api";
    AIRFLOW_API_FIPS = "airflow.api-fips";
    AIRFLOW_ENV = "airflow.env";
    AIRFLOW_ENV_FIPS = "airflow.env-fips";
    AIRFLOW_OPS = "airflow.ops";
    APIGATEWAY = "execute-api";
    APPCONFIG = "appconfig";
    APPCONFIGDATA = "appconfigdata";
    APPLICATION_AUTOSCALING = "application-autoscaling";
    APPLICATION_DISCOVERY_ARSENAL = "arsenal-discovery";
    APPLICATION_DISCOVERY_SERVICE = "discovery";
    APPLICATION_MIGRATION_SERVICE = "mgn";
    APPSTREAM_API = "appstream.api";
    APPSTREAM_STREAMING = "appstream.streaming";
    APP_MESH = "appmesh-envoy-management";
    APP_MESH_ENVOY_MANAGEMENT = "appmesh-envoy-management";
    APP_MESH_OPS = "appmesh";
    APP_RUNNER = "apprunner";
    APP_RUNNER_REQUESTS = "apprunner.requests";
    APP_SYNC = "appsync-api";
    ATHENA = "athena";
    AUDIT_MANAGER = "auditmanager";
    AUTOSCALING = "autoscaling";
    AUTOSCALING_PLANS = "autoscaling-plans";
    B2B_DATA_INTERCHANGE = "b2bi";
    BACKUP = "backup";
    BACKUP_GATEWAY = "backup-gateway";
    BATCH = "batch";
    BEDROCK = "bedrock";
    BEDROCK_AGENT = "bedrock-agent";
    BEDROCK_AGENTCORE = "bedrock-agentcore";
    BEDROCK_AGENTCORE_GATEWAY = "bedrock-agentcore.gateway";
    BEDROCK_AGENT_RUNTIME = "bedrock-agent-runtime";
    BEDROCK_DATA_AUTOMATION = "bedrock-data-automation";
    BEDROCK_DATA_AUTOMATION_FIPS = "bedrock-data-automation-fips";
    BEDROCK_DATA_AUTOMATION_RUNTIME = "bedrock-data-automation-runtime";
    BEDROCK_DATA_AUTOMATION_RUNTIME_FIPS = "bedrock-data-automation-runtime-fips";
    BEDROCK_FIPS = "bedrock-fips";
    BEDROCK_RUNTIME = "bedrock-runtime";
    BEDROCK_RUNTIME_FIPS = "bedrock-runtime-fips";
    BILLING = "billing";
    BILLING_AND_COST_MANAGEMENT_FREETIER = "freetier" / "aws.api";
    BILLING_AND_COST_MANAGEMENT_TAX = "tax";
    BILLING_CONDUCTOR = "billingconductor";
    BRAKET = "braket";
    CERTIFICATE_MANAGER = "acm";
    CERTIFICATE_MANAGER_FIPS = "acm-fips";
    CLEAN_ROOMS = "cleanrooms";
    CLEAN_ROOMS_ML = "cleanrooms-ml";
    CLOUDFORMATION = "cloudformation";
    CLOUDHSM = "cloudhsmv2";
    CLOUDTRAIL = "cloudtrail";
    CLOUDWATCH = "monitoring";
    CLOUDWATCH_APPLICATION_INSIGHTS = "applicationinsights";
    CLOUDWATCH_APPLICATION_SIGNALS = "application-signals";
    CLOUDWATCH_EVENTS = "events";
    CLOUDWATCH_EVIDENTLY = "evidently";
    CLOUDWATCH_EVIDENTLY_DATAPLANE = "evidently-dataplane";
    CLOUDWATCH_LOGS = "logs";
    CLOUDWATCH_MONITORING = "monitoring";
    CLOUDWATCH_NETWORK_MONITOR = "networkmonitor";
    CLOUDWATCH_RUM = "rum";
    CLOUDWATCH_RUM_DATAPLANE = "rum-dataplane";
    CLOUDWATCH_SYNTHETICS = "synthetics";
    CLOUDWATCH_SYNTHETICS_FIPS = "synthetics-fips";
    CLOUD_CONTROL_API = "cloudcontrolapi";
    CLOUD_CONTROL_API_FIPS = "cloudcontrolapi-fips";
    CLOUD_DIRECTORY = "clouddirectory";
    CLOUD_MAP_DATA_SERVICE_DISCOVERY = "data-servicediscovery";
    CLOUD_MAP_DATA_SERVICE_DISCOVERY_FIPS = "data-servicediscovery-fips";
    CLOUD_MAP_SERVICE_DISCOVERY = "servicediscovery";
    CLOUD_MAP_SERVICE_DISCOVERY_FIPS = "servicediscovery-fips";
    CODEARTIFACT_API = "codeartifact.api";
    CODEARTIFACT_REPOSITORIES = "codeartifact.repositories";
    CODEBUILD = "codebuild";
    CODEBUILD_FIPS = "codebuild-fips";
    CODECATALYST = "codecatalyst" / "aws.api.global" ! global;
    CODECATALYST_GIT = "codecatalyst.git";
    CODECATALYST_PACKAGES = "codecatalyst.packages";
    CODECOMMIT = "codecommit";
    CODECOMMIT_FIPS = "codecommit-fips";
    CODECOMMIT_GIT = "git-codecommit";
    CODECOMMIT_GIT_FIPS = "git-codecommit-fips";
    CODEDEPLOY = "codedeploy";
    CODEDEPLOY_COMMANDS_SECURE = "codedeploy-commands-secure";
    CODEGURU_PROFILER = "codeguru-profiler";
    CODEGURU_REVIEWER = "codeguru-reviewer";
    CODEPIPELINE = "codepipeline";
    CODESTAR_CONNECTIONS = "codestar-connections.api";
    CODEWHISPERER = "codewhisperer";
    CODE_CONNECTIONS = "codeconnections.api";
    COGNITO_IDENTITY = "cognito-identity";
    COGNITO_IDENTITY_FIPS = "cognito-identity-fips";
    COGNITO_IDP = "cognito-idp";
    COGNITO_IDP_FIPS = "cognito-idp-fips";
    COMPREHEND = "comprehend";
    COMPREHEND_MEDICAL = "comprehendmedical";
    COMPUTE_OPTIMIZER = "compute-optimizer";
    CONFIG = "config";
    CONNECT_APP_INTEGRATIONS = "app-integrations";
    CONNECT_CASES = "cases";
    CONNECT_CONNECT_CAMPAIGNS = "connect-campaigns";
    CONNECT_PROFILE = "profile";
    CONNECT_VOICEID = "voiceid";
    CONNECT_WISDOM = "wisdom";
    CONTROL_CATALOG = "controlcatalog";
    COST_EXPLORER = "ce";
    COST_OPTIMIZATION_HUB = "cost-optimization-hub";
    DATABASE_MIGRATION_SERVICE = "dms";
    DATABASE_MIGRATION_SERVICE_FIPS = "dms-fips";
    DATASYNC = "datasync";
    DATAZONE = "datazone";
    DATA_EXCHANGE = "dataexchange";
    DATA_EXPORTS = "bcm-data-exports" / "aws.api";
    DEADLINE_CLOUD_MANAGEMENT = "deadline.management";
    DEADLINE_CLOUD_SCHEDULING = "deadline.scheduling";
    DEVOPS_GURU = "devops-guru";
    DIRECTORY_SERVICE = "ds";
    DIRECTORY_SERVICE_DATA = "ds-data";
    DSQL_MANAGEMENT = "dsql";
    DYNAMODB = "dynamodb";
    DYNAMODB_FIPS = "dynamodb-fips";
    DYNAMODB_STREAMS = "dynamodb-streams";
    EBS_DIRECT = "ebs";
    EC2 = "ec2";
    EC2_MESSAGES = "ec2messages";
    ECR = "ecr.api";
    ECR_DOCKER = "ecr.dkr";
    ECR_PUBLIC = "ecr-public.api";
    ECS = "ecs";
    ECS_AGENT = "ecs-agent";
    ECS_TELEMETRY = "ecs-telemetry";
    EKS = "eks";
    EKS_AUTH = "eks-auth";
    EKS_PROXY = "eks-proxy";
    ELASTICACHE = "elasticache";
    ELASTICACHE_FIPS = "elasticache-fips";
    ELASTIC_BEANSTALK = "elasticbeanstalk";
    ELASTIC_BEANSTALK_HEALTH = "elasticbeanstalk-health";
    ELASTIC_DISASTER_RECOVERY = "drs";
    ELASTIC_FILESYSTEM = "elasticfilesystem";
    ELASTIC_FILESYSTEM_FIPS = "elasticfilesystem-fips";
    ELASTIC_INFERENCE_RUNTIME = "elastic-inference.runtime";
    ELASTIC_LOAD_BALANCING = "elasticloadbalancing";
    ELEMENTAL_MEDIACONNECT = "mediaconnect";
    EMAIL = "email";
    EMAIL_FIPS = "email-fips";
    EMAIL_SMTP = "email-smtp";
    EMR = "elasticmapreduce";
    EMR_EKS = "emr-containers";
    EMR_SERVERLESS = "emr-serverless";
    EMR_SERVERLESS_DASHBOARD = "emr-serverless.dashboard";
    EMR_SERVERLESS_LIVY = "emr-serverless-services.livy";
    EMR_WAL = "emrwal.prod";
    END_USER_MESSAGING_SOCIAL = "social-messaging";
    ENTITY_RESOLUTION = "entityresolution";
    EVENTBRIDGE = "events";
    EVENTBRIDGE_SCHEMA_REGISTRY = "schemas";
    FAULT_INJECTION_SIMULATOR = "fis";
    FINSPACE = "finspace";
    FINSPACE_API = "finspace-api";
    FORECAST = "forecast";
    FORECAST_FIPS = "forecast-fips";
    FORECAST_QUERY = "forecastquery";
    FORECAST_QUERY_FIPS = "forecastquery-fips";
    FRAUD_DETECTOR = "frauddetector";
    FSX = "fsx";
    FSX_FIPS = "fsx-fips";
    GLUE = "glue";
    GLUE_DASHBOARD = "glue.dashboard";
    GLUE_DATABREW = "databrew";
    GRAFANA = "grafana";
    GRAFANA_WORKSPACE = "grafana-workspace";
    GROUNDSTATION = "groundstation";
    GUARDDUTY = "guardduty";
    GUARDDUTY_DATA = "guardduty-data";
    GUARDDUTY_DATA_FIPS = "guardduty-data-fips";
    GUARDDUTY_FIPS = "guardduty-fips";
    HEALTHLAKE = "healthlake";
    HEALTH_IMAGING = "medical-imaging";
    HEALTH_IMAGING_DICOM = "dicom-medical-imaging";
    HEALTH_IMAGING_RUNTIME = "runtime-medical-imaging";
    IAM = "iam" / "com.amazonaws" ! global;
    IAM_IDENTITY_CENTER = "identitystore";
    IAM_ROLES_ANYWHERE = "rolesanywhere";
    IMAGE_BUILDER = "imagebuilder";
    INSPECTOR = "inspector2";
    INSPECTOR_SCAN = "inspector-scan";
    INTERNET_MONITOR = "internetmonitor";
    INTERNET_MONITOR_FIPS = "internetmonitor-fips";
    INVOICING = "invoicing";
    IOT_CORE = "iot.data";
    IOT_CORE_CREDENTIALS = "iot.credentials";
    IOT_CORE_DEVICE_ADVISOR = "deviceadvisor.iot";
    IOT_CORE_FLEETHUB_API = "iot.fleethub.api";
    IOT_CORE_FOR_LORAWAN = "iotwireless.api";
    IOT_FLEETWISE = "iotfleetwise";
    IOT_GREENGRASS = "greengrass";
    IOT_LORAWAN_CUPS = "lorawan.cups";
    IOT_LORAWAN_LNS = "lorawan.lns";
    IOT_ROBORUNNER = "iotroborunner";
    IOT_SITEWISE_API = "iotsitewise.api";
    IOT_SITEWISE_DATA = "iotsitewise.data";
    IOT_TWINMAKER_API = "iottwinmaker.api";
    IOT_TWINMAKER_DATA = "iottwinmaker.data";
    KAFKA = "kafka";
    KAFKA_CONNECT = "kafkaconnect";
    KAFKA_FIPS = "kafka-fips";
    KENDRA = "kendra";
    KENDRA_RANKING = "kendra-ranking" / "aws.api";
    KEYSPACES = "cassandra" : 9_142;
    KEYSPACES_FIPS = "cassandra-fips" : 9_142;
    KINESIS_FIREHOSE = "kinesis-firehose";
    KINESIS_STREAMS = "kinesis-streams";
    KINESIS_STREAMS_FIPS = "kinesis-streams-fips";
    KMS = "kms";
    KMS_FIPS = "kms-fips";
    LAKE_FORMATION = "lakeformation";
    LAMBDA = "lambda";
    LAUNCH_WIZARD = "launchwizard";
    LEX_MODELS = "models-v2-lex";
    LEX_RUNTIME = "runtime-v2-lex";
    LICENSE_MANAGER = "license-manager";
    LICENSE_MANAGER_FIPS = "license-manager-fips";
    LICENSE_MANAGER_LINUX_SUBSCRIPTIONS = "license-manager-linux-subscriptions";
    LICENSE_MANAGER_LINUX_SUBSCRIPTIONS_FIPS = "license-manager-linux-subscriptions-fips";
    LICENSE_MANAGER_USER_SUBSCRIPTIONS = "license-manager-user-subscriptions";
    LOCATION_SERVICE_GEOFENCING = "geo.geofencing";
    LOCATION_SERVICE_MAPS = "geo.maps";
    LOCATION_SERVICE_METADATA = "geo.metadata";
    LOCATION_SERVICE_PLACES = "geo.places";
    LOCATION_SERVICE_ROUTE = "geo.routes";
    LOCATION_SERVICE_TRACKING = "geo.tracking";
    LOOKOUT_EQUIPMENT = "lookoutequipment";
    LOOKOUT_METRICS = "lookoutmetrics";
    LOOKOUT_VISION = "lookoutvision";
    MACIE = "macie2";
    MAILMANAGER = "mail-manager";
    MAILMANAGER_FIPS = "mail-manager-fips";
    MAINFRAME_MODERNIZATION = "m2";
    MAINFRAME_MODERNIZATION_APP_TEST = "apptest";
    MANAGED_BLOCKCHAIN_BITCOIN_MAINNET = "managedblockchain.bitcoin.mainnet";
    MANAGED_BLOCKCHAIN_BITCOIN_TESTNET = "managedblockchain.bitcoin.testnet";
    MANAGED_BLOCKCHAIN_QUERY = "managedblockchain-query";
    MANAGEMENT_CONSOLE = "console";
    MANAGEMENT_CONSOLE_SIGNIN = "signin";
    MEMORY_DB = "memory-db";
    MEMORY_DB_FIPS = "memorydb-fips";
    MIGRATIONHUB_ORCHESTRATOR = "migrationhub-orchestrator";
    MIGRATIONHUB_REFACTOR_SPACES = "refactor-spaces";
    MIGRATIONHUB_STRATEGY = "migrationhub-strategy";
    MQ = "mq";
    NEPTUNE_ANALYTICS = "neptune-graph";
    NEPTUNE_ANALYTICS_DATA = "neptune-graph-data";
    NEPTUNE_ANALYTICS_FIPS = "neptune-graph-fips";
    NETWORK_FIREWALL = "network-firewall";
    NETWORK_FIREWALL_FIPS = "network-firewall-fips";
    NETWORK_FLOW_MONITOR = "networkflowmonitor";
    NETWORK_FLOW_MONITOR_REPORTS = "networkflowmonitorreports";
    NIMBLE_STUDIO = "nimble";
    OBSERVABILITY_ADMIN = "observabilityadmin";
    OMICS_ANALYTICS = "analytics-omics";
    OMICS_CONTROL_STORAGE = "control-storage-omics";
    OMICS_STORAGE = "storage-omics";
    OMICS_TAGS = "tags-omics";
    OMICS_WORKFLOWS = "workflows-omics";
    ORGANIZATIONS = "organizations";
    ORGANIZATIONS_FIPS = "organizations-fips";
    OUTPOSTS = "outposts";
    PANORAMA = "panorama";
    PARALLEL_COMPUTING_SERVICE = "pcs";
    PARALLEL_COMPUTING_SERVICE_FIPS = "pcs-fips";
    PAYMENT_CRYPTOGRAPHY_CONTROLPLANE = "payment-cryptography.controlplane";
    PAYMENT_CRYPTOGRAPHY_DATAPLANE = "payment-cryptography.dataplane";
    PAYMENT_CRYTOGRAPHY_DATAPLANE = "payment-cryptography.dataplane";
    PERSONALIZE = "personalize";
    PERSONALIZE_EVENTS = "personalize-events";
    PERSONALIZE_RUNTIME = "personalize-runtime";
    PINPOINT = "pinpoint-sms-voice-v2";
    PINPOINT_SMS_VOICE_V2 = "pinpoint-sms-voice-v2";
    PINPOINT_V1 = "pinpoint";
    PIPES = "pipes";
    PIPES_DATA = "pipes-data";
    PIPES_FIPS = "pipes-fips";
    POLLY = "polly";
    PRICE_LIST = "pricing.api";
    PRICING_CALCULATOR = "bcm-pricing-calculator";
    PRIVATE_5G = "private-networks";
    PRIVATE_CERTIFICATE_AUTHORITY = "acm-pca";
    PRIVATE_CERTIFICATE_AUTHORITY_CONNECTOR_AD = "pca-connector-ad";
    PRIVATE_CERTIFICATE_AUTHORITY_CONNECTOR_SCEP = "pca-connector-scep";
    PRIVATE_CERTIFICATE_AUTHORITY_FIPS = "acm-pca-fips";
    PROMETHEUS = "aps";
    PROMETHEUS_WORKSPACES = "aps-workspaces";
    PROTON = "proton";
    QLDB = "qldb.session";
    QUICKSIGHT_WEBSITE = "quicksight-website";
    Q_BUSSINESS = "qbusiness" / "aws.api";
    Q_DEVELOPER = "q";
    Q_DEVELOPER_CODE_WHISPERER = "codewhisperer";
    Q_DEVELOPER_QAPPS = "qapps";
    Q_USER_SUBSCRIPTIONS = "service.user-subscriptions";
    RDS = "rds";
    RDS_DATA = "rds-data";
    RDS_PERFORMANCE_INSIGHTS = "pi";
    RDS_PERFORMANCE_INSIGHTS_FIPS = "pi-fips";
    RECYCLE_BIN = "rbin";
    REDSHIFT = "redshift";
    REDSHIFT_DATA = "redshift-data";
    REDSHIFT_DATA_FIPS = "redshift-data-fips";
    REDSHIFT_FIPS = "redshift-fips";
    REDSHIFT_SERVERLESS = "redshift-serverless";
    REDSHIFT_SERVERLESS_FIPS = "redshift-serverless-fips";
    REKOGNITION = "rekognition";
    REKOGNITION_FIPS = "rekognition-fips";
    REKOGNITION_STREAMING = "streaming-rekognition";
    REKOGNITION_STREAMING_FIPS = "streaming-rekognition-fips";
    REPOST_SPACE = "repostspace";
    RESOURCE_ACCESS_MANAGER = "ram";
    RESOURCE_GROUPS = "resource-groups";
    RESOURCE_GROUPS_FIPS = "resource-groups-fips";
    ROBOMAKER = "robomaker";
    S3 = "s3";
    S3_MULTI_REGION_ACCESS_POINTS = "s3-global.accesspoint" / "com.amazonaws" ! global;
    S3_OUTPOSTS = "s3-outposts";
    S3_TABLES = "s3tables";
    S3_VECTORS = "s3vectors";
    SAGEMAKER_API = "sagemaker.api";
    SAGEMAKER_API_FIPS = "sagemaker.api-fips";
    SAGEMAKER_DATA_SCIENCE_ASSISTANT = "sagemaker-data-science-assistant";
    SAGEMAKER_EXPERIMENTS = "experiments" / "aws.sagemaker";
    SAGEMAKER_FEATURESTORE_RUNTIME = "sagemaker.featurestore-runtime";
    SAGEMAKER_GEOSPATIAL = "sagemaker-geospatial";
    SAGEMAKER_METRICS = "sagemaker.metrics";
    SAGEMAKER_NOTEBOOK = "notebook" / "aws.sagemaker";
    SAGEMAKER_PARTNER_APP = "partner-app" / "aws.sagemaker";
    SAGEMAKER_RUNTIME = "sagemaker.runtime";
    SAGEMAKER_RUNTIME_FIPS = "sagemaker.runtime-fips";
    SAGEMAKER_STUDIO = "studio" / "aws.sagemaker";
    SAVINGS_PLANS = "savingsplans" / "com.amazonaws" ! global;
    SECRETS_MANAGER = "secretsmanager";
    SECURITYHUB = "securityhub";
    SECURITYLAKE = "securitylake";
    SECURITYLAKE_FIPS = "securitylake-fips";
    SERVERLESS_APPLICATION_REPOSITORY = "serverlessrepo";
    SERVER_MIGRATION_SERVICE = "sms";
    SERVER_MIGRATION_SERVICE_AWSCONNECTOR = "awsconnector";
    SERVER_MIGRATION_SERVICE_FIPS = "sms-fips";
    SERVICE_CATALOG = "servicecatalog";
    SERVICE_CATALOG_APPREGISTRY = "servicecatalog-appregistry";
    SES = "email-smtp";
    SHIELD = "shield";
    SHIELD_FIPS = "shield-fips";
    SIMSPACE_WEAVER = "simspaceweaver";
    SNOW_DEVICE_MANAGEMENT = "snow-device-management";
    SNS = "sns";
    SQS = "sqs";
    SQS_FIPS = "sqs-fips";
    SSM = "ssm";
    SSM_CONTACTS = "ssm-contacts";
    SSM_FIPS = "ssm-fips";
    SSM_INCIDENTS = "ssm-incidents";
    SSM_MESSAGES = "ssmmessages";
    SSM_QUICK_SETUP = "ssm-quicksetup";
    STEP_FUNCTIONS = "states";
    STEP_FUNCTIONS_SYNC = "sync-states";
    STORAGE_GATEWAY = "storagegateway";
    STS = "sts";
    STS_FIPS = "sts-fips";
    SUPPLY_CHAIN = "scn";
    SWF = "swf";
    SWF_FIPS = "swf-fips";
    TAGGING = "tagging";
    TELCO_NETWORK_BUILDER = "tnb";
    TEXTRACT = "textract";
    TEXTRACT_FIPS = "textract-fips";
    TIMESTREAM_INFLUXDB = "timestream-influxdb";
    TIMESTREAM_INFLUXDB_FIPS = "timestream-influxdb-fips";
    TRANSCRIBE = "transcribe";
    TRANSCRIBE_STREAMING = "transcribestreaming";
    TRANSFER = "transfer";
    TRANSFER_SERVER = "transfer.server";
    TRANSLATE = "translate";
    TRUSTED_ADVISOR = "trustedadvisor";
    VERIFIED_PERMISSIONS = "verifiedpermissions";
    VPC_LATTICE = "vpc-lattice";
    WAFV2 = "wafv2";
    WAFV2_FIPS = "wafv2-fips";
    WELL_ARCHITECTED_TOOL = "wellarchitected";
    WORKMAIL = "workmail";
    WORKSPACES = "workspaces";
    WORKSPACES_THIN_CLIENT = "thinclient.api";
    WORKSPACES_WEB = "workspaces-web";
    WORKSPACES_WEB_FIPS = "workspaces-web-fips";
    XRAY = "xray";
}

/// Regions whose names of these services begin with other words.
const PREFIXES: &[(&[&str], &str, &[&str])] = &[
    (
        &["cn-northwest-1"],
        "cn.com.amazonaws",
        &["account", "polly", "workspaces"],
    ),
    (
        &["cn-north-1", "cn-northwest-1"],
        "cn.com.amazonaws",
        &[
            "application-autoscaling",
            "appmesh-envoy-management",
            "athena",
            "autoscaling",
            "awsconnector",
            "backup",
            "batch",
            "cassandra",
            "cloudcontrolapi",
            "cloudformation",
            "codedeploy-commands-secure",
            "databrew",
            "dms",
            "ebs",
            "ec2",
            "ecr.api",
            "ecr.dkr",
            "eks",
            "elasticache",
            "elasticbeanstalk",
            "elasticfilesystem",
            "elasticfilesystem-fips",
            "emr-containers",
            "execute-api",
            "fsx",
            "imagebuilder",
            "iot.data",
            "kinesis-streams",
            "lambda",
            "license-manager",
            "monitoring",
            "rds",
            "redshift",
            "redshift-data",
            "s3",
            "sagemaker.api",
            "sagemaker.featurestore-runtime",
            "sagemaker.runtime",
            "securityhub",
            "servicecatalog",
            "sms",
            "sqs",
            "states",
            "sts",
            "sync-states",
            "synthetics",
            "transcribe",
            "transcribestreaming",
            "transfer",
            "xray",
        ],
    ),
    (
        &["cn-north-1"],
        "cn.com.amazonaws",
        &["iotsitewise.api", "iotsitewise.data"],
    ),
    (
        &["eusc-de-east-1"],
        "eu.amazonaws",
        &["ecr.api", "ecr.dkr", "execute-api", "securityhub"],
    ),
    (
        &["us-iso-east-1"],
        "gov.ic.c2s",
        &[
            "application-autoscaling",
            "athena",
            "comprehend",
            "diode-messaging",
            "diode-messaging-proxy",
            "sagemaker.api",
            "sagemaker.runtime",
            "textract",
            "textract-fips",
            "transcribe",
        ],
    ),
    (
        &["us-iso-east-1", "us-iso-west-1"],
        "gov.ic.c2s",
        &[
            "autoscaling",
            "ebs",
            "ec2",
            "ecr.api",
            "ecr.dkr",
            "elasticfilesystem",
            "elasticfilesystem-fips",
            "execute-api",
            "sns",
            "sqs",
            "workspaces",
        ],
    ),
    (&["us-iso-west-1"], "gov.ic.c2s", &["monitoring"]),
    (
        &["us-isob-east-1"],
        "gov.sgov.sc2s",
        &[
            "application-autoscaling",
            "autoscaling",
            "diode-messaging",
            "diode-messaging-proxy",
            "ebs",
            "ec2",
            "elasticfilesystem",
            "sagemaker.api",
            "sagemaker.runtime",
            "sns",
            "sqs",
            "workspaces",
        ],
    ),
    (
        &["us-isob-east-1", "us-isob-west-1"],
        "gov.sgov.sc2s",
        &["ecr.api", "ecr.dkr", "elasticfilesystem-fips", "execute-api"],
    ),
    (
        &["us-isof-south-1", "us-isof-east-1"],
        "gov.ic.hci.csp",
        &["ebs", "ecr.api", "ecr.dkr", "execute-api"],
    ),
    (
        &["eu-isoe-west-1"],
        "uk.adc-e.cloud",
        &["ebs", "ecr.api", "ecr.dkr", "execute-api"],
    ),
];
