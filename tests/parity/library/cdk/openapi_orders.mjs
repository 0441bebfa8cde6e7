import { cdk, node } from '../../cdk/library.mjs';

const { aws_apigateway: apigateway, aws_dynamodb: dynamodb, aws_iam: iam, aws_lambda: lambda } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Orders');
  const orders = new dynamodb.Table(stack, 'Orders', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  });
  const handler = new lambda.Function(stack, 'Handler', {
    ...node,
    memorySize: 256,
    environment: { TABLE: orders.tableName },
  });
  orders.grantReadWriteData(handler);
  const uri = `arn:${stack.partition}:apigateway:${stack.region}:lambda:path/2015-03-31/functions/${handler.functionArn}/invocations`;
  const operation = { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri }, responses: { 200: { description: 'ok' } } };
  const api = new apigateway.SpecRestApi(stack, 'Api', {
    apiDefinition: apigateway.ApiDefinition.fromInline({
      openapi: '3.0.1',
      info: { title: 'orders', version: '1' },
      paths: { '/orders': { get: operation, post: operation }, '/orders/{id}': { get: operation } },
    }),
    endpointTypes: [apigateway.EndpointType.REGIONAL],
    failOnWarnings: true,
    deployOptions: { stageName: 'v1', throttlingRateLimit: 50, throttlingBurstLimit: 100 },
  });
  handler.addPermission('Api', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com'), sourceArn: api.arnForExecuteApi() });
  const plan = new apigateway.UsagePlan(stack, 'Partners', { apiStages: [{ api, stage: api.deploymentStage }], quota: { limit: 1000, period: apigateway.Period.DAY } });
  plan.addApiKey(new apigateway.ApiKey(stack, 'Partner', { description: 'the first partner' }));
  new cdk.CfnOutput(stack, 'Url', { value: api.url });
};
