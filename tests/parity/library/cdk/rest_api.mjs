import { cdk } from '../../cdk/library.mjs';

const { aws_apigateway: apigateway, aws_lambda: lambda } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Api');
  const handler = new lambda.Function(stack, 'Handler', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
  });
  const api = new apigateway.RestApi(stack, 'Readings', { description: 'Readings of the plant' });
  const readings = api.root.addResource('readings');
  readings.addMethod('GET', new apigateway.LambdaIntegration(handler));
  readings.addMethod('POST', new apigateway.LambdaIntegration(handler));
  readings.addResource('{id}').addMethod('GET', new apigateway.LambdaIntegration(handler));
  new cdk.CfnOutput(stack, 'Url', { value: api.url });
};
