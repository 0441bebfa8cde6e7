import { cdk } from '../../cdk/library.mjs';

const { aws_lambda: lambda, aws_stepfunctions: sfn, aws_stepfunctions_tasks: tasks } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Jobs');
  const imported = (name) => lambda.Function.fromFunctionArn(stack, name, `arn:aws:lambda:sa-east-1:111122223333:function:${name.toLowerCase()}`);
  const submit = new tasks.LambdaInvoke(stack, 'SubmitJob', { lambdaFunction: imported('Submit'), outputPath: '$.Payload' });
  const wait = new sfn.Wait(stack, 'Pause', { time: sfn.WaitTime.duration(cdk.Duration.seconds(30)) });
  const ask = new tasks.LambdaInvoke(stack, 'AskStatus', { lambdaFunction: imported('Status'), outputPath: '$.Payload' });
  const failed = new sfn.Fail(stack, 'Failed', { error: 'JobFailed', cause: 'the job says so' });
  const done = new sfn.Succeed(stack, 'Done');
  const definition = submit
    .next(wait)
    .next(ask)
    .next(
      new sfn.Choice(stack, 'IsDone')
        .when(sfn.Condition.stringEquals('$.status', 'FAILED'), failed)
        .when(sfn.Condition.stringEquals('$.status', 'SUCCEEDED'), done)
        .otherwise(wait),
    );
  new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(definition), timeout: cdk.Duration.minutes(30) });
};
