import { cdk, node } from '../../cdk/library.mjs';

const { aws_events: events, aws_lambda: lambda, aws_sns: sns, aws_sqs: sqs, aws_stepfunctions: sfn, aws_stepfunctions_tasks: tasks } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Approvals');
  const questions = new sqs.Queue(stack, 'Questions');
  const people = new sns.Topic(stack, 'People', { enforceSSL: true });
  const bus = new events.EventBus(stack, 'Bus', { eventBusName: 'approvals' });
  const order = new lambda.Function(stack, 'Order', node);
  const answer = new lambda.Function(stack, 'Answer', node);
  questions.grantConsumeMessages(answer);
  const refused = new sfn.Fail(stack, 'Refused', { error: 'Refused' });
  const ask = new tasks.SqsSendMessage(stack, 'Ask', {
    queue: questions,
    integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    messageBody: sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken, part: sfn.JsonPath.stringAt('$.part') }),
    taskTimeout: sfn.Timeout.duration(cdk.Duration.days(3)),
    resultPath: '$.answer',
  });
  ask.addCatch(refused, { errors: ['States.Timeout', 'Refused'] });
  const buy = new tasks.LambdaInvoke(stack, 'Buy', { lambdaFunction: order, payloadResponseOnly: true, resultPath: '$.order' });
  const say = new tasks.SnsPublish(stack, 'Say', { topic: people, message: sfn.TaskInput.fromJsonPathAt('$.part'), resultPath: sfn.JsonPath.DISCARD });
  const tell = new tasks.EventBridgePutEvents(stack, 'Tell', {
    entries: [{ detail: sfn.TaskInput.fromObject({ part: sfn.JsonPath.stringAt('$.part') }), detailType: 'PartBought', source: 'approvals', eventBus: bus }],
  });
  const both = new sfn.Parallel(stack, 'Both', { resultPath: sfn.JsonPath.DISCARD }).branch(say).branch(tell);
  const expensive = new sfn.Choice(stack, 'Expensive')
    .when(sfn.Condition.and(sfn.Condition.numberGreaterThan('$.price', 500), sfn.Condition.not(sfn.Condition.booleanEquals('$.urgent', true))), ask)
    .otherwise(new sfn.Pass(stack, 'Cheap'))
    .afterwards();
  const machine = new sfn.StateMachine(stack, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromChainable(expensive.next(buy).next(both)),
    timeout: cdk.Duration.days(7),
  });
  machine.grantTaskResponse(answer);
  const starter = new lambda.Function(stack, 'Starter', node);
  machine.grantStartExecution(starter);
};
