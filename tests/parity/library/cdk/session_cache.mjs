import { Construct, cdk } from '../../cdk/library.mjs';

const { aws_ec2: ec2, aws_elasticache: elasticache, aws_kms: kms, aws_secretsmanager: secretsmanager } = cdk;

// AWS CDK has the bindings of ElastiCache alone.
export default (app) => {
  const stack = new cdk.Stack(app, 'Sessions');
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const web = new ec2.SecurityGroup(stack, 'Web', { vpc });
  const scope = new Construct(stack, 'Cache');
  const group = new ec2.SecurityGroup(scope, 'SecurityGroup', { vpc });
  group.connections.allowFrom(web, ec2.Port.tcp(6379), 'sessions');
  const subnets = new elasticache.CfnSubnetGroup(new Construct(scope, 'Subnets'), 'Resource', {
    description: 'Sessions/Cache/Subnets',
    subnetIds: vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_ISOLATED }).subnetIds,
  });
  const token = new secretsmanager.Secret(scope, 'Token', { generateSecretString: { excludePunctuation: true, passwordLength: 64 } });
  const cache = new elasticache.CfnReplicationGroup(scope, 'Resource', {
    replicationGroupDescription: 'sessions of customers',
    engine: 'valkey',
    engineVersion: '8.0',
    cacheNodeType: 'cache.t4g.small',
    numCacheClusters: 3,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    atRestEncryptionEnabled: true,
    kmsKeyId: key.keyArn,
    transitEncryptionEnabled: true,
    authToken: token.secretValue.unsafeUnwrap(),
    cacheSubnetGroupName: subnets.ref,
    securityGroupIds: [group.securityGroupId],
    snapshotRetentionLimit: 3,
  });
  new cdk.CfnOutput(stack, 'Address', { value: cache.attrPrimaryEndPointAddress });
};
