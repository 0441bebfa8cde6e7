import { cdk, example } from '../../cdk/library.mjs';

const { aws_apigateway: apigateway, aws_dynamodb: dynamodb, aws_lambda: lambda, aws_logs: logs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'ServerlessApi');
  const table = new dynamodb.Table(stack, 'Items', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  });
  const fn = new lambda.Function(stack, 'Function', {
    code: lambda.Code.fromInline(example('serverless_api/items.py')),
    runtime: lambda.Runtime.PYTHON_3_14,
    handler: 'index.handler',
    environment: { TABLE: table.tableName },
    tracing: lambda.Tracing.ACTIVE,
  });
  table.grantReadWriteData(fn);

  const accessLog = new logs.LogGroup(stack, 'AccessLog', { retention: logs.RetentionDays.ONE_YEAR });
  const api = new apigateway.RestApi(stack, 'Api', {
    defaultIntegration: new apigateway.LambdaIntegration(fn),
    defaultCorsPreflightOptions: { allowOrigins: apigateway.Cors.ALL_ORIGINS },
    endpointTypes: [apigateway.EndpointType.REGIONAL],
    deployOptions: {
      accessLogDestination: new apigateway.LogGroupLogDestination(accessLog),
      accessLogFormat: apigateway.AccessLogFormat.jsonWithStandardFields(),
      tracingEnabled: true,
    },
  });
  const item = new apigateway.Model(stack, 'Item', {
    restApi: api,
    schema: {
      type: apigateway.JsonSchemaType.OBJECT,
      properties: { name: { type: apigateway.JsonSchemaType.STRING } },
      required: ['name'],
    },
  });
  const checked = {
    requestModels: { 'application/json': item },
    requestValidatorOptions: { validateRequestBody: true },
  };

  const items = api.root.addResource('items');
  items.addMethod('GET');
  items.addMethod('POST', undefined, checked);
  const one = items.addResource('{id}');
  one.addMethod('GET');
  one.addMethod('PUT', undefined, checked);
  one.addMethod('DELETE');
};
