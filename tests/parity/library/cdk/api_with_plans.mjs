import { cdk } from '../../cdk/library.mjs';

const { aws_apigateway: apigateway, aws_certificatemanager: acm, aws_cognito: cognito, aws_iam: iam } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Plans');
  const pool = cognito.UserPool.fromUserPoolArn(stack, 'Pool', 'arn:aws:cognito-idp:sa-east-1:111122223333:userpool/sa-east-1_AbCdEfGhI');
  const users = new apigateway.CognitoUserPoolsAuthorizer(stack, 'Users', { cognitoUserPools: [pool] });
  const api = new apigateway.RestApi(stack, 'Api', {
    endpointTypes: [apigateway.EndpointType.REGIONAL],
    minCompressionSize: cdk.Size.bytes(1024),
    binaryMediaTypes: ['image/png'],
    defaultCorsPreflightOptions: { allowOrigins: ['https://presses.example.com'], maxAge: cdk.Duration.minutes(10) },
  });
  const press = api.addModel('Press', {
    schema: {
      type: apigateway.JsonSchemaType.OBJECT,
      properties: { line: { type: apigateway.JsonSchemaType.INTEGER, minimum: 1 } },
      required: ['line'],
    },
  });
  const validator = api.addRequestValidator('Validator', { validateRequestBody: true, validateRequestParameters: false });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
  const put = new apigateway.AwsIntegration({
    service: 'dynamodb',
    action: 'PutItem',
    options: {
      credentialsRole: role,
      passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
      requestTemplates: { 'application/json': '{ "TableName": "presses" }' },
      integrationResponses: [
        { statusCode: '200' },
        { statusCode: '400', selectionPattern: '4\\d{2}', responseTemplates: { 'application/json': '{ "wrong": true }' } },
      ],
    },
  });
  const presses = api.root.addResource('presses');
  presses.addMethod('PUT', put, {
    apiKeyRequired: true,
    requestModels: { 'application/json': press },
    requestValidator: validator,
    methodResponses: [{ statusCode: '200', responseModels: { 'application/json': apigateway.Model.EMPTY_MODEL } }, { statusCode: '400' }],
  });
  presses.addMethod('GET', new apigateway.HttpIntegration('https://backend.example.com/presses'), {
    authorizer: users,
    authorizationScopes: ['presses/read'],
    requestParameters: { 'method.request.querystring.line': true },
  });
  api.root.addResource('alive').addMethod('GET', new apigateway.MockIntegration({
    requestTemplates: { 'application/json': '{ "statusCode": 200 }' },
    integrationResponses: [{ statusCode: '200' }],
  }), { methodResponses: [{ statusCode: '200' }] });
  api.addGatewayResponse('Refused', { type: apigateway.ResponseType.ACCESS_DENIED, responseHeaders: { 'Access-Control-Allow-Origin': "'*'" } });
  const plan = api.addUsagePlan('Plan', { throttle: { rateLimit: 10, burstLimit: 20 }, quota: { limit: 10000, period: apigateway.Period.MONTH } });
  plan.addApiStage({ stage: api.deploymentStage });
  plan.addApiKey(api.addApiKey('Key'));
  const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:sa-east-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000');
  const name = new apigateway.DomainName(stack, 'Name', { domainName: 'api.example.com', certificate, securityPolicy: apigateway.SecurityPolicy.TLS_1_2 });
  name.addBasePathMapping(api, { basePath: 'presses' });
};
