import { cdk } from '../../cdk/library.mjs';

const { aws_ec2: ec2 } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Network');
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const group = new ec2.SecurityGroup(stack, 'Group', { vpc });
  group.addIngressRule(ec2.Peer.ipv4('192.0.2.0/24'), ec2.Port.SSH, 'the office');
  group.addIngressRule(ec2.Peer.anyIpv6(), ec2.Port.tcpRange(8000, 8010), 'workers');
  group.addIngressRule(ec2.Peer.prefixList('pl-12345678'), ec2.Port.udp(53), 'names');
  const imported = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Imported', 'sg-12345678');
  imported.addIngressRule(group, ec2.Port.allTraffic(), 'all of the group');
  new cdk.CfnOutput(stack, 'Private', { value: vpc.privateSubnets.map((subnet) => subnet.subnetId).join(',') });
};
