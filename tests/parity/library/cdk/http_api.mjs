import { cdk } from '../../cdk/library.mjs';

const { aws_apigatewayv2: apigateway, aws_apigatewayv2_authorizers: authorizers, aws_apigatewayv2_integrations: integrations, aws_lambda: lambda } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Http');
  const handler = new lambda.Function(stack, 'Handler', {
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
  });
  const api = new apigateway.HttpApi(stack, 'Api', {
    corsPreflight: {
      allowOrigins: ['https://presses.example.com'],
      allowMethods: [apigateway.CorsHttpMethod.GET],
      allowHeaders: ['Authorization'],
      maxAge: cdk.Duration.hours(1),
    },
    defaultIntegration: new integrations.HttpUrlIntegration('Integration', 'https://backend.example.com'),
  });
  const users = new authorizers.HttpJwtAuthorizer('Users', 'https://login.example.com', { jwtAudience: ['presses'] });
  const presses = new integrations.HttpLambdaIntegration('Integration', handler);
  api.addRoutes({ path: '/presses', methods: [apigateway.HttpMethod.GET, apigateway.HttpMethod.POST], integration: presses });
  api.addRoutes({ path: '/presses/{id}', methods: [apigateway.HttpMethod.PUT], integration: presses, authorizer: users, authorizationScopes: ['presses/write'] });
  api.addStage('Test', { stageName: 'test', autoDeploy: true, throttle: { rateLimit: 10, burstLimit: 20 } });
  new cdk.CfnOutput(stack, 'Url', { value: api.url });
};
