//! Ids of the diagnostics that this crate reports.

ferrocdk_core::diagnostic_ids! {
    /// A setting of a function is out of the range that Lambda takes.
    FUNCTION_RANGE = "F3001";
    /// A setting of an event source mapping is out of the range that Lambda takes.
    MAPPING_RANGE = "F3002";
    /// The type or the properties of a custom resource are not what CloudFormation takes.
    CUSTOM_RESOURCE = "F3003";
    /// A call of an AWS API at deployment is not one that can be made, or may not be made on anything.
    API_CALL = "F3004";
    /// A bucket that is kept is to be emptied.
    EMPTIED_AND_KEPT = "F3005";
    /// A provider of custom resources has more policies than IAM attaches to one role.
    PROVIDER_FULL = "F3006";
    /// A bucket's access log would leave its account or region.
    LOG_ELSEWHERE = "F3007";
    /// A setting of a stream is out of the range that Kinesis takes.
    STREAM_RANGE = "F3008";
    /// A setting of a key is out of the range that KMS takes.
    KEY_RANGE = "F3009";
    /// The context says something else than a command for building functions.
    BUILD_COMMAND = "F3010";
    /// Something was asked of an import that only a construct of this app can do.
    IMPORTED = "F3011";
    /// A grant that neither an identity nor a policy of this app could carry.
    NO_IDENTITY = "F3012";
    /// A statement names what the policy that it goes into cannot have.
    STATEMENT = "F3013";
    /// An identity needs more policies than IAM attaches to one.
    POLICIES_FULL = "F3014";
    /// A setting of a role is out of the range that IAM takes.
    ROLE_RANGE = "F3015";
    /// A key is asked for an operation or a rotation that its kind does not have.
    KEY_USE = "F3016";
    /// The alias of a key is not a name that KMS takes.
    KEY_ALIAS = "F3017";
    /// A setting of a queue is out of the range that SQS takes.
    QUEUE_RANGE = "F3018";
    /// The name of a queue and its kind contradict each other.
    QUEUE_NAME = "F3019";
    /// A setting of an alarm is not one that CloudWatch takes.
    ALARM_RANGE = "F3020";
    /// A composite alarm looks at no alarm.
    EMPTY_RULE = "F3021";
    /// A dashboard is not one that CloudWatch shows.
    DASHBOARD = "F3022";
    /// A policy says nothing, or nobody has it.
    EMPTY_POLICY = "F3023";
    /// A policy is longer than IAM takes.
    POLICY_LENGTH = "F3024";
    /// The address of an identity provider is not one.
    PROVIDER_URL = "F3025";
    /// A parameter has a name or a value that Systems Manager does not take.
    PARAMETER = "F3026";
    /// A secret is not one that Secrets Manager takes.
    SECRET = "F3027";
    /// A default of a scope is set after something below it asked for it.
    LATE_DEFAULT = "F3030";
    /// A queue shows a message again while the function that has it may still be at work.
    VISIBILITY = "F3029";
    /// A setting of an API is out of the range that API Gateway takes.
    API_RANGE = "F3180";
    /// Settings of an API exclude each other.
    API_SETTINGS = "F3181";
    /// A REST API that is deployed has no methods.
    API_EMPTY = "F3182";
    /// The part of a path is not one that API Gateway takes there.
    PATH_PART = "F3183";
    /// An API without a stage was asked for an address, or a stage's name or path is not one.
    API_STAGE = "F3184";
    /// An integration has settings that its kind does not.
    API_INTEGRATION = "F3185";
    /// A method declares an answer twice.
    METHOD_RESPONSE = "F3186";
    /// Rules for browsers of other origins contradict themselves.
    API_CORS = "F3187";
    /// The format of an access log does not say which request a line is about.
    ACCESS_LOG = "F3188";
    /// A state machine is not one that Step Functions takes.
    STATES = "F3028";
    /// An authorizer cannot be used as it is.
    AUTHORIZER = "F3189";
    /// The name or a mapping of a custom domain is not one that API Gateway takes.
    DOMAIN_NAME = "F3190";
    /// A link into a network has no target.
    VPC_LINK = "F3191";
    /// A block of addresses is not one that EC2 takes.
    NETWORK_BLOCK = "F3200";
    /// Subnets do not fit into their network.
    SUBNET_PLAN = "F3201";
    /// Settings of a network contradict each other.
    NETWORK_SETTINGS = "F3202";
    /// NAT gateways have no place to stand in.
    NAT_PLACE = "F3203";
    /// A selection of subnets finds none.
    SUBNET_SELECTION = "F3204";
    /// A port is none, or a range of ports runs backwards.
    PORT = "F3205";
    /// A peer of a security group is none.
    PEER = "F3206";
    /// A rule of a security group has no effect, or says what EC2 does not take.
    SECURITY_GROUP_RULE = "F3207";
    /// A connection to the default port of something that has none.
    NO_DEFAULT_PORT = "F3208";
    /// A connection of something that is in no network, or of whose groups nothing is known.
    NO_CONNECTIONS = "F3217";
    /// The code of a function is not there, or none that Lambda takes.
    FUNCTION_CODE = "F3100";
    /// Settings of a function contradict each other, or one is missing that its code does not bring.
    FUNCTION_SETTINGS = "F3101";
    /// A permission that a function's policy cannot express.
    PERMISSION = "F3102";
    /// Logs are to be kept for a number of days that CloudWatch Logs does not take.
    LOG_RETENTION = "F3160";
    /// Settings of a log group or a metric filter that exclude each other, or more than CloudWatch Logs takes.
    LOG_GROUP = "F3161";
    /// The filter of logs is not a pattern.
    FILTER_PATTERN = "F3162";
    /// A policy about log groups is longer than CloudWatch Logs takes.
    LOG_POLICY = "F3163";
    /// The pattern of a rule or an archive is not one.
    EVENT_PATTERN = "F3164";
    /// A rate or a cron expression is not one that AWS takes.
    RECURRENCE = "F3165";
    /// A rule does nothing, or has more than EventBridge takes.
    EVENT_RULE = "F3166";
    /// How hard EventBridge tries is out of the range that it takes.
    EVENT_DELIVERY = "F3167";
    /// A rule and its target are in different accounts or regions.
    EVENT_ELSEWHERE = "F3168";
    /// A part of an event that a target is to get is none.
    EVENT_INPUT = "F3169";
    /// EventBridge would not be let in to a target.
    EVENT_PERMISSION = "F3170";
    /// The settings of an event bus exclude each other, or its name is not one.
    EVENT_BUS = "F3171";
    /// Keys and indexes of a table are not ones that DynamoDB takes.
    TABLE_SCHEMA = "F3140";
    /// A setting of a table is out of the range that DynamoDB takes.
    TABLE_RANGE = "F3141";
    /// An index has settings of another billing than its table.
    TABLE_BILLING = "F3142";
    /// Something needs a stream that a table does not have.
    TABLE_STREAM = "F3143";
    /// A setting of a topic is out of the range that SNS takes.
    TOPIC_RANGE = "F3144";
    /// A setting of a topic belongs to another kind of topic.
    TOPIC_KIND = "F3145";
    /// A filter of a subscription is not one that SNS takes.
    FILTER_POLICY = "F3146";
    /// A topic does not deliver to such an endpoint.
    SUBSCRIPTION = "F3147";
    /// The lifecycle rules of a bucket are not ones that S3 takes.
    LIFECYCLE = "F3120";
    /// A bucket that a key encrypts is to receive access logs.
    LOG_ENCRYPTION = "F3121";
    /// Whether S3 may deliver to an imported bucket cannot be seen.
    DELIVERY = "F3122";
    /// Objects of a private bucket are to be public.
    PUBLIC_ACCESS = "F3123";
    /// The name of a bucket is not one that S3 takes.
    BUCKET_NAME = "F3124";
    /// A bucket is to be encrypted by two things.
    BUCKET_ENCRYPTION = "F3125";
    /// A bucket without versions is asked for what needs them.
    VERSIONS = "F3126";
    /// A setting of a bucket is out of the range that S3 takes.
    BUCKET_RANGE = "F3127";
    /// A rule of replication contradicts itself.
    REPLICATION = "F3128";
    /// A provider of custom resources is set up after it was made.
    PROVIDER_MADE = "F3129";
    /// The code of the provider of custom resources is not there.
    PROVIDER_CODE = "F3130";
    /// A mapping has no source, or settings that contradict each other.
    MAPPING = "F3103";
    /// A destination of a kind that Lambda does not send this to.
    DESTINATION = "F3104";
    /// An alias whose name or shares Lambda does not take.
    ALIAS = "F3105";
    /// The regions of a global table do not go together.
    REPLICA = "F3148";
    /// A secret stands in the template as text.
    PLAIN_SECRET = "F3172";
    /// The address or the rate of an API destination is not one that EventBridge takes.
    API_DESTINATION = "F3173";
    /// A setting of a schedule is not one that Scheduler takes.
    SCHEDULE = "F3174";
    /// A schedule is to call something that Scheduler does not call.
    SCHEDULE_TARGET = "F3175";
    /// An endpoint has no place to stand in.
    ENDPOINT = "F3209";
    /// There is no image for the region of a stack.
    MACHINE_IMAGE = "F3210";
    /// A setting of an instance is out of the range that EC2 takes.
    INSTANCE_RANGE = "F3211";
    /// Settings of an instance contradict each other.
    INSTANCE_SETTINGS = "F3212";
    /// A setting of a database is out of the range that RDS takes.
    DATABASE_RANGE = "F3213";
    /// Settings of a database contradict each other, or open it.
    DATABASE_SETTINGS = "F3214";
    /// A bucket is to notify in a way that S3 does not take.
    NOTIFICATION = "F3131";
    /// A setting of a delivery stream is out of the range that Firehose takes.
    DELIVERY_RANGE = "F3149";
    /// A prefix of files is not one that Firehose takes.
    DELIVERY_PREFIX = "F3150";
    /// Keys of records and what names them do not go together.
    PARTITIONING = "F3151";
    /// A delivery stream encrypts what its source encrypts.
    DELIVERY_ENCRYPTION = "F3152";
    /// Files are to be deployed to a bucket in a way that cannot work.
    DEPLOYMENT = "F3132";
    /// A setting of a cache is out of the range that ElastiCache takes.
    CACHE_RANGE = "F3215";
    /// Settings of a cache contradict each other, or are none that ElastiCache takes.
    CACHE_SETTINGS = "F3216";
    /// The statement of a topic rule selects nothing.
    TOPIC_RULE_SQL = "F3220";
    /// A topic or a topic filter is not one that the broker of AWS IoT takes.
    TOPIC_FILTER = "F3221";
    /// A topic rule has a name or a number of actions that AWS IoT does not take.
    TOPIC_RULE = "F3222";
    /// An action of a topic rule cannot reach what it is about.
    RULE_ACTION = "F3223";
    /// A device policy is longer than AWS IoT takes.
    DEVICE_POLICY = "F3224";
    /// A thing or a group of things has settings that AWS IoT does not take.
    THING = "F3225";
    /// Devices cannot get credentials of a role.
    DEVICE_ROLE = "F3226";
    /// A domain for devices and its certificate do not go together.
    IOT_DOMAIN = "F3227";
    /// A setting of a template of jobs is out of the range that AWS IoT takes.
    JOB_TEMPLATE = "F3228";
    /// A setting of a metric of the fleet is out of the range that AWS IoT takes.
    FLEET_METRIC = "F3229";
    /// A table of the catalog is not one that Athena can read.
    GLUE_TABLE = "F3230";
    /// A setting of a Glue job is not one that Glue takes.
    GLUE_JOB = "F3231";
    /// Settings of a crawler exclude each other.
    GLUE_CRAWLER = "F3232";
    /// A setting of a work group is out of the range that Athena takes.
    WORK_GROUP = "F3233";
}
