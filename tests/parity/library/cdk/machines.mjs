import { cdk } from '../../cdk/library.mjs';

const { aws_ec2: ec2, aws_iam: iam } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Machines');
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    publicSubnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
    publicSubnetRouteTableIds: ['rtb-0123456789abcdef1', 'rtb-0123456789abcdef2'],
    privateSubnetIds: ['subnet-0123456789abcdef3', 'subnet-0123456789abcdef4'],
    privateSubnetRouteTableIds: ['rtb-0123456789abcdef3', 'rtb-0123456789abcdef4'],
  });
  const arm = ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 });
  const broker = new ec2.Instance(stack, 'Broker', {
    vpc,
    instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.SMALL),
    machineImage: arm,
    keyPair: new ec2.KeyPair(stack, 'Key', { type: ec2.KeyPairType.ED25519 }),
    httpTokens: ec2.HttpTokens.REQUIRED,
    blockDevices: [
      { deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(30, { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3 }) },
    ],
    creditSpecification: ec2.CpuCredits.STANDARD,
    detailedMonitoring: true,
  });
  broker.addUserData('dnf install -y mosquitto', 'systemctl enable --now mosquitto');
  broker.connections.allowFrom(ec2.Peer.ipv4('192.168.0.0/16'), ec2.Port.tcp(8883), 'sensors');
  broker.addToRolePolicy(new iam.PolicyStatement({ actions: ['iot:Connect'], resources: ['arn:aws:iot:eu-central-1:111122223333:client/broker'] }));
  new ec2.Instance(stack, 'Public', {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    availabilityZone: 'eu-central-1b',
    instanceType: new ec2.InstanceType('m7i.large'),
    machineImage: ec2.MachineImage.fromSsmParameter('/plant/image'),
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0'),
    associatePublicIpAddress: true,
    httpTokens: ec2.HttpTokens.REQUIRED,
    disableApiTermination: true,
  });
  new ec2.LaunchTemplate(stack, 'Workers', {
    instanceType: new ec2.InstanceType('c7g.large'),
    machineImage: arm,
    userData: ec2.UserData.forLinux(),
    role: new iam.Role(stack, 'Worker', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }),
    securityGroup: new ec2.SecurityGroup(stack, 'Workshop', { vpc }),
    requireImdsv2: true,
    blockDevices: [
      { deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(50, { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3 }) },
    ],
  });
  new ec2.BastionHostLinux(stack, 'Bastion', {
    vpc,
    instanceType: new ec2.InstanceType('t4g.nano'),
  });
};
