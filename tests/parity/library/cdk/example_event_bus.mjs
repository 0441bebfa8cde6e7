import { cdk, example } from '../../cdk/library.mjs';

const { aws_events: events, aws_events_targets: targets, aws_lambda: lambda, aws_logs: logs, aws_sqs: sqs } = cdk;

export default (app) => {
  const shop = new cdk.Stack(app, 'Shop');
  const orders = new events.EventBus(shop, 'Orders');
  const publish = new lambda.Function(shop, 'Publish', {
    code: lambda.Code.fromInline(example('event_bus/publish.py')),
    runtime: lambda.Runtime.PYTHON_3_14,
    handler: 'index.handler',
    environment: { BUS: orders.eventBusName },
    tracing: lambda.Tracing.ACTIVE,
  });
  orders.grantPutEventsTo(publish);
  new events.Archive(shop, 'Archive', {
    sourceEventBus: orders,
    eventPattern: { source: ['shop'] },
    retention: cdk.Duration.days(90),
  });

  const shipping = new cdk.Stack(app, 'Shipping');
  const parcels = new sqs.Queue(shipping, 'Parcels', { enforceSSL: true });
  const lost = new sqs.Queue(shipping, 'Lost', { retentionPeriod: cdk.Duration.days(14), enforceSSL: true });
  new events.Rule(shipping, 'Paid', {
    eventBus: orders,
    eventPattern: {
      source: ['shop'],
      detailType: ['OrderPaid'],
      detail: { total: events.Match.greaterThanOrEqual(1) },
    },
    targets: [new targets.SqsQueue(parcels, { deadLetterQueue: lost, retryAttempts: 20 })],
  });

  const records = new cdk.Stack(app, 'Records');
  const log = new logs.LogGroup(records, 'Log', { retention: logs.RetentionDays.ONE_MONTH });
  new events.Rule(records, 'All', {
    eventBus: orders,
    eventPattern: { source: ['shop'] },
    targets: [new targets.CloudWatchLogGroup(log)],
  });
};
