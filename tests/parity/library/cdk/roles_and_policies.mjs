import { cdk } from '../../cdk/library.mjs';

const { aws_iam: iam } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Roles');
  const readings = 'arn:aws:dynamodb:sa-east-1:111122223333:table/readings';
  const role = new iam.Role(stack, 'Worker', {
    assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('lambda.amazonaws.com'), new iam.ServicePrincipal('states.amazonaws.com')),
    description: 'Works on readings',
    maxSessionDuration: cdk.Duration.hours(2),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AWSXRayDaemonWriteAccess')],
    inlinePolicies: {
      describe: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['dynamodb:DescribeTable'], resources: [readings] })] }),
    },
  });
  role.addToPolicy(new iam.PolicyStatement({
    actions: ['dynamodb:Query', 'dynamodb:GetItem'],
    resources: [readings, `${readings}/index/*`],
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['plant-1'] } },
  }));
  role.addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['dynamodb:DeleteTable'], resources: ['*'] }));
  new iam.Role(stack, 'Partner', { assumedBy: new iam.AccountPrincipal('444455556666'), externalIds: ['plant-1'] });
  new iam.Role(stack, 'Pipeline', {
    assumedBy: new iam.WebIdentityPrincipal('arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com', {
      StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
    }),
  });
  const readers = new iam.ManagedPolicy(stack, 'Readers', {
    description: 'Reads readings',
    statements: [new iam.PolicyStatement({ actions: ['dynamodb:Query'], resources: [readings] })],
  });
  new iam.Role(stack, 'Report', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'), managedPolicies: [readers] });
};
