import { cdk, role } from '../../cdk/library.mjs';

const { aws_iam: iam, aws_kms: kms, aws_s3: s3 } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: key, enforceSSL: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL, versioned: true });
  bucket.grantRead(role(stack, 'Reader'));
  bucket.grantWrite(role(stack, 'Writer'));
  bucket.grantReadWrite(role(stack, 'Both'));
  bucket.grantPut(role(stack, 'Putter'));
  bucket.grantPutAcl(role(stack, 'Owner'));
  bucket.grantDelete(role(stack, 'Cleaner'));
  bucket.grantRead(role(stack, 'RawReader'), 'raw/*');
  bucket.grantRead(new iam.AccountPrincipal('444455556666'));
  s3.Bucket.fromBucketName(stack, 'Shared', 'plant-firmware').grantRead(role(stack, 'SharedReader'));
};
