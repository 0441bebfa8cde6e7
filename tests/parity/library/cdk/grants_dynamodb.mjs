import { cdk, role } from '../../cdk/library.mjs';

const { aws_dynamodb: dynamodb, aws_iam: iam, aws_kms: kms } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const table = new dynamodb.Table(stack, 'Table', {
    partitionKey: { name: 'device', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'time', type: dynamodb.AttributeType.NUMBER },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: key,
    stream: dynamodb.StreamViewType.NEW_IMAGE,
  });
  table.addGlobalSecondaryIndex({
    indexName: 'byLine',
    partitionKey: { name: 'line', type: dynamodb.AttributeType.STRING },
  });
  table.grantReadData(role(stack, 'Reader'));
  table.grantWriteData(role(stack, 'Writer'));
  table.grantReadWriteData(role(stack, 'Worker'));
  table.grantFullAccess(role(stack, 'Owner'));
  table.grantStreamRead(role(stack, 'Watcher'));
  table.grantTableListStreams(role(stack, 'Lister'));
  table.grant(role(stack, 'Looker'), 'dynamodb:DescribeTable');
  table.grantReadData(new iam.AccountPrincipal('444455556666'));
  const plain = new dynamodb.Table(stack, 'Plain', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
  });
  plain.grantReadWriteData(role(stack, 'PlainWorker'));
  const arn = 'arn:aws:dynamodb:sa-east-1:111122223333:table/imported';
  const imported = dynamodb.Table.fromTableAttributes(stack, 'Imported', { tableArn: arn, globalIndexes: ['byLine'] });
  imported.grantReadData(role(stack, 'ImportReader'));
};
