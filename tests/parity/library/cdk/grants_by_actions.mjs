import { cdk, role } from '../../cdk/library.mjs';

const { aws_kms: kms, aws_logs: logs, aws_scheduler: scheduler, aws_ssm: ssm, aws_stepfunctions: sfn } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const log = new logs.LogGroup(stack, 'Log', { retention: logs.RetentionDays.ONE_MONTH });
  log.grant(role(stack, 'LogWriter'), 'logs:PutLogEvents');
  const shifts = new scheduler.ScheduleGroup(stack, 'Shifts', { scheduleGroupName: 'shifts' });
  shifts.grant(role(stack, 'Planner'), 'scheduler:GetScheduleGroup');
  const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:sa-east-1:111122223333:key/12345678-1234-1234-1234-123456789012');
  const secure = ssm.StringParameter.fromSecureStringParameterAttributes(stack, 'Secure', { parameterName: '/plant/token', encryptionKey: key });
  secure.grantOnKey(role(stack, 'Decrypter'), 'kms:Decrypt');
  const activity = new sfn.Activity(stack, 'Inspect', { activityName: 'inspect' });
  activity.grant(role(stack, 'Inspector'), 'states:GetActivityTask');
  const machine = new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Nothing')) });
  machine.grant(role(stack, 'Owner'), 'states:UpdateStateMachine');
  machine.grantRedriveExecution(role(stack, 'Redriver'));
};
