import { cdk, example } from '../../cdk/library.mjs';

const { aws_lambda: lambda, aws_logs: logs, aws_sns: sns, aws_sqs: sqs } = cdk;
const { aws_stepfunctions: sfn, aws_stepfunctions_tasks: tasks } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Orders');
  const fn = (id, file) => new lambda.Function(stack, id, {
    code: lambda.Code.fromInline(example(file)),
    runtime: lambda.Runtime.PYTHON_3_14,
    handler: 'index.handler',
    tracing: lambda.Tracing.ACTIVE,
  });
  const check = fn('Check', 'state_machine/check.py');
  const pay = fn('Pay', 'state_machine/pay.py');
  const decisions = new sqs.Queue(stack, 'Decisions', { enforceSSL: true });
  const operations = new sns.Topic(stack, 'Operations', { enforceSSL: true });

  const failed = new tasks.SnsPublish(stack, 'Tell operations', {
    topic: operations,
    message: sfn.TaskInput.fromJsonPathAt('$.error.Cause'),
  }).next(new sfn.Fail(stack, 'Failed'));
  const decide = new tasks.SqsSendMessage(stack, 'Ask a person', {
    queue: decisions,
    messageBody: sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken, order: sfn.JsonPath.stringAt('$.id') }),
    integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    taskTimeout: sfn.Timeout.duration(cdk.Duration.days(2)),
    resultPath: sfn.JsonPath.DISCARD,
  });
  const paid = new tasks.LambdaInvoke(stack, 'Take the money', { lambdaFunction: pay, resultPath: '$.payment' });
  paid.addRetry({ errors: ['BankIsBusy'], interval: cdk.Duration.seconds(10), maxAttempts: 5 });
  paid.addCatch(failed, { resultPath: '$.error' });
  const large = new sfn.Choice(stack, 'Large?')
    .when(sfn.Condition.numberGreaterThan('$.total', 1000), decide)
    .otherwise(new sfn.Pass(stack, 'Small'))
    .afterwards();
  const order = new tasks.LambdaInvoke(stack, 'Check the order', { lambdaFunction: check, outputPath: '$.Payload' })
    .next(large)
    .next(paid)
    .next(new sfn.Succeed(stack, 'Done'));
  new sfn.StateMachine(stack, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromChainable(order),
    timeout: cdk.Duration.days(3),
    tracingEnabled: true,
    logs: {
      destination: new logs.LogGroup(stack, 'Logs', { retention: logs.RetentionDays.ONE_YEAR }),
      level: sfn.LogLevel.ALL,
    },
  });
};
