import { cdk, node } from '../../cdk/library.mjs';

const { aws_lambda: lambda, aws_s3: s3, aws_scheduler: scheduler, aws_scheduler_targets: targets, aws_sns: sns, aws_sqs: sqs, aws_stepfunctions: sfn, aws_stepfunctions_tasks: tasks } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Report');
  const reports = new s3.Bucket(stack, 'Reports', { enforceSSL: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
  const operations = new sns.Topic(stack, 'Operations', { enforceSSL: true });
  const worker = (id) => new lambda.Function(stack, id, {
    ...node,
    environment: { BUCKET: reports.bucketName },
  });
  const [lister, counter] = [worker('Lister'), worker('Counter')];
  reports.grantRead(lister);
  reports.grantPut(counter, 'counts/*');
  const failed = new sfn.Fail(stack, 'Failed', { error: 'ReportFailed', cause: 'see the log' });
  const tell = new tasks.SnsPublish(stack, 'Tell', { topic: operations, subject: 'report', message: sfn.TaskInput.fromJsonPathAt('$.error') }).next(failed);
  const list = new tasks.LambdaInvoke(stack, 'List', { lambdaFunction: lister, outputPath: '$.Payload' });
  list.addCatch(tell, { resultPath: '$.error' });
  const each = new sfn.Map(stack, 'EachLine', { itemsPath: '$.lines', maxConcurrency: 10, resultPath: '$.counts' });
  const count = new tasks.LambdaInvoke(stack, 'Count', { lambdaFunction: counter, outputPath: '$.Payload' });
  count.addRetry({ errors: ['States.Timeout'], interval: cdk.Duration.seconds(10), maxAttempts: 4, backoffRate: 1.5 });
  each.itemProcessor(count);
  const any = new sfn.Choice(stack, 'AnyLines')
    .when(sfn.Condition.isPresent('$.lines[0]'), each)
    .otherwise(new sfn.Wait(stack, 'Later', { time: sfn.WaitTime.duration(cdk.Duration.minutes(15)) }).next(new sfn.Succeed(stack, 'Nothing')));
  const machine = new sfn.StateMachine(stack, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromChainable(list.next(any)),
    timeout: cdk.Duration.hours(2),
    stateMachineName: 'nightly-report',
  });
  new scheduler.Schedule(stack, 'Nightly', {
    schedule: scheduler.ScheduleExpression.cron({ minute: '15', hour: '1', timeZone: cdk.TimeZone.AMERICA_SAO_PAULO }),
    timeWindow: scheduler.TimeWindow.flexible(cdk.Duration.minutes(30)),
    target: new targets.StepFunctionsStartExecution(machine, {
      input: scheduler.ScheduleTargetInput.fromObject({ day: scheduler.ContextAttribute.scheduledTime }),
      deadLetterQueue: new sqs.Queue(stack, 'NotStarted'),
      retryAttempts: 3,
      maxEventAge: cdk.Duration.hours(1),
    }),
  });
};
