import { cdk } from '../../cdk/library.mjs';

const { aws_sns: sns, aws_sqs: sqs, aws_stepfunctions: sfn, aws_stepfunctions_tasks: tasks } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Orders');
  const topic = new sns.Topic(stack, 'Placed');
  const queue = new sqs.Queue(stack, 'Packing');
  const check = new sfn.Pass(stack, 'Check', { result: sfn.Result.fromObject({ checked: true }), resultPath: '$.check' });
  const tell = new tasks.SnsPublish(stack, 'Tell', { topic, message: sfn.TaskInput.fromJsonPathAt('$.order') });
  const pack = new tasks.SqsSendMessage(stack, 'Pack', { queue, messageBody: sfn.TaskInput.fromJsonPathAt('$.order') });
  const both = new sfn.Parallel(stack, 'Both').branch(tell).branch(pack);
  const lines = new sfn.Map(stack, 'Lines', { itemsPath: '$.lines', maxConcurrency: 5 });
  lines.itemProcessor(new sfn.Pass(stack, 'Line'));
  new sfn.StateMachine(stack, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromChainable(check.next(lines).next(both)),
    stateMachineType: sfn.StateMachineType.EXPRESS,
  });
};
