// The assembly: assets of files and folders, synthesizers.
import { cdk, file, resource, Asset } from '../library.mjs';

const { NestedStack, Stack, Stage } = cdk;

export function file_assets(app) {
  const known = new Stack(app, 'Known', { env: { account: '111111111111', region: 'sa-east-1' } });
  const agnostic = new Stack(app, 'Agnostic');
  for (const stack of [known, agnostic]) {
    const reading = new Asset(stack, 'Reading', { path: file('reading.csv') });
    new Asset(stack, 'Windows', { path: file('crlf.txt') });
    new Asset(stack, 'Again', { path: file('reading.csv') });
    resource(stack, 'Use', 'Test::Use::Asset', {
      Bucket: reading.s3BucketName,
      Key: reading.s3ObjectKey,
      Url: reading.s3ObjectUrl,
      Http: reading.httpUrl,
    });
  }
}

export function file_asset_without_extension(app) {
  const stack = new Stack(app, 'NoExtension');
  new Asset(stack, 'Plain', { path: file('noext') });
}

export function folder_assets(app) {
  const stack = new Stack(app, 'Folders');
  const folder = new Asset(stack, 'Folder', { path: file('folder') });
  new Asset(stack, 'Filtered', { path: file('folder'), exclude: ['*.md', 'sub/*.bin'] });
  new Asset(stack, 'Salted', { path: file('folder'), extraHash: 'salt' });
  const code = resource(stack, 'Function', 'AWS::Lambda::Function', { Code: { S3Bucket: folder.s3BucketName, S3Key: folder.s3ObjectKey } });
  folder.addResourceMetadata(code, 'Code');
}

export function asset_options(app) {
  const stack = new Stack(app, 'AssetOptions');
  new Asset(stack, 'Fixed', { path: file('folder'), assetHash: 'chosen by hand' });
  new Asset(stack, 'Named', { path: file('reading.csv'), displayName: 'the readings' });
}

export function assets_in_nested_places(app) {
  const stage = new Stage(app, 'Dev');
  const inStage = new Stack(stage, 'Store');
  new Asset(inStage, 'Reading', { path: file('reading.csv') });
  const stack = new Stack(app, 'Plant');
  const nested = new NestedStack(stack, 'Nested');
  const inner = new Asset(nested, 'Reading', { path: file('reading.csv') });
  resource(nested, 'Use', 'Test::Use::Asset', { Url: inner.s3ObjectUrl });
}

export function qualifier(app) {
  app.node.setContext('@aws-cdk/core:bootstrapQualifier', 'plantops1');
  const stack = new Stack(app, 'Qualified');
  new Asset(stack, 'Reading', { path: file('reading.csv') });
}

export function custom_synthesizer(app) {
  new Stack(app, 'Custom', {
    env: { account: '111111111111', region: 'sa-east-1' },
    synthesizer: new cdk.DefaultStackSynthesizer({
      qualifier: 'q',
      fileAssetsBucketName: 'assets-${AWS::AccountId}-${Qualifier}',
      bucketPrefix: 'plant/',
      deployRoleArn: 'arn:aws:iam::${AWS::AccountId}:role/deployer',
      generateBootstrapVersionRule: false,
    }),
  });
}

export function bootstrapless(app) {
  const stack = new Stack(app, 'Bootstrapless', { synthesizer: new cdk.BootstraplessSynthesizer() });
  resource(stack, 'Topic', 'AWS::SNS::Topic', {});
}
