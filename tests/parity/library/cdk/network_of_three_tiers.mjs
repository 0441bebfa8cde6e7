import { cdk } from '../../cdk/library.mjs';

const { aws_ec2: ec2 } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Network', { env: { account: '111122223333', region: 'sa-east-1' } });
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    ipAddresses: ec2.IpAddresses.cidr('10.20.0.0/16'),
    availabilityZones: ['sa-east-1a', 'sa-east-1b', 'sa-east-1c'],
    natGateways: 1,
    subnetConfiguration: [
      { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 },
      { name: 'Application', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 26 },
    ],
  });
  const site = new ec2.SecurityGroup(stack, 'Site', { vpc, description: 'The site' });
  const application = new ec2.SecurityGroup(stack, 'Application', { vpc, description: 'The application' });
  const data = new ec2.SecurityGroup(stack, 'Data', { vpc, description: 'The database', allowAllOutbound: false });
  site.connections.allowFromAnyIpv4(ec2.Port.tcp(443), 'the public site');
  application.connections.allowFrom(site, ec2.Port.tcp(8080), 'requests of the site');
  data.connections.allowFrom(application, ec2.Port.POSTGRES, 'queries of the application');
  data.connections.allowInternally(ec2.Port.tcp(5432), 'replicas');
  new cdk.CfnOutput(stack, 'Subnets', { value: vpc.selectSubnets({ subnetGroupName: 'Data' }).subnetIds.join(',') });
};
