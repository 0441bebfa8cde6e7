import { cdk } from '../../cdk/library.mjs';

const { aws_ec2: ec2 } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Networks', { env: { region: 'eu-central-1' } });
  new ec2.Vpc(stack, 'Dual', { ipProtocol: ec2.IpProtocol.DUAL_STACK, restrictDefaultSecurityGroup: false });
  new ec2.Vpc(stack, 'Named', {
    availabilityZones: ['eu-central-1a', 'eu-central-1c'],
    reservedAzs: 1,
    natGateways: 0,
    vpcName: 'named',
    enableDnsHostnames: false,
    restrictDefaultSecurityGroup: false,
  });
  new ec2.Vpc(stack, 'Pooled', {
    ipAddresses: ec2.IpAddresses.awsIpamAllocation({
      ipv4IpamPoolId: 'ipam-pool-0123456789abcdef0',
      ipv4NetmaskLength: 18,
      defaultSubnetIpv4NetmaskLength: 28,
    }),
    natGatewayProvider: ec2.NatProvider.gateway({ eipAllocationIds: ['eipalloc-1', 'eipalloc-2'] }),
    restrictDefaultSecurityGroup: false,
  });
  new ec2.Vpc(stack, 'Closed', {
    subnetConfiguration: [{ name: 'Inner', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    maxAzs: 1,
    restrictDefaultSecurityGroup: false,
  });
  new ec2.Vpc(stack, 'Elsewhere', {
    subnetConfiguration: [
      { name: 'Outer', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
      { name: 'One', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'Two', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    ],
    natGateways: 1,
    natGatewaySubnets: { subnetGroupName: 'Outer' },
    createInternetGateway: true,
    restrictDefaultSecurityGroup: false,
  });
};
