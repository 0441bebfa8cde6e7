import { cdk } from '../../cdk/library.mjs';

const { aws_dynamodb: dynamodb, aws_kinesis: kinesis } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Readings');
  const changes = new kinesis.Stream(stack, 'Changes', {
    streamMode: kinesis.StreamMode.PROVISIONED,
    shardCount: 2,
    retentionPeriod: cdk.Duration.hours(48),
  });
  const readings = new dynamodb.Table(stack, 'Readings', {
    partitionKey: { name: 'device', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'time', type: dynamodb.AttributeType.NUMBER },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'expiry',
    stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
    kinesisStream: changes,
    deletionProtection: true,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  });
  readings.addGlobalSecondaryIndex({
    indexName: 'byLine',
    partitionKey: { name: 'line', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'time', type: dynamodb.AttributeType.NUMBER },
    projectionType: dynamodb.ProjectionType.INCLUDE,
    nonKeyAttributes: ['celsius'],
  });
  readings.addLocalSecondaryIndex({
    indexName: 'byValue',
    sortKey: { name: 'celsius', type: dynamodb.AttributeType.NUMBER },
    projectionType: dynamodb.ProjectionType.KEYS_ONLY,
  });
  const machines = new dynamodb.Table(stack, 'Machines', {
    tableName: 'machines',
    partitionKey: { name: 'id', type: dynamodb.AttributeType.BINARY },
    billingMode: dynamodb.BillingMode.PROVISIONED,
    readCapacity: 5,
    writeCapacity: 2,
    tableClass: dynamodb.TableClass.STANDARD_INFREQUENT_ACCESS,
    removalPolicy: cdk.RemovalPolicy.DESTROY,
  });
  machines.autoScaleReadCapacity({ minCapacity: 5, maxCapacity: 50 }).scaleOnUtilization({ targetUtilizationPercent: 60 });
  const orders = new dynamodb.TableV2(stack, 'Orders', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    contributorInsightsSpecification: { enabled: true, mode: dynamodb.ContributorInsightsMode.THROTTLED_KEYS },
  });
  new cdk.CfnOutput(stack, 'Name', { value: orders.tableName });
};
