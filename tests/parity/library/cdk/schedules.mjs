import { cdk } from '../../cdk/library.mjs';

const { aws_events: events, aws_kms: kms, aws_scheduler: scheduler, aws_scheduler_targets: targets, aws_sqs: sqs, aws_sns: sns, aws_iam: iam } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Schedules');
  const jobs = new sqs.Queue(stack, 'Jobs');
  const lost = new sqs.Queue(stack, 'Lost');
  const people = new sns.Topic(stack, 'People');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const group = new scheduler.ScheduleGroup(stack, 'Shifts', { scheduleGroupName: 'shifts' });
  const schedule = (id, when, target, more = {}) => new scheduler.Schedule(stack, id, { schedule: when, target, ...more });
  const zone = cdk.TimeZone.AMERICA_SAO_PAULO;
  schedule('Early', scheduler.ScheduleExpression.cron({ minute: '0', hour: '6', weekDay: 'MON-FRI', timeZone: zone }), new targets.SqsSendMessage(jobs, {
    input: scheduler.ScheduleTargetInput.fromObject({ job: 'start', at: scheduler.ContextAttribute.scheduledTime }),
    deadLetterQueue: lost,
    retryAttempts: 3,
    maxEventAge: cdk.Duration.hours(1),
  }), { scheduleGroup: group, timeWindow: scheduler.TimeWindow.flexible(cdk.Duration.minutes(15)), key, description: 'Early shift' });
  schedule('Once', scheduler.ScheduleExpression.at(new Date('2026-12-24T18:00:00Z')), new targets.SnsPublish(people, { input: scheduler.ScheduleTargetInput.fromText('go home') }));
  const bus = events.EventBus.fromEventBusName(stack, 'Bus', 'plant');
  schedule('Tick', scheduler.ScheduleExpression.rate(cdk.Duration.hours(1)), new targets.EventBridgePutEvents({
    eventBus: bus, source: 'plant.clock', detailType: 'Hour', detail: scheduler.ScheduleTargetInput.fromObject({ kind: 'full' }),
  }), { start: new Date('2026-12-01T00:00:00Z'), end: new Date('2027-01-01T00:00:00Z'), enabled: false });
  schedule('Stop', scheduler.ScheduleExpression.rate(cdk.Duration.days(1)), new targets.Universal({
    service: 'rds',
    action: 'stopDBInstance',
    input: scheduler.ScheduleTargetInput.fromObject({ DbInstanceIdentifier: 'office' }),
    policyStatements: [new iam.PolicyStatement({ actions: ['rds:StopDBInstance'], resources: ['arn:aws:rds:sa-east-1:111122223333:db:office'] })],
  }));
};
