import { cdk, node } from '../../cdk/library.mjs';

const { aws_cloudwatch: cloudwatch, aws_dynamodb: dynamodb, aws_lambda: lambda } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Orders', { env: { account: '111122223333', region: 'us-east-1' } });
  const orders = new dynamodb.TableV2(stack, 'Orders', {
    tableName: 'orders',
    partitionKey: { name: 'customer', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'order', type: dynamodb.AttributeType.STRING },
    billing: dynamodb.Billing.onDemand({ maxReadRequestUnits: 1000, maxWriteRequestUnits: 500 }),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    globalSecondaryIndexes: [{ indexName: 'byDay', partitionKey: { name: 'day', type: dynamodb.AttributeType.STRING }, projectionType: dynamodb.ProjectionType.ALL }],
    localSecondaryIndexes: [{ indexName: 'byState', sortKey: { name: 'state', type: dynamodb.AttributeType.STRING } }],
    replicas: [
      { region: 'eu-central-1', pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } },
      { region: 'us-west-2', tableClass: dynamodb.TableClass.STANDARD_INFREQUENT_ACCESS, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } },
    ],
  });
  const shop = new lambda.Function(stack, 'Shop', { ...node, environment: { ORDERS: orders.tableName } });
  orders.grantReadWriteData(shop);
  new cloudwatch.Alarm(stack, 'Throttled', {
    metric: orders.metric('WriteThrottleEvents', { statistic: 'Sum', period: cdk.Duration.minutes(1) }),
    threshold: 1,
    evaluationPeriods: 1,
  });
};
