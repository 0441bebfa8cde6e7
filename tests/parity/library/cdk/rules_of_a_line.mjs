import { Construct, cdk } from '../../cdk/library.mjs';

const { aws_dynamodb: dynamodb, aws_iam: iam, aws_iot: iot, aws_logs: logs, aws_s3: s3, aws_sns: sns, aws_sqs: sqs } = cdk;

// AWS CDK has the bindings of IoT alone, so this is how its users write rules.
export default (app) => {
  const stack = new cdk.Stack(app, 'Line');
  const states = new dynamodb.Table(stack, 'States', {
    partitionKey: { name: 'thing', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  });
  const archive = new s3.Bucket(stack, 'Archive', { enforceSSL: true, versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
  const stops = new sns.Topic(stack, 'Stops', { enforceSSL: true });
  const failed = new sqs.Queue(stack, 'Failed', { enforceSSL: true });
  const errors = new logs.LogGroup(stack, 'Errors', { retention: logs.RetentionDays.ONE_MONTH });
  const rule = (id, sql, fill) => {
    const scope = new Construct(stack, id);
    const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('iot.amazonaws.com') });
    new iot.CfnTopicRule(scope, 'Resource', { topicRulePayload: { sql, awsIotSqlVersion: '2016-03-23', ruleDisabled: false, ...fill(role, role.roleArn) } });
  };
  rule('State', "SELECT state, timestamp() AS at FROM 'line/+/state'", (role, roleArn) => {
    role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [states.tableArn] }));
    archive.grantPut(role);
    failed.grantSendMessages(role);
    return {
      actions: [
        { dynamoDBv2: { putItem: { tableName: states.tableName }, roleArn } },
        { s3: { bucketName: archive.bucketName, key: '${topic()}/${timestamp()}', roleArn } },
      ],
      errorAction: { sqs: { queueUrl: failed.queueUrl, roleArn, useBase64: false } },
    };
  });
  rule('Stop', "SELECT * FROM 'line/+/state' WHERE state = 'stopped'", (role, roleArn) => {
    stops.grantPublish(role);
    role.addToPolicy(new iam.PolicyStatement({ actions: ['iot:Publish'], resources: [`arn:${stack.partition}:iot:${stack.region}:${stack.account}:topic/*`] }));
    role.addToPolicy(new iam.PolicyStatement({ actions: ['cloudwatch:PutMetricData'], resources: ['*'], conditions: { StringEquals: { 'cloudwatch:namespace': 'Line' } } }));
    role.addToPolicy(new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], resources: [errors.logGroupArn] }));
    return {
      actions: [
        { sns: { targetArn: stops.topicArn, roleArn, messageFormat: 'RAW' } },
        { republish: { topic: 'stops/${topic(2)}', qos: 1, roleArn } },
        { cloudwatchMetric: { metricNamespace: 'Line', metricName: 'Stops', metricValue: '1', metricUnit: 'Count', roleArn } },
      ],
      errorAction: { cloudwatchLogs: { logGroupName: errors.logGroupName, roleArn } },
    };
  });
};
