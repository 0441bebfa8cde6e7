import { cdk, node } from '../../cdk/library.mjs';

const { aws_cloudwatch: cloudwatch, aws_lambda: lambda, aws_lambda_event_sources: sources, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Jobs');
  const failed = new sqs.Queue(stack, 'Failed', { fifo: true, redriveAllowPolicy: { redrivePermission: sqs.RedrivePermission.ALLOW_ALL } });
  const jobs = new sqs.Queue(stack, 'Jobs', {
    fifo: true,
    contentBasedDeduplication: true,
    deduplicationScope: sqs.DeduplicationScope.MESSAGE_GROUP,
    fifoThroughputLimit: sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    visibilityTimeout: cdk.Duration.minutes(6),
    receiveMessageWaitTime: cdk.Duration.seconds(20),
    deadLetterQueue: { queue: failed, maxReceiveCount: 4 },
  });
  const worker = new lambda.Function(stack, 'Worker', { ...node, timeout: cdk.Duration.minutes(1), reservedConcurrentExecutions: 20 });
  worker.addEventSource(new sources.SqsEventSource(jobs, {
    batchSize: 5,
    maxConcurrency: 10,
    reportBatchItemFailures: true,
    filters: [lambda.FilterCriteria.filter({ body: { kind: lambda.FilterRule.or('print', 'pack') } })],
  }));
  const starter = new lambda.Function(stack, 'Starter', { ...node, environment: { JOBS: jobs.queueUrl } });
  jobs.grantSendMessages(starter);
  const redriver = new lambda.Function(stack, 'Redriver', node);
  failed.grantConsumeMessages(redriver);
  const alarm = (id, metric, threshold) => new cloudwatch.Alarm(stack, id, { metric, threshold, evaluationPeriods: 1, comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD });
  const minute = cdk.Duration.minutes(1);
  alarm('Dead', failed.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: minute }), 1);
  alarm('Old', jobs.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: minute }), 900);
  alarm('Throttled', worker.metricThrottles({ period: minute }), 1);
};
