import { cdk } from '../../cdk/library.mjs';

const { aws_apigateway: apigateway, aws_dynamodb: dynamodb, aws_iam: iam, aws_kinesis: kinesis, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Direct');
  const jobs = new sqs.Queue(stack, 'Jobs');
  const readings = new kinesis.Stream(stack, 'Readings', { streamMode: kinesis.StreamMode.ON_DEMAND, encryption: kinesis.StreamEncryption.MANAGED });
  const presses = new dynamodb.Table(stack, 'Presses', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, billingMode: dynamodb.BillingMode.PAY_PER_REQUEST });
  const api = new apigateway.RestApi(stack, 'Api', { endpointTypes: [apigateway.EndpointType.REGIONAL], deployOptions: { stageName: 'v1' } });
  const role = new iam.Role(stack, 'ApiRole', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
  jobs.grantSendMessages(role);
  role.addToPolicy(new iam.PolicyStatement({ actions: ['kinesis:PutRecord'], resources: [readings.streamArn] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [presses.tableArn] }));
  const answers = [{ statusCode: '200' }, { statusCode: '500', selectionPattern: '5\\d{2}' }];
  const methodResponses = [{ statusCode: '200' }, { statusCode: '500' }];
  const job = api.addModel('Job', { contentType: 'application/json', schema: { type: apigateway.JsonSchemaType.OBJECT, properties: { press: { type: apigateway.JsonSchemaType.STRING, minLength: 1 } }, required: ['press'] } });
  api.root.addResource('jobs').addMethod('POST', new apigateway.AwsIntegration({
    service: 'sqs',
    path: `${stack.account}/${jobs.queueName}`,
    options: {
      credentialsRole: role,
      requestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" },
      requestTemplates: { 'application/json': 'Action=SendMessage&MessageBody=$input.body' },
      passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
      integrationResponses: answers,
    },
  }), { methodResponses, requestModels: { 'application/json': job }, requestValidator: api.addRequestValidator('Body', { validateRequestBody: true, validateRequestParameters: false }) });
  api.root.addResource('readings').addMethod('PUT', new apigateway.AwsIntegration({
    service: 'kinesis',
    action: 'PutRecord',
    options: {
      credentialsRole: role,
      requestTemplates: { 'application/json': '{ "Data": "$util.base64Encode($input.body)", "PartitionKey": "$context.requestId" }' },
      integrationResponses: answers,
    },
  }), { methodResponses });
  api.root.addResource('presses').addResource('{id}').addMethod('GET', new apigateway.AwsIntegration({
    service: 'dynamodb',
    action: 'GetItem',
    options: {
      credentialsRole: role,
      requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
      requestTemplates: { 'application/json': '{ "Key": { "id": { "S": "$method.request.path.id" } } }' },
      integrationResponses: [...answers, { statusCode: '200', selectionPattern: '200', responseTemplates: { 'application/json': '$input.path("$.Item")' } }],
    },
  }), { methodResponses, requestParameters: { 'method.request.path.id': true } });
};
