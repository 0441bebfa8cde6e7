import { cdk } from '../../cdk/library.mjs';

const { aws_dynamodb: dynamodb, aws_stepfunctions: sfn, aws_stepfunctions_tasks: tasks } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Inspections');
  const things = new dynamodb.Table(stack, 'Things', { partitionKey: { name: 'thing', type: dynamodb.AttributeType.STRING }, billingMode: dynamodb.BillingMode.PAY_PER_REQUEST });
  const key = { thing: tasks.DynamoAttributeValue.fromString(sfn.JsonPath.stringAt('$.thing')) };
  const read = new tasks.DynamoGetItem(stack, 'Read', { table: things, key, resultPath: '$.known' });
  const count = new tasks.DynamoUpdateItem(stack, 'Count', {
    table: things,
    key,
    updateExpression: 'ADD inspections :one',
    expressionAttributeValues: { ':one': tasks.DynamoAttributeValue.fromNumber(1) },
    resultPath: sfn.JsonPath.DISCARD,
  });
  const write = new tasks.DynamoPutItem(stack, 'Write', {
    table: things,
    item: { ...key, state: tasks.DynamoAttributeValue.fromString('inspected') },
    resultPath: sfn.JsonPath.DISCARD,
  });
  const crawl = new tasks.GlueStartCrawlerRun(stack, 'Crawl', { crawlerName: 'inspections' });
  new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(read.next(count).next(write).next(crawl)) });
};
