// What AWS CDK does for `cargo xtask bench`, each the same as ferrocdk's side:
//   node peer.mjs include TEMPLATE OUT        the template of the reference assembly, taken in and synthesized
//   node peer.mjs resources COUNT STACKS OUT  constructs/examples/many_resources.rs
//   node peer.mjs sets SETS STACKS OUT        constructs/examples/many_sets.rs
//   node peer.mjs plants STACKS PLANTS OUT    constructs/examples/many_plants.rs
// Under the CDK CLI, OUT is left out. The feature flags are those of a new project.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../.tools/bench/', import.meta.url));
const cdk = require('aws-cdk-lib');

function include(app, [template]) {
  const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
  new CfnInclude(new cdk.Stack(app, 'Stack', { synthesizer: new cdk.LegacyStackSynthesizer() }), 'Template', { templateFile: template });
}

function resources(app, [count, stacks]) {
  const { CfnQueue } = require('aws-cdk-lib/aws-sqs');
  const { CfnAlarm } = require('aws-cdk-lib/aws-cloudwatch');
  const each = Math.floor(count / stacks);
  for (let number = 0; number < stacks; number++) {
    const stack = new cdk.Stack(app, `Stack${number}`);
    for (let pair = 0; pair < Math.ceil(each / 2); pair++) {
      const queue = new CfnQueue(stack, `Queue${pair}`, { delaySeconds: 5, visibilityTimeout: 30 });
      if (2 * pair + 1 >= each) continue;
      new CfnAlarm(stack, `Alarm${pair}`, {
        namespace: 'AWS/SQS',
        metricName: 'ApproximateNumberOfMessagesVisible',
        dimensions: [{ name: 'QueueName', value: queue.attrQueueName }],
        statistic: 'Maximum',
        period: 60,
        evaluationPeriods: 3,
        threshold: 1,
        comparisonOperator: 'GreaterThanOrEqualToThreshold',
      });
    }
  }
}

function sets(app, [count, stacks]) {
  for (let number = 0; number < stacks; number++) {
    const stack = new cdk.Stack(app, `Stack${number}`);
    for (let set = 0; set < Math.floor(count / stacks); set++) makeSet(new (require('constructs').Construct)(stack, `Set${set}`));
  }
}

