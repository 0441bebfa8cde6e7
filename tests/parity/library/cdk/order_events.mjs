import { cdk, node } from '../../cdk/library.mjs';

const { aws_cloudwatch: cloudwatch, aws_events: events, aws_events_targets: targets, aws_lambda: lambda, aws_logs: logs, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'OrderEvents');
  const lost = new sqs.Queue(stack, 'Lost');
  const orders = new events.EventBus(stack, 'Orders', { eventBusName: 'orders', deadLetterQueue: lost });
  orders.archive('Archive', { archiveName: 'orders', eventPattern: { source: ['shop'] }, retention: cdk.Duration.days(365) });
  const bill = new lambda.Function(stack, 'Bill', node);
  orders.grantPutEventsTo(bill);
  const paid = new events.Rule(stack, 'Paid', {
    eventBus: orders,
    eventPattern: {
      source: ['shop'],
      detailType: ['OrderPaid', 'OrderRefunded'],
      detail: {
        total: events.Match.interval(1, 100000),
        country: events.Match.anyOf(events.Match.equalsIgnoreCase('br'), events.Match.prefix('E')),
        test: events.Match.doesNotExist(),
      },
    },
  });
  paid.addTarget(new targets.LambdaFunction(bill, { deadLetterQueue: lost, retryAttempts: 8, maxEventAge: cdk.Duration.hours(6) }));
  const log = new logs.LogGroup(stack, 'Log', { logGroupName: '/aws/events/orders', retention: logs.RetentionDays.ONE_MONTH });
  const center = events.EventBus.fromEventBusArn(stack, 'Center', 'arn:aws:events:eu-central-1:111122223333:event-bus/center');
  new events.Rule(stack, 'All', { eventBus: orders, eventPattern: { source: events.Match.prefix('shop') }, targets: [new targets.EventBus(center, { deadLetterQueue: lost })] });
  new events.Rule(stack, 'Failed', {
    eventPattern: { source: ['aws.states'], detailType: ['Step Functions Execution Status Change'], detail: { status: ['FAILED', 'TIMED_OUT'] } },
    targets: [new targets.SqsQueue(lost)],
  });
  new cloudwatch.Alarm(stack, 'Undelivered', {
    metric: lost.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: cdk.Duration.minutes(1) }),
    threshold: 1,
    evaluationPeriods: 1,
  });
  new cdk.CfnOutput(stack, 'LogName', { value: log.logGroupName });
};
