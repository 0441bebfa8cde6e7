import { cdk } from '../../cdk/library.mjs';

const { aws_iam: iam } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Identities');
  const statement = () => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] });
  const group = new iam.Group(stack, 'Readers', { managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonAthenaFullAccess')] });
  group.addToPolicy(statement());
  const user = new iam.User(stack, 'Exporter', { groups: [group] });
  user.addToPolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::exports/*'] }));
  new iam.AccessKey(stack, 'Key', { user });
  const role = new iam.Role(stack, 'Machine', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  role.attachInlinePolicy(new iam.Policy(stack, 'Reports', { policyName: 'reports', statements: [statement()] }));
  new iam.InstanceProfile(stack, 'Profile', { role });
};
