import { cdk } from '../../cdk/library.mjs';

const { aws_ec2: ec2, aws_lambda: lambda } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Reports');
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
      { name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  });
  const code = {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
  };
  const database = new ec2.SecurityGroup(stack, 'Database', { vpc });
  const queries = new lambda.Function(stack, 'Queries', {
    ...code,
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    allowAllOutbound: false,
  });
  queries.connections.allowTo(database, ec2.Port.tcp(5432), 'queries');
  const shared = new ec2.SecurityGroup(stack, 'Shared', { vpc });
  new lambda.Function(stack, 'Export', {
    ...code,
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    securityGroups: [shared],
  });
  new lambda.Function(stack, 'Local', {
    ...code,
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    allowPublicSubnet: true,
    ipv6AllowedForDualStack: true,
  });
  const foreign = lambda.Function.fromFunctionAttributes(stack, 'Foreign', {
    functionArn: 'arn:aws:lambda:sa-east-1:111122223333:function:reports',
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'ForeignGroup', 'sg-0123456789abcdef0'),
  });
  database.connections.allowFrom(foreign, ec2.Port.tcp(5432), 'queries of reports');
};
