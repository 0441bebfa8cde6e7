import { Construct, cdk } from '../../cdk/library.mjs';

const { aws_cloudwatch: cloudwatch, aws_cloudwatch_actions: actions, aws_dynamodb: dynamodb, aws_iam: iam, aws_iot: iot, aws_sns: sns, aws_sqs: sqs } = cdk;

// AWS CDK has the bindings of IoT alone, so this is how its users write a fleet.
export default (app) => {
  const stack = new cdk.Stack(app, 'Fleet');
  const readings = new dynamodb.Table(stack, 'Readings', {
    partitionKey: { name: 'thing', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'at', type: dynamodb.AttributeType.NUMBER },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  });
  const failed = new sqs.Queue(stack, 'Failed', { retentionPeriod: cdk.Duration.days(14), enforceSSL: true });
  const store = new Construct(stack, 'Store');
  const role = new iam.Role(store, 'Role', {
    assumedBy: new iam.ServicePrincipal('iot.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
  });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [readings.tableArn] }));
  failed.grantSendMessages(role);
  const rule = new iot.CfnTopicRule(store, 'Resource', {
    topicRulePayload: {
      sql: "SELECT topic(2) AS thing, timestamp() AS at, value FROM 'plant/+/readings'",
      awsIotSqlVersion: '2016-03-23',
      ruleDisabled: false,
      actions: [{ dynamoDBv2: { putItem: { tableName: readings.tableName }, roleArn: role.roleArn } }],
      errorAction: { sqs: { queueUrl: failed.queueUrl, roleArn: role.roleArn, useBase64: false } },
    },
  });
  rule.node.addDependency(role);

  const arn = (resource, name) => stack.formatArn({ service: 'iot', resource, resourceName: name });
  const own = (kind) => `plant/\${iot:Connection.Thing.ThingName}/${kind}`;
  const allow = (Action, Resource, Condition) => ({ Effect: 'Allow', Action, Resource, Condition });
  const device = new iot.CfnPolicy(new Construct(stack, 'Device'), 'Resource', {
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        allow('iot:Connect', arn('client', '${iot:Connection.Thing.ThingName}'), { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } }),
        allow('iot:Publish', arn('topic', own('readings'))),
        allow('iot:Subscribe', arn('topicfilter', own('commands'))),
        allow('iot:Receive', arn('topic', own('commands'))),
      ],
    },
  });
  const fleet = {
    Parameters: { SerialNumber: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } },
    Resources: {
      thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'SerialNumber' } } },
      certificate: {
        Type: 'AWS::IoT::Certificate',
        Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' },
      },
      policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: device.ref } },
    },
  };
  const provisioning = new Construct(stack, 'Provisioning');
  const registrar = new iam.Role(provisioning, 'Role', {
    assumedBy: new iam.ServicePrincipal('iot.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSIoTThingsRegistration')],
  });
  new iot.CfnProvisioningTemplate(provisioning, 'Resource', {
    templateName: 'press',
    templateBody: stack.toJsonString(fleet),
    provisioningRoleArn: registrar.roleArn,
    enabled: true,
    templateType: 'FLEET_PROVISIONING',
  });
  const topics = ['$aws/certificates/create/*', '$aws/provisioning-templates/press/provision/*'];
  new iot.CfnPolicy(new Construct(stack, 'Claim'), 'Resource', {
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        allow('iot:Connect', '*'),
        allow(['iot:Publish', 'iot:Receive'], topics.map((topic) => arn('topic', topic))),
        allow('iot:Subscribe', topics.map((topic) => arn('topicfilter', topic))),
      ],
    },
  });

  const operations = new sns.Topic(stack, 'Operations', { enforceSSL: true });
  const alarm = new cloudwatch.Alarm(stack, 'Lost', {
    metric: failed.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: cdk.Duration.minutes(1) }),
    threshold: 1,
    evaluationPeriods: 1,
    alarmDescription: 'Readings could not be stored',
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  const tell = new actions.SnsAction(operations);
  alarm.addAlarmAction(tell);
  alarm.addOkAction(tell);
  alarm.addInsufficientDataAction(tell);
};
