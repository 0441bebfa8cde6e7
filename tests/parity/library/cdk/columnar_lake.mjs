import { Construct, cdk, node } from '../../cdk/library.mjs';

const { aws_athena: athena, aws_glue: glue, aws_iam: iam, aws_kinesisfirehose: firehose, aws_kms: kms, aws_lambda: lambda, aws_s3: s3 } = cdk;

// AWS CDK has the bindings of Glue and Athena alone.
export default (app) => {
  const stack = new cdk.Stack(app, 'Lake');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const lake = new s3.Bucket(stack, 'Lake', { encryptionKey: key, enforceSSL: true, versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
  const cleaner = new lambda.Function(stack, 'Cleaner', {
    ...node,
    timeout: cdk.Duration.minutes(2),
  });
  const stream = new firehose.DeliveryStream(stack, 'Delivery', {
    destination: new firehose.S3Bucket(lake, {
      compression: firehose.Compression.SNAPPY,
      dataOutputPrefix: 'readings/!{timestamp:yyyy/MM/dd}/',
      errorOutputPrefix: 'failed/!{firehose:error-output-type}/',
      bufferingInterval: cdk.Duration.minutes(10),
      bufferingSize: cdk.Size.mebibytes(128),
      encryptionKey: key,
      processors: [new firehose.LambdaFunctionProcessor(cleaner, { retries: 2 })],
    }),
  });
  const gateway = new iam.Role(stack, 'Gateway', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
  stream.grantPutRecords(gateway);
  const database = new glue.CfnDatabase(new Construct(stack, 'Plant'), 'Resource', { catalogId: stack.account, databaseInput: { name: 'plant' } });
  const role = new iam.Role(new Construct(stack, 'Crawler'), 'Role', {
    assumedBy: new iam.ServicePrincipal('glue.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSGlueServiceRole')],
  });
  lake.grantRead(role, 'readings/*');
  new glue.CfnCrawler(stack.node.findChild('Crawler'), 'Resource', {
    role: role.roleArn,
    databaseName: database.ref,
    targets: { s3Targets: [{ path: `s3://${lake.bucketName}/readings/` }] },
    schedule: { scheduleExpression: 'cron(0 3 * * ? *)' },
    schemaChangePolicy: { updateBehavior: 'UPDATE_IN_DATABASE', deleteBehavior: 'DEPRECATE_IN_DATABASE' },
  });
  const reports = new athena.CfnWorkGroup(new Construct(stack, 'Reports'), 'Resource', {
    name: 'reports',
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      bytesScannedCutoffPerQuery: 10000000000,
      resultConfiguration: {
        outputLocation: `s3://${lake.bucketName}/results/`,
        encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: key.keyArn },
      },
    },
  });
  new athena.CfnNamedQuery(new Construct(stack, 'Yesterday'), 'Resource', {
    name: 'yesterday',
    database: database.ref,
    workGroup: reports.ref,
    queryString: 'SELECT count(*) FROM readings',
  });
};
