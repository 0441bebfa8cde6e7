import { cdk, example } from '../../cdk/library.mjs';

const { aws_cloudwatch: cloudwatch, aws_cloudwatch_actions: actions, aws_dynamodb: dynamodb, aws_lambda: lambda } = cdk;
const { aws_lambda_event_sources: sources, aws_sns: sns, aws_sns_subscriptions: subscriptions, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Worker');
  const failed = new sqs.Queue(stack, 'Failed', { retentionPeriod: cdk.Duration.days(14), enforceSSL: true });
  const jobs = new sqs.Queue(stack, 'Jobs', {
    visibilityTimeout: cdk.Duration.minutes(7),
    deadLetterQueue: { queue: failed, maxReceiveCount: 3 },
    enforceSSL: true,
  });
  const results = new dynamodb.Table(stack, 'Results', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  });

  const fn = new lambda.Function(stack, 'Function', {
    code: lambda.Code.fromInline(example('worker/worker.py')),
    runtime: lambda.Runtime.PYTHON_3_14,
    handler: 'index.handler',
    timeout: cdk.Duration.minutes(1),
    environment: { TABLE: results.tableName },
    tracing: lambda.Tracing.ACTIVE,
  });
  fn.addEventSource(new sources.SqsEventSource(jobs, {
    batchSize: 10,
    maxBatchingWindow: cdk.Duration.seconds(5),
    reportBatchItemFailures: true,
  }));
  results.grantWriteData(fn);

  const operations = new sns.Topic(stack, 'Operations', { enforceSSL: true });
  operations.addSubscription(new subscriptions.EmailSubscription('operations@example.com'));
  const givenUp = new cloudwatch.Alarm(stack, 'GivenUp', {
    metric: failed.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: cdk.Duration.minutes(1) }),
    threshold: 1,
    evaluationPeriods: 1,
    alarmDescription: 'Jobs failed three times',
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  const tell = new actions.SnsAction(operations);
  givenUp.addAlarmAction(tell);
  givenUp.addOkAction(tell);
  givenUp.addInsufficientDataAction(tell);
};
