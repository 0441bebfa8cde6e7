import { cdk } from '../../cdk/library.mjs';

const { aws_ec2: ec2, aws_iam: iam, aws_s3: s3 } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Private');
  const flows = s3.Bucket.fromBucketName(stack, 'Flows', 'plant-flows');
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    ipAddresses: ec2.IpAddresses.cidr('10.40.0.0/20'),
    maxAzs: 2,
    createInternetGateway: false,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: 'Services', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      { name: 'Machines', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 22 },
    ],
    gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
  });
  vpc.addFlowLog('Rejected', { destination: ec2.FlowLogDestination.toS3(flows, 'vpc/'), trafficType: ec2.FlowLogTrafficType.REJECT, maxAggregationInterval: ec2.FlowLogMaxAggregationInterval.ONE_MINUTE });
  const services = { subnetGroupName: 'Services' };
  for (const [id, service] of [['Ssm', ec2.InterfaceVpcEndpointAwsService.SSM], ['SsmMessages', ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES], ['Logs', ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS]]) {
    const endpoint = vpc.addInterfaceEndpoint(id, { service, subnets: services });
    endpoint.addToPolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['*'], resources: ['*'], conditions: { StringEquals: { 'aws:PrincipalAccount': stack.account } } }));
  }
  const acl = new ec2.NetworkAcl(stack, 'MachinesAcl', { vpc, subnetSelection: { subnetGroupName: 'Machines' } });
  acl.addEntry('FromNetwork', { ruleNumber: 100, direction: ec2.TrafficDirection.INGRESS, cidr: ec2.AclCidr.ipv4('10.40.0.0/20'), traffic: ec2.AclTraffic.allTraffic() });
  acl.addEntry('ToNetwork', { ruleNumber: 100, direction: ec2.TrafficDirection.EGRESS, cidr: ec2.AclCidr.ipv4('10.40.0.0/20'), traffic: ec2.AclTraffic.tcpPort(443) });
  new ec2.Instance(stack, 'Gateway', {
    vpc,
    vpcSubnets: { subnetGroupName: 'Machines' },
    instanceType: new ec2.InstanceType('t4g.small'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
    ssmSessionPermissions: true,
    httpTokens: ec2.HttpTokens.REQUIRED,
    blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(20, { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3 }) }],
  });
};
