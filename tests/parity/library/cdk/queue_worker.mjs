import { cdk } from '../../cdk/library.mjs';

const { aws_cloudwatch: cloudwatch, aws_lambda: lambda, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Worker');
  const failed = new sqs.Queue(stack, 'Failed', { retentionPeriod: cdk.Duration.days(14) });
  const results = new sqs.Queue(stack, 'Results', { visibilityTimeout: cdk.Duration.minutes(6), deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
  const worker = new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    timeout: cdk.Duration.minutes(1),
    memorySize: 512,
    environment: { RESULTS: results.queueUrl },
    reservedConcurrentExecutions: 10,
    architecture: lambda.Architecture.ARM_64,
  });
  results.grantSendMessages(worker);
  worker.addPermission('Events', {
    principal: new cdk.aws_iam.ServicePrincipal('events.amazonaws.com'),
    sourceArn: 'arn:aws:events:sa-east-1:111122223333:rule/nightly',
  });
  new cloudwatch.Alarm(stack, 'Errors', { metric: worker.metricErrors({ period: cdk.Duration.minutes(1) }), threshold: 1, evaluationPeriods: 1 });
};
