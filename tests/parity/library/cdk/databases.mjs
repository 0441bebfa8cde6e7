import { cdk } from '../../cdk/library.mjs';

const { aws_ec2: ec2, aws_iam: iam, aws_rds: rds } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Databases');
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  const history = new rds.DatabaseInstance(stack, 'History', {
    vpc,
    vpcSubnets,
    engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_6 }),
    instanceType: new ec2.InstanceType('m7g.large'),
    databaseName: 'history',
    allocatedStorage: 200,
    maxAllocatedStorage: 500,
    storageType: rds.StorageType.GP3,
    storageEncrypted: true,
    multiAz: true,
    iamAuthentication: true,
    backupRetention: cdk.Duration.days(7),
    parameters: { 'rds.force_ssl': '1' },
    deletionProtection: true,
    monitoringInterval: cdk.Duration.seconds(60),
  });
  const reports = new ec2.SecurityGroup(stack, 'Reports', { vpc });
  history.connections.allowDefaultPortFrom(reports, 'queries');
  history.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/8'), 'administrators');
  const role = new iam.Role(stack, 'Reporter', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  history.grantConnect(role, 'reporter');
  history.secret.grantRead(role);
  const engine = rds.DatabaseClusterEngine.auroraMysql({ version: rds.AuroraMysqlEngineVersion.VER_3_08_0 });
  const orders = new rds.DatabaseCluster(stack, 'Orders', {
    vpc,
    vpcSubnets,
    engine,
    writer: rds.ClusterInstance.serverlessV2('writer'),
    readers: [
      rds.ClusterInstance.serverlessV2('standby', { scaleWithWriter: true }),
      rds.ClusterInstance.provisioned('reader', { instanceType: new ec2.InstanceType('r7g.large') }),
    ],
    serverlessV2MinCapacity: 1,
    serverlessV2MaxCapacity: 8,
    credentials: rds.Credentials.fromGeneratedSecret('operator'),
    defaultDatabaseName: 'orders',
    storageEncrypted: true,
    iamAuthentication: true,
    backup: { retention: cdk.Duration.days(7) },
    removalPolicy: cdk.RemovalPolicy.SNAPSHOT,
    enableDataApi: true,
  });
  orders.grantDataApiAccess(role);
  orders.connections.allowDefaultPortFrom(reports, 'queries');
  new cdk.CfnOutput(stack, 'Address', { value: orders.clusterEndpoint.hostname });
};
