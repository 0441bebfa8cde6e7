import { cdk, role } from '../../cdk/library.mjs';

const { aws_ec2: ec2, aws_rds: rds } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
  const orders = new rds.DatabaseCluster(stack, 'Orders', {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_6 }),
    writer: rds.ClusterInstance.serverlessV2('writer'),
    storageEncrypted: true,
    iamAuthentication: true,
    backup: { retention: cdk.Duration.days(7) },
    enableDataApi: true,
    removalPolicy: cdk.RemovalPolicy.RETAIN,
  });
  orders.grantConnect(role(stack, 'Connector'), 'reporter');
  orders.grantDataApiAccess(role(stack, 'Caller'));
};
