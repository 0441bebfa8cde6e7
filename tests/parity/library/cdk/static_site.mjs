import { cdk } from '../../cdk/library.mjs';

const { aws_s3: s3 } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Site');
  const site = new s3.Bucket(stack, 'Pages', {
    websiteIndexDocument: 'index.html',
    websiteErrorDocument: 'error.html',
    publicReadAccess: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ACLS_ONLY,
    removalPolicy: cdk.RemovalPolicy.DESTROY,
  });
  new cdk.CfnOutput(stack, 'Url', { value: site.bucketWebsiteUrl });
};
