import { cdk } from '../../cdk/library.mjs';

const { aws_events: events, aws_events_targets: targets, aws_lambda: lambda, aws_sns: sns, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Rules');
  const jobs = new sqs.Queue(stack, 'Jobs');
  const lost = new sqs.Queue(stack, 'Lost');
  const people = new sns.Topic(stack, 'People');
  const orders = lambda.Function.fromFunctionArn(stack, 'Orders', 'arn:aws:lambda:sa-east-1:111122223333:function:orders');
  const bus = new events.EventBus(stack, 'Bus');
  const large = new events.Rule(stack, 'LargeOrders', {
    eventBus: bus,
    eventPattern: {
      source: ['plant.shop'],
      detailType: ['Order placed'],
      detail: { amount: events.Match.greaterThanOrEqual(1000), customer: { name: events.Match.anythingBut('test', 'demo') } },
    },
  });
  large.addTarget(new targets.SqsQueue(jobs, { deadLetterQueue: lost, retryAttempts: 10, maxEventAge: cdk.Duration.hours(2) }));
  large.addTarget(new targets.SnsTopic(people, {
    message: events.RuleTargetInput.fromText(`order ${events.EventField.fromPath('$.detail.id')} of ${events.EventField.source}`),
  }));
  const uploads = new events.Rule(stack, 'Uploads', {
    description: 'New readings',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: ['readings'] }, object: { key: events.Match.anyOf(events.Match.suffix('.parquet'), events.Match.prefix('raw/')) } },
    },
  });
  uploads.addTarget(new targets.SqsQueue(jobs, {
    message: events.RuleTargetInput.fromObject({ key: events.EventField.fromPath('$.detail.object.key'), at: events.EventField.time, kind: 'upload' }),
  }));
  uploads.addEventPattern({ region: ['sa-east-1'] });
  new events.Rule(stack, 'Nightly', {
    schedule: events.Schedule.cron({ minute: '30', hour: '2' }),
    targets: [new targets.SqsQueue(jobs, { message: events.RuleTargetInput.fromObject({ job: 'count' }) })],
  });
  new events.Rule(stack, 'Often', {
    ruleName: 'often',
    enabled: false,
    schedule: events.Schedule.rate(cdk.Duration.minutes(5)),
    targets: [new targets.LambdaFunction(orders, { event: events.RuleTargetInput.fromEventPath('$.detail') })],
  });
};
