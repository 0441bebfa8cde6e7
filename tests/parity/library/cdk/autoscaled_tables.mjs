import { cdk, node } from '../../cdk/library.mjs';

const { aws_dynamodb: dynamodb, aws_lambda: lambda, aws_lambda_event_sources: sources, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Tables');
  const lost = new sqs.Queue(stack, 'Lost');
  const stock = new dynamodb.Table(stack, 'Stock', {
    partitionKey: { name: 'part', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'shelf', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PROVISIONED,
    readCapacity: 10,
    writeCapacity: 5,
    stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
    timeToLiveAttribute: 'until',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  });
  stock.autoScaleReadCapacity({ minCapacity: 10, maxCapacity: 100 }).scaleOnUtilization({ targetUtilizationPercent: 75 });
  stock.autoScaleWriteCapacity({ minCapacity: 5, maxCapacity: 50 }).scaleOnUtilization({ targetUtilizationPercent: 60 });
  stock.addGlobalSecondaryIndex({
    indexName: 'byShelf',
    partitionKey: { name: 'shelf', type: dynamodb.AttributeType.STRING },
    projectionType: dynamodb.ProjectionType.KEYS_ONLY,
    readCapacity: 4,
    writeCapacity: 4,
  });
  const teller = new lambda.Function(stack, 'Teller', node);
  teller.addEventSource(new sources.DynamoEventSource(stock, {
    startingPosition: lambda.StartingPosition.TRIM_HORIZON,
    batchSize: 200,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: 3,
    maxRecordAge: cdk.Duration.hours(6),
    onFailure: new sources.SqsDlq(lost),
    filters: [lambda.FilterCriteria.filter({ eventName: lambda.FilterRule.or('INSERT', 'REMOVE') })],
  }));
  const reader = new lambda.Function(stack, 'Reader', { ...node, environment: { STOCK: stock.tableName } });
  stock.grantReadData(reader);
};
