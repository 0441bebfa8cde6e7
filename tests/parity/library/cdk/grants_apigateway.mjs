import { cdk, node, role } from '../../cdk/library.mjs';

const { aws_apigateway: apigateway, aws_ec2: ec2, aws_lambda: lambda } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const handler = new lambda.Function(stack, 'Handler', node);
  const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', { vpcEndpointId: 'vpce-0123456789abcdef0', port: 443 });
  const other = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Other', { vpcEndpointId: 'vpce-0123456789abcdef1', port: 443 });
  const api = new apigateway.RestApi(stack, 'Api', { endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE], vpcEndpoints: [endpoint, other] } });
  api.grantInvokeFromVpcEndpointsOnly([endpoint]);
  api.grantInvokeFromVpcEndpointsOnly([other]);
  const presses = api.root.addResource('presses').addMethod('GET', new apigateway.LambdaIntegration(handler), { authorizationType: apigateway.AuthorizationType.IAM });
  presses.grantExecute(role(stack, 'Caller'));
  const key = new apigateway.ApiKey(stack, 'Key', {});
  key.grantRead(role(stack, 'Reader'));
  key.grantWrite(role(stack, 'Writer'));
  key.grantReadWrite(role(stack, 'Both'));
};
