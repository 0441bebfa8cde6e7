import { cdk } from '../../cdk/library.mjs';

const { aws_kms: kms, aws_sns: sns, aws_sns_subscriptions: subscriptions, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Orders');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const orders = new sns.Topic(stack, 'Orders', { displayName: 'Orders', masterKey: key, enforceSSL: true });
  const failed = new sqs.Queue(stack, 'Failed');
  const jobs = new sqs.Queue(stack, 'Jobs', { encryptionMasterKey: key });
  orders.addSubscription(new subscriptions.SqsSubscription(jobs, {
    rawMessageDelivery: true,
    deadLetterQueue: failed,
    filterPolicy: {
      kind: sns.SubscriptionFilter.stringFilter({ allowlist: ['order', 'return'], matchPrefixes: ['web-'] }),
      amount: sns.SubscriptionFilter.numericFilter({ between: { start: 10, stop: 20 }, greaterThan: 100 }),
      store: sns.SubscriptionFilter.existsFilter(),
    },
  }));
  orders.addSubscription(new subscriptions.EmailSubscription('orders@example.com'));
  orders.addSubscription(new subscriptions.SmsSubscription('+5511987654321'));
  orders.addSubscription(new subscriptions.UrlSubscription('https://example.com/orders', {
    filterPolicyWithMessageBody: {
      order: sns.FilterOrPolicy.policy({
        size: sns.FilterOrPolicy.filter(sns.SubscriptionFilter.stringFilter({ denylist: ['XS'] })),
      }),
    },
  }));
  const fifo = new sns.Topic(stack, 'Fifo', {
    fifo: true,
    topicName: 'orders.fifo',
    contentBasedDeduplication: true,
    fifoThroughputScope: sns.FifoThroughputScope.MESSAGE_GROUP,
    messageRetentionPeriodInDays: 30,
    enforceSSL: true,
  });
  const inOrder = new sqs.Queue(stack, 'InOrder', { fifo: true, queueName: 'orders.fifo' });
  fifo.addSubscription(new subscriptions.SqsSubscription(inOrder));
  new cdk.CfnOutput(stack, 'Topic', { value: orders.topicArn });
};
