import { cdk, role } from '../../cdk/library.mjs';

const { aws_stepfunctions: sfn } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const machine = new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Nothing')) });
  machine.grantStartExecution(role(stack, 'Starter'));
  machine.grantStartSyncExecution(role(stack, 'Caller'));
  machine.grantRead(role(stack, 'Reader'));
  machine.grantTaskResponse(role(stack, 'Worker'));
  machine.grantExecution(role(stack, 'Stopper'), 'states:StopExecution');
};
