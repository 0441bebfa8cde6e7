import { cdk } from '../../cdk/library.mjs';

const { aws_kms: kms, aws_s3: s3 } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Archive');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const logs = new s3.Bucket(stack, 'Logs', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [{ expiration: cdk.Duration.days(90) }],
  });
  new s3.Bucket(stack, 'Readings', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryptionKey: key,
    enforceSSL: true,
    versioned: true,
    serverAccessLogsBucket: logs,
    serverAccessLogsPrefix: 'readings/',
    lifecycleRules: [
      {
        prefix: 'raw/',
        transitions: [
          { storageClass: s3.StorageClass.INFREQUENT_ACCESS, transitionAfter: cdk.Duration.days(30) },
          { storageClass: s3.StorageClass.GLACIER, transitionAfter: cdk.Duration.days(90) },
        ],
        expiration: cdk.Duration.days(365),
      },
    ],
    cors: [{ allowedMethods: [s3.HttpMethods.GET], allowedOrigins: ['https://plant.example'], allowedHeaders: ['*'], maxAge: 300 }],
  });
};
