import { cdk, node } from '../../cdk/library.mjs';

const { aws_apigatewayv2: apigateway, aws_apigatewayv2_authorizers: authorizers, aws_apigatewayv2_integrations: integrations, aws_dynamodb: dynamodb, aws_iam: iam, aws_lambda: lambda } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Items');
  const items = new dynamodb.Table(stack, 'Items', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, billingMode: dynamodb.BillingMode.PAY_PER_REQUEST });
  const handler = (id) => new lambda.Function(stack, id, {
    ...node,
    architecture: lambda.Architecture.ARM_64,
    environment: { TABLE: items.tableName },
  });
  const [reader, writer, guard] = [handler('Reader'), handler('Writer'), handler('Guard')];
  items.grantReadData(reader);
  items.grantWriteData(writer);
  const api = new apigateway.HttpApi(stack, 'Api', {
    apiName: 'items',
    defaultAuthorizer: new authorizers.HttpLambdaAuthorizer('Guard', guard, {
      responseTypes: [authorizers.HttpLambdaResponseType.SIMPLE],
      identitySource: ['$request.header.X-Key'],
      resultsCacheTtl: cdk.Duration.minutes(1),
    }),
  });
  const read = new integrations.HttpLambdaIntegration('Integration', reader);
  const write = new integrations.HttpLambdaIntegration('Integration', writer, { timeout: cdk.Duration.seconds(5) });
  api.addRoutes({ path: '/items', methods: [apigateway.HttpMethod.GET], integration: read });
  api.addRoutes({ path: '/items/{id}', methods: [apigateway.HttpMethod.GET], integration: read });
  api.addRoutes({ path: '/items/{id}', methods: [apigateway.HttpMethod.PUT, apigateway.HttpMethod.DELETE], integration: write });
  const [count] = api.addRoutes({ path: '/count', methods: [apigateway.HttpMethod.GET], integration: read, authorizer: new authorizers.HttpIamAuthorizer() });
  count.grantInvoke(new iam.Role(stack, 'Reports', { assumedBy: new iam.AccountPrincipal('444455556666') }));
};
