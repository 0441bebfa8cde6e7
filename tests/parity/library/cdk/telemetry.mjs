import { Construct, cdk } from '../../cdk/library.mjs';

const { aws_iam: iam, aws_iot: iot, aws_kinesis: kinesis, aws_lambda: lambda, aws_sqs: sqs } = cdk;

// AWS CDK has the bindings of IoT alone, so this is how its users write a rule.
export default (app) => {
  const stack = new cdk.Stack(app, 'Telemetry');
  const readings = new kinesis.Stream(stack, 'Readings');
  const failed = new sqs.Queue(stack, 'Failed');
  const inspect = new lambda.Function(stack, 'Inspect', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
  });
  const scope = new Construct(stack, 'Rule');
  const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('iot.amazonaws.com') });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['kinesis:PutRecord'], resources: [readings.streamArn] }));
  failed.grantSendMessages(role);
  const rule = new iot.CfnTopicRule(scope, 'Resource', {
    topicRulePayload: {
      sql: "SELECT *, topic(2) AS thing FROM 'plant/+/readings'",
      awsIotSqlVersion: '2016-03-23',
      ruleDisabled: false,
      actions: [
        { kinesis: { streamName: readings.streamName, partitionKey: '${topic(2)}', roleArn: role.roleArn } },
        { lambda: { functionArn: inspect.functionArn } },
      ],
      errorAction: { sqs: { queueUrl: failed.queueUrl, roleArn: role.roleArn, useBase64: false } },
    },
  });
  new lambda.CfnPermission(stack, 'AllowRule', {
    action: 'lambda:InvokeFunction',
    functionName: inspect.functionArn,
    principal: 'iot.amazonaws.com',
    sourceAccount: stack.account,
    sourceArn: rule.attrArn,
  });
};
