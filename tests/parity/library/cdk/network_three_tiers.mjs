import { cdk } from '../../cdk/library.mjs';

const { aws_ec2: ec2 } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Tiers');
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    ipAddresses: ec2.IpAddresses.cidr('10.20.0.0/16'),
    natGateways: 1,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: 'Ingress', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 },
      { name: 'Application', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 26 },
      { name: 'Later', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 26, reserved: true },
    ],
  });
  const site = new ec2.SecurityGroup(stack, 'Site', { vpc, description: 'the public site' });
  const service = new ec2.SecurityGroup(stack, 'Service', { vpc });
  const data = new ec2.SecurityGroup(stack, 'Data', { vpc, allowAllOutbound: false });
  site.connections.allowFromAnyIpv4(ec2.Port.HTTPS, 'everybody');
  service.connections.allowFrom(site, ec2.Port.tcp(8080), 'requests');
  data.connections.allowFrom(service, ec2.Port.POSTGRES, 'queries');
  service.connections.allowFrom(data, ec2.Port.udpRange(8000, 8010), 'notices');
  data.addIngressRule(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.icmpPing());
  data.addIngressRule(ec2.Peer.prefixList('pl-0123456789abcdef0'), ec2.Port.allTcp(), 'backups');
  data.addEgressRule(ec2.Peer.ipv4('10.20.0.0/16'), ec2.Port.DNS_UDP, 'names');
  service.connections.allowInternally(ec2.Port.allTraffic(), 'members');
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  vpc.addGatewayEndpoint('DynamoDb', {
    service: ec2.GatewayVpcEndpointAwsService.DYNAMODB,
    subnets: [{ subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  const secrets = vpc.addInterfaceEndpoint('Secrets', {
    service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    subnets: { subnetGroupName: 'Data' },
  });
  secrets.connections.allowDefaultPortFrom(service, 'passwords');
  vpc.addFlowLog('FlowLog');
  new cdk.CfnOutput(stack, 'Zones', { value: cdk.Fn.join(',', vpc.availabilityZones) });
};
