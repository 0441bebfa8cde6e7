import { cdk } from '../../cdk/library.mjs';

const { aws_kms: kms, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Queues');
  const failed = new sqs.Queue(stack, 'Failed', { retentionPeriod: cdk.Duration.days(14) });
  const jobs = new sqs.Queue(stack, 'Jobs', {
    visibilityTimeout: cdk.Duration.minutes(5),
    receiveMessageWaitTime: cdk.Duration.seconds(20),
    deadLetterQueue: { queue: failed, maxReceiveCount: 3 },
  });
  const key = new kms.Key(stack, 'Key', { description: 'Orders', enableKeyRotation: true });
  new sqs.Queue(stack, 'Orders', {
    queueName: 'orders.fifo',
    fifo: true,
    contentBasedDeduplication: true,
    encryptionMasterKey: key,
    removalPolicy: cdk.RemovalPolicy.DESTROY,
  });
  // The queue refers to it anyway.
  jobs.node.addDependency(failed);
  new cdk.CfnOutput(stack, 'Url', { value: jobs.queueUrl });
};
