import { cdk } from '../../cdk/library.mjs';

const { aws_apigateway: apigateway, aws_lambda: lambda } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Api');
  const handler = lambda.Function.fromFunctionArn(stack, 'Handler', 'arn:aws:lambda:sa-east-1:111122223333:function:presses');
  const api = new apigateway.RestApi(stack, 'Presses', {
    defaultCorsPreflightOptions: { allowOrigins: apigateway.Cors.ALL_ORIGINS, allowMethods: apigateway.Cors.ALL_METHODS },
    deployOptions: { stageName: 'v1', throttlingRateLimit: 100, throttlingBurstLimit: 200 },
  });
  const presses = api.root.addResource('presses');
  presses.addMethod('GET', new apigateway.LambdaIntegration(handler), { authorizationType: apigateway.AuthorizationType.IAM });
  presses.addMethod('DELETE', new apigateway.LambdaIntegration(handler), { apiKeyRequired: true });
  api.root.addResource('health').addMethod('GET', new apigateway.MockIntegration({
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    integrationResponses: [{ statusCode: '200' }],
  }), { methodResponses: [{ statusCode: '200' }] });
};