/** The same constructs as the example. */
function makeSet(set) {
  const { aws_cloudwatch: cloudwatch, aws_dynamodb: dynamodb, aws_lambda: lambda, aws_sqs: sqs, Duration } = cdk;
  const { SqsEventSource } = require('aws-cdk-lib/aws-lambda-event-sources');
  const jobs = new sqs.Queue(set, 'Jobs', { visibilityTimeout: Duration.minutes(6) });
  const results = new dynamodb.TableV2(set, 'Results', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  const handler = new lambda.Function(set, 'Function', {
    runtime: lambda.Runtime.PYTHON_3_14,
    handler: 'index.handler',
    code: lambda.Code.fromInline('def handler(event, context):\n    return event\n'),
    timeout: Duration.minutes(1),
    environment: { TABLE: results.tableName },
  });
  handler.addEventSource(new SqsEventSource(jobs));
  results.grantWriteData(handler);
  new cloudwatch.Alarm(set, 'Behind', {
    metric: jobs.metricApproximateAgeOfOldestMessage(),
    threshold: 600,
    evaluationPeriods: 3,
    alarmDescription: 'Jobs wait for more than ten minutes',
  });
}

function plants(app, [stacks, each]) {
  for (let number = 0; number < stacks; number++) {
    const stack = new cdk.Stack(app, `Stack${number}`);
    for (let plant = 0; plant < each; plant++) makePlant(new (require('constructs').Construct)(stack, `Plant${plant}`));
  }
}

/** The same 32 resources as the example: L2 constructs where AWS CDK has them. */
function makePlant(plant) {
  const { aws_cloudwatch_actions: actions, aws_iam: iam, aws_kinesis: kinesis, aws_kms: kms, aws_lambda: lambda, aws_s3: s3 } = cdk;
  const { aws_cloudwatch: cloudwatch, aws_dynamodb: dynamodb, aws_iot: iot, aws_logs: logs, aws_sns: sns, aws_sqs: sqs, Duration } = cdk;
  const { KinesisEventSource, SqsDlq } = require('aws-cdk-lib/aws-lambda-event-sources');
  const removalPolicy = cdk.RemovalPolicy.DESTROY;
  const encryptionKey = new kms.Key(plant, 'Key', { enableKeyRotation: true, removalPolicy });
  const table = new dynamodb.Table(plant, 'Table', {
    partitionKey: { name: 'deviceId', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'timestamp', type: dynamodb.AttributeType.NUMBER },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'expirationTime',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
    encryptionKey,
    removalPolicy,
  });
  const closed = { blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL, enforceSSL: true, removalPolicy };
  const accessLog = new s3.Bucket(plant, 'AccessLog', {
    ...closed,
    objectOwnership: s3.ObjectOwnership.OBJECT_WRITER,
    encryption: s3.BucketEncryption.S3_MANAGED,
    lifecycleRules: [{ expiration: Duration.days(90) }],
  });
  const archive = new s3.Bucket(plant, 'Archive', {
    ...closed,
    versioned: true,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey,
    bucketKeyEnabled: true,
    serverAccessLogsBucket: accessLog,
    lifecycleRules: [
      {
        expiration: Duration.days(365),
        transitions: [
          { storageClass: s3.StorageClass.GLACIER, transitionAfter: Duration.days(90) },
          { storageClass: s3.StorageClass.DEEP_ARCHIVE, transitionAfter: Duration.days(180) },
        ],
      },
    ],
  });
  const stream = new kinesis.Stream(plant, 'Stream', {
    shardCount: 3,
    retentionPeriod: Duration.days(7),
    encryption: kinesis.StreamEncryption.KMS,
    encryptionKey,
    removalPolicy,
  });
  const queue = { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: encryptionKey, enforceSSL: true, retentionPeriod: Duration.days(14) };
  const dead = new sqs.Queue(plant, 'Dead', queue);
  const failures = new sqs.Queue(plant, 'Failures', { ...queue, deadLetterQueue: { queue: dead, maxReceiveCount: 5 } });
  const handler = new lambda.Function(plant, 'Function', {
    runtime: lambda.Runtime.PROVIDED_AL2023,
    handler: 'bootstrap',
    // The hash is given, because it is the engine that is measured, not the reading of sources.
    code: lambda.Code.fromAsset(new URL('function', import.meta.url).pathname, {
      assetHashType: cdk.AssetHashType.CUSTOM,
      assetHash: '5f1d7a84db00d2fce00b31a7fc73224d',
    }),
    memorySize: 512,
    timeout: Duration.seconds(60),
    reservedConcurrentExecutions: 5,
    tracing: lambda.Tracing.ACTIVE,
    environmentEncryption: encryptionKey,
    environment: { DYNAMODB_TABLE: table.tableName, S3_BUCKET: archive.bucketName },
    deadLetterQueue: failures,
    logGroup: new logs.LogGroup(plant, 'Logs', { retention: logs.RetentionDays.ONE_YEAR, encryptionKey, removalPolicy }),
  });
  handler.addEventSource(
    new KinesisEventSource(stream, {
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 500,
      maxBatchingWindow: Duration.seconds(1),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 10,
      onFailure: new SqsDlq(failures),
    }),
  );
  table.grantWriteData(handler);
  archive.grantPut(handler);
  const role = new iam.Role(plant, 'RuleRole', { assumedBy: new iam.ServicePrincipal('iot.amazonaws.com') });
  stream.grantWrite(role);
  failures.grantSendMessages(role);
  const rule = new iot.CfnTopicRule(plant, 'Rule', {
    topicRulePayload: {
      sql: "SELECT encode(*, 'base64') AS payload, topic(3) AS thing, clientid() AS client, timestamp() AS ingestedAt FROM 'sensor/data/+'",
      awsIotSqlVersion: '2016-03-23',
      actions: [{ kinesis: { streamName: stream.streamName, partitionKey: '${topic(3)}', roleArn: role.roleArn } }],
      errorAction: { sqs: { queueUrl: failures.queueUrl, roleArn: role.roleArn } },
    },
  });
  const topic = new sns.Topic(plant, 'Topic', { masterKey: encryptionKey, enforceSSL: true });
  const ruleMetric = (metricName) => new cloudwatch.Metric({ namespace: 'AWS/IoT', metricName, dimensionsMap: { RuleName: rule.ref } });
  const watched = {
    StreamFull: stream.metricWriteProvisionedThroughputExceeded(),
    MessagesNotUnderstood: ruleMetric('ParseError'),
    RuleThrottled: ruleMetric('RuleMessageThrottled'),
    FailuresWait: failures.metricApproximateNumberOfMessagesVisible(),
    DeadWait: dead.metricApproximateNumberOfMessagesVisible(),
    ProcessorErrors: handler.metricErrors(),
    ProcessorThrottled: handler.metricThrottles(),
    ProcessorBehind: handler.metric('IteratorAge'),
    ProcessorSlow: handler.metricDuration(),
    TableThrottled: table.metric('WriteThrottleEvents'),
  };
  for (const [id, metric] of Object.entries(watched)) {
    const alarm = new cloudwatch.Alarm(plant, id, { metric, threshold: 1, evaluationPeriods: 3 });
    alarm.addAlarmAction(new actions.SnsAction(topic));
  }
  const arn = (resource, resourceName) => cdk.Stack.of(plant).formatArn({ service: 'iot', resource, resourceName });
  const statement = (action, resource, conditions) => ({ Effect: 'Allow', Action: action, Resource: resource, Condition: conditions });
  const thing = '${iot:Connection.Thing.ThingName}';
  new iot.CfnPolicy(plant, 'Devices', {
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        statement('iot:Connect', arn('client', thing), { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } }),
        statement('iot:Publish', [arn('topic', `sensor/data/${thing}`), arn('topic', `$aws/rules/${rule.ref}/sensor/data/${thing}`)]),
      ],
    },
  });
}

const [kind, ...values] = process.argv.slice(2);
const make = { include, resources, sets, plants }[kind];
if (!make) {
  console.error(`error: expected include, resources, sets or plants, found ${kind}`);
  process.exit(2);
}
const outdir = process.env.CDK_OUTDIR ?? values.pop();
const app = new cdk.App({ outdir, context: require('aws-cdk-lib/recommended-feature-flags.json') });
make(app, values);
app.synth();
