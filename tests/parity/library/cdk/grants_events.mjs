import { cdk, role } from '../../cdk/library.mjs';

const { aws_events: events, aws_iam: iam, aws_logs: logs, aws_scheduler: scheduler } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const bus = new events.EventBus(stack, 'Bus');
  bus.grantPutEventsTo(role(stack, 'Sender'));
  bus.grantPutEventsTo(new iam.AccountPrincipal('444455556666'), 'office');
  const group = new logs.LogGroup(stack, 'Logs', { retention: logs.RetentionDays.ONE_YEAR });
  group.grantWrite(role(stack, 'Writer'));
  group.grantRead(role(stack, 'Reader'));
  group.grantWrite(new iam.ServicePrincipal('route53.amazonaws.com'));
  const shifts = new scheduler.ScheduleGroup(stack, 'Shifts', { scheduleGroupName: 'shifts' });
  shifts.grantReadSchedules(role(stack, 'ScheduleReader'));
  shifts.grantWriteSchedules(role(stack, 'ScheduleWriter'));
  shifts.grantDeleteSchedules(role(stack, 'ScheduleCleaner'));
};
