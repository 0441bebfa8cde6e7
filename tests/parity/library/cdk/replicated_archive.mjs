import { cdk } from '../../cdk/library.mjs';

const { aws_cloudwatch: cloudwatch, aws_kms: kms, aws_s3: s3 } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Archive');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const remote = kms.Key.fromKeyArn(stack, 'RemoteKey', 'arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000');
  const safe = { blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL, enforceSSL: true, versioned: true };
  const copy = s3.Bucket.fromBucketName(stack, 'Copy', 'archive-in-frankfurt');
  const cold = new s3.Bucket(stack, 'Cold', safe);
  const archive = new s3.Bucket(stack, 'Readings', {
    ...safe,
    encryptionKey: key,
    replicationRules: [
      { destination: copy, id: 'frankfurt', priority: 2, filter: { prefix: 'raw/' }, kmsKey: remote, sseKmsEncryptedObjects: true, replicationTimeControl: s3.ReplicationTimeValue.FIFTEEN_MINUTES, metrics: s3.ReplicationTimeValue.FIFTEEN_MINUTES },
      { destination: cold, id: 'cold', priority: 1, filter: { tags: [{ key: 'keep', value: 'long' }] }, storageClass: s3.StorageClass.DEEP_ARCHIVE, sseKmsEncryptedObjects: true },
    ],
  });
  new cloudwatch.Alarm(stack, 'Behind', {
    metric: new cloudwatch.Metric({
      namespace: 'AWS/S3',
      metricName: 'ReplicationLatency',
      dimensionsMap: { SourceBucket: archive.bucketName, DestinationBucket: copy.bucketName, RuleId: 'frankfurt' },
      statistic: 'Maximum',
      period: cdk.Duration.minutes(5),
    }),
    threshold: 900,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 3,
  });
};
