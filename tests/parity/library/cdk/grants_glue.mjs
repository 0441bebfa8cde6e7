import { cdk, role } from '../../cdk/library.mjs';

const { aws_glue: glue, aws_kms: kms, aws_s3: s3 } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const bucket = new s3.Bucket(stack, 'Lake', { encryptionKey: key, enforceSSL: true, versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
  const database = new glue.Database(stack, 'Plant', { databaseName: 'plant' });
  const table = new glue.S3Table(stack, 'Readings', {
    database,
    tableName: 'readings',
    storage: glue.S3TableStorage.fromBucket(bucket),
    s3Prefix: 'readings/',
    columns: [{ name: 'celsius', type: glue.Schema.DOUBLE }],
    partitionKeys: [{ name: 'day', type: glue.Schema.STRING }],
    dataFormat: glue.DataFormat.PARQUET,
  });
  table.grantRead(role(stack, 'Reader'));
  table.grantWrite(role(stack, 'Writer'));
  table.grantReadWrite(role(stack, 'Both'));
  table.grant(role(stack, 'Updater'), ['glue:UpdateTable']);
  table.grantToUnderlyingResources(role(stack, 'Looker'), ['glue:GetTable']);
};
