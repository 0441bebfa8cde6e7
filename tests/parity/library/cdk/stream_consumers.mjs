import { cdk, node } from '../../cdk/library.mjs';

const { aws_cloudwatch: cloudwatch, aws_dynamodb: dynamodb, aws_kinesis: kinesis, aws_kms: kms, aws_lambda: lambda, aws_lambda_event_sources: sources, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Consumers');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const stream = new kinesis.Stream(stack, 'Stream', {
    streamMode: kinesis.StreamMode.PROVISIONED,
    shardCount: 4,
    retentionPeriod: cdk.Duration.hours(72),
    encryption: kinesis.StreamEncryption.KMS,
    encryptionKey: key,
  });
  const consumer = new kinesis.StreamConsumer(stack, 'Fast', { streamConsumerName: 'fast', stream });
  const latest = new dynamodb.Table(stack, 'Latest', { partitionKey: { name: 'thing', type: dynamodb.AttributeType.STRING }, billingMode: dynamodb.BillingMode.PAY_PER_REQUEST });
  const failed = new sqs.Queue(stack, 'Failed');
  const worker = (id) => new lambda.Function(stack, id, node);
  const keeper = worker('Keeper');
  latest.grantWriteData(keeper);
  keeper.addEventSource(new sources.KinesisEventSource(stream, {
    startingPosition: lambda.StartingPosition.TRIM_HORIZON,
    batchSize: 500,
    maxBatchingWindow: cdk.Duration.seconds(5),
    parallelizationFactor: 2,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: 5,
    maxRecordAge: cdk.Duration.hours(12),
    onFailure: new sources.SqsDlq(failed),
  }));
  const watcher = worker('Watcher');
  watcher.addEventSource(new sources.KinesisConsumerEventSource(consumer, {
    startingPosition: lambda.StartingPosition.LATEST,
    batchSize: 100,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    tumblingWindow: cdk.Duration.minutes(1),
    filters: [lambda.FilterCriteria.filter({ data: { celsius: lambda.FilterRule.between(80, 120) } })],
  }));
  new cloudwatch.Alarm(stack, 'Late', {
    metric: keeper.metric('IteratorAge', { statistic: 'Maximum', period: cdk.Duration.minutes(1) }),
    threshold: 60000,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 5,
  });
};
