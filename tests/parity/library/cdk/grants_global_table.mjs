import { cdk, role } from '../../cdk/library.mjs';

const { aws_dynamodb: dynamodb, aws_kms: kms } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants', { env: { account: '111122223333', region: 'sa-east-1' } });
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const table = new dynamodb.TableV2(stack, 'Table', {
    partitionKey: { name: 'device', type: dynamodb.AttributeType.STRING },
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(key),
    dynamoStream: dynamodb.StreamViewType.NEW_IMAGE,
  });
  table.grantReadData(role(stack, 'Reader'));
  table.grantWriteData(role(stack, 'Writer'));
  table.grantReadWriteData(role(stack, 'Worker'));
  table.grantFullAccess(role(stack, 'Owner'));
  table.grantStreamRead(role(stack, 'Watcher'));
  table.grantTableListStreams(role(stack, 'Lister'));
  table.grant(role(stack, 'Looker'), 'dynamodb:DescribeTable');
  table.grantStream(role(stack, 'Describer'), 'dynamodb:DescribeStream');
  table.grantOnKey(role(stack, 'KeyUser'), 'kms:DescribeKey');
  const plain = new dynamodb.Table(stack, 'Plain', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, billingMode: dynamodb.BillingMode.PAY_PER_REQUEST, stream: dynamodb.StreamViewType.KEYS_ONLY });
  plain.grantStream(role(stack, 'PlainDescriber'), 'dynamodb:DescribeStream');
};
