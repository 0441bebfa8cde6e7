import { cdk, role } from '../../cdk/library.mjs';

const { aws_iam: iam } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const task = role(stack, 'Task');
  task.grantPassRole(role(stack, 'Starter'));
  task.grantAssumeRole(role(stack, 'Person'));
  task.grant(role(stack, 'Looker'), 'iam:GetRole');
  const lazy = new iam.LazyRole(stack, 'Later', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  lazy.grantPassRole(role(stack, 'LaterStarter'));
  lazy.grantAssumeRole(role(stack, 'LaterPerson'));
  lazy.grant(role(stack, 'LaterLooker'), 'iam:GetRole');
  const imported = iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::111122223333:role/imported');
  imported.grantPassRole(role(stack, 'ImportStarter'));
};
