import { cdk, node } from '../../cdk/library.mjs';

const { aws_cloudwatch: cloudwatch, aws_cloudwatch_actions: actions, aws_lambda: lambda, aws_sns: sns, aws_sns_subscriptions: subscriptions, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Alerts');
  const alerts = new sns.Topic(stack, 'Alerts', { displayName: 'Alerts of the plant', enforceSSL: true });
  const lost = new sqs.Queue(stack, 'Lost');
  for (const [line, least] of [['Presses', 80], ['Ovens', 250]]) {
    const queue = new sqs.Queue(stack, line, { deadLetterQueue: { queue: lost, maxReceiveCount: 3 } });
    alerts.addSubscription(new subscriptions.SqsSubscription(queue, {
      rawMessageDelivery: true,
      deadLetterQueue: lost,
      filterPolicy: {
        line: sns.SubscriptionFilter.stringFilter({ allowlist: [line] }),
        celsius: sns.SubscriptionFilter.numericFilter({ greaterThanOrEqualTo: least }),
      },
    }));
  }
  const pager = new lambda.Function(stack, 'Pager', node);
  alerts.addSubscription(new subscriptions.LambdaSubscription(pager, {
    filterPolicyWithMessageBody: {
      severity: sns.FilterOrPolicy.filter(sns.SubscriptionFilter.stringFilter({ allowlist: ['critical'] })),
    },
  }));
  alerts.addSubscription(new subscriptions.EmailSubscription('shift@example.com'));
  const failed = new cloudwatch.Alarm(stack, 'NotDelivered', {
    metric: alerts.metricNumberOfNotificationsFailed({ period: cdk.Duration.minutes(1), statistic: 'Sum' }),
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  failed.addAlarmAction(new actions.SnsAction(sns.Topic.fromTopicArn(stack, 'Operations', 'arn:aws:sns:sa-east-1:111122223333:operations')));
};
