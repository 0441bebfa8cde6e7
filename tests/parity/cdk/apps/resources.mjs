// Resources: attributes, escape hatches, typed properties, what is left out, logical ids.
import { cdk, resource, Construct } from '../library.mjs';

const { Annotations, CfnDeletionPolicy, CustomResource, Duration, RemovalPolicy, Stack } = cdk;

export function resource_attributes(app) {
  const stack = new Stack(app, 'ResourceAttributes');
  const first = resource(stack, 'First', 'AWS::SNS::Topic', {});
  const condition = new cdk.CfnCondition(stack, 'Always', { expression: cdk.Fn.conditionEquals('a', 'a') });
  const group = resource(stack, 'Group', 'AWS::AutoScaling::AutoScalingGroup', { MinSize: '1', MaxSize: '2' });
  group.addResourceDependency(first);
  group.cfnOptions.condition = condition;
  group.cfnOptions.creationPolicy = { resourceSignal: { count: 2, timeout: 'PT5M' } };
  group.cfnOptions.updatePolicy = { autoScalingRollingUpdate: { minInstancesInService: 1, waitOnResourceSignals: true } };
  group.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
  group.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
  group.cfnOptions.version = '1.0';
  group.cfnOptions.description = 'every attribute';
  group.addMetadata('Team', 'press');
  group.addMetadata('Topic', first.ref);
}

export function removal_policies(app) {
  const stack = new Stack(app, 'RemovalPolicies');
  const policies = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE];
  for (const policy of policies) {
    resource(stack, policy, 'AWS::SQS::Queue', {}).applyRemovalPolicy(policy);
  }
  resource(stack, 'Volume', 'AWS::EC2::Volume', {}).applyRemovalPolicy(RemovalPolicy.SNAPSHOT);
  resource(stack, 'DeletionOnly', 'AWS::SQS::Queue', {}).applyRemovalPolicy(RemovalPolicy.RETAIN, { applyToUpdateReplacePolicy: false });
  resource(stack, 'Unset', 'AWS::SQS::Queue', {});
}

export function overrides(app) {
  const stack = new Stack(app, 'Overrides');
  const other = resource(stack, 'Other', 'AWS::SNS::Topic', {});
  const queue = resource(stack, 'Queue', 'AWS::SQS::Queue', {
    QueueName: 'before',
    DelaySeconds: 5,
    Nested: { Keep: 1, Drop: 2, List: ['a', 'b', { C: 1 }] },
  });
  queue.addPropertyOverride('QueueName', 'after');
  queue.addPropertyOverride('Nested.New.Deep', other.ref);
  queue.addPropertyDeletionOverride('Nested.Drop');
  queue.addPropertyDeletionOverride('DelaySeconds');
  queue.addPropertyDeletionOverride('NeverThere');
  queue.addPropertyOverride('With\\.Dot', 1);
  queue.addOverride('Metadata.Owner', 'press');
  queue.addOverride('UpdatePolicy.UseOnlineResharding', true);
  queue.addOverride('Type', 'AWS::SQS::OtherQueue');
  queue.addPropertyOverride('Whole', { A: [1, other.getAtt('TopicArn')] });
  queue.addPropertyOverride('Nothing', null);
}

export function override_with_nothing(app) {
  const stack = new Stack(app, 'OverrideWithNothing');
  const queue = resource(stack, 'Queue', 'AWS::SQS::Queue', { Before: { A: 1 } });
  queue.addPropertyOverride('Whole', { A: 1, B: {} });
  queue.addPropertyOverride('Before', {});
  queue.addPropertyOverride('List', []);
}

export function override_lists(app) {
  const stack = new Stack(app, 'OverrideLists');
  const queue = resource(stack, 'Queue', 'AWS::SQS::Queue', {
    Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }],
  });
  queue.addPropertyOverride('Tags.0.Value', 'changed');
  queue.addPropertyOverride('Tags.1.Extra', true);
}

export function typed_properties(app) {
  const stack = new Stack(app, 'TypedProperties');
  const key = new cdk.aws_kms.CfnKey(stack, 'Key', {
    enableKeyRotation: true,
    keyPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: '*' } }] },
  });
  const stream = new cdk.aws_kinesis.CfnStream(stack, 'Stream', {
    name: 'readings',
    retentionPeriodHours: 168,
    streamEncryption: { encryptionType: 'KMS', keyId: key.attrArn },
    streamModeDetails: { streamMode: 'ON_DEMAND' },
  });
  const role = new cdk.aws_iam.CfnRole(stack, 'Role', {
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'iot.amazonaws.com' } }],
    },
    policies: [
      {
        policyName: 'put',
        policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kinesis:PutRecord', Resource: stream.attrArn }] },
      },
    ],
  });
  new cdk.aws_iot.CfnTopicRule(stack, 'Rule', {
    topicRulePayload: {
      sql: "SELECT * FROM 'sensor/data/+'",
      awsIotSqlVersion: '2016-03-23',
      ruleDisabled: false,
      actions: [{ kinesis: { streamName: stream.ref, roleArn: role.attrArn, partitionKey: '${topic(3)}' } }],
    },
  });
  new cdk.aws_dynamodb.CfnTable(stack, 'Table', {
    attributeDefinitions: [
      { attributeName: 'thing', attributeType: 'S' },
      { attributeName: 'at', attributeType: 'N' },
    ],
    keySchema: [
      { attributeName: 'thing', keyType: 'HASH' },
      { attributeName: 'at', keyType: 'RANGE' },
    ],
    billingMode: 'PAY_PER_REQUEST',
    sseSpecification: { sseEnabled: true, kmsMasterKeyId: key.ref, sseType: 'KMS' },
    timeToLiveSpecification: { enabled: true, attributeName: 'expires' },
  });
  new cdk.aws_cloudwatch.CfnAlarm(stack, 'Alarm', {
    comparisonOperator: 'GreaterThanThreshold',
    evaluationPeriods: 3,
    threshold: 0.5,
    metrics: [
      { id: 'm1', returnData: false, metricStat: { metric: { namespace: 'AWS/Kinesis', metricName: 'x', dimensions: [{ name: 'StreamName', value: stream.ref }] }, period: 60, stat: 'p99' } },
      { id: 'e1', expression: 'm1 * 2' },
    ],
    treatMissingData: 'notBreaching',
  });
}

export function empty_values(app) {
  const stack = new Stack(app, 'EmptyValues');
  resource(stack, 'Untyped', 'Test::Empty::Values', {
    Text: '',
    Zero: 0,
    No: false,
    List: [],
    Map: {},
    NestedMap: { Inner: {} },
    NestedList: { Inner: [] },
    ListOfEmpty: [{}, [], ''],
    Missing: undefined,
  });
  new cdk.aws_sqs.CfnQueue(stack, 'Typed', { queueName: '', delaySeconds: 0, fifoQueue: false, tags: [], redrivePolicy: {} });
  resource(stack, 'AllEmpty', 'Test::Empty::Values', { List: [], Map: {} });
}

export function metadata(app) {
  const stack = new Stack(app, 'Metadata');
  const topic = resource(stack, 'Topic', 'AWS::SNS::Topic', {});
  topic.addMetadata('Team', 'press');
  topic.addMetadata('Links', [{ To: topic.ref }]);
  stack.node.addMetadata('custom', { any: 1 });
  topic.node.addMetadata('note', 'on a resource');
}

export function annotations(app) {
  const stack = new Stack(app, 'Annotations');
  const group = new Construct(stack, 'Group');
  const topic = resource(group, 'Topic', 'AWS::SNS::Topic', {});
  Annotations.of(topic).addInfo('for your information');
  Annotations.of(topic).addWarningV2('plant:noEncryption', 'not encrypted');
  Annotations.of(group).addWarningV2('plant:silenced', 'nobody hears this');
  Annotations.of(group).acknowledgeWarning('plant:silenced', 'known');
}

export function logical_ids(app) {
  const stack = new Stack(app, 'LogicalIds');
  const deep = (...ids) => ids.slice(0, -1).reduce((scope, id) => scope.node.tryFindChild(id) ?? new Construct(scope, id), stack);
  const make = (...ids) => resource(deep(...ids), ids.at(-1), 'AWS::SNS::Topic', {});
  make('plain');
  make('with-dash_and.dot');
  make('Parent', 'Resource');
  make('Parent', 'Default');
  make('Parent', 'Default', 'Inner');
  make('ParentThing', 'Thing', 'Resource');
  make('A', 'A', 'A');
  make('Slash/Inside', 'Topic');
  make('Ünïcode', 'größe');
  make('x'.repeat(200), 'y'.repeat(100));
  make('z'.repeat(256));
}

export function logical_id_overrides(app) {
  const stack = new Stack(app, 'LogicalIdOverrides');
  const group = new Construct(stack, 'Group');
  const fixed = resource(group, 'Fixed', 'AWS::SNS::Topic', {});
  fixed.overrideLogicalId('Adopted');
  resource(group, 'Renamed', 'AWS::SNS::Topic', {});
  stack.renameLogicalId('GroupRenamed2FDCBA9D', 'NewName');
  const user = resource(stack, 'User', 'AWS::SQS::Queue', { QueueName: fixed.getAtt('TopicName') });
  user.addResourceDependency(fixed);
  const output = new cdk.CfnOutput(stack, 'Output', { value: fixed.ref });
  output.overrideLogicalId('AdoptedOutput');
  new cdk.CfnParameter(stack, 'Parameter').overrideLogicalId('AdoptedParameter');
}

export function custom_resources(app) {
  const stack = new Stack(app, 'CustomResources');
  const token = cdk.Fn.importValue('provider');
  const emptied = new CustomResource(stack, 'Emptied', {
    serviceToken: token,
    resourceType: 'Custom::EmptiedBucket',
    properties: { BucketName: 'raw', Depth: 3, nested: { list: ['a'] } },
    serviceTimeout: Duration.minutes(2),
  });
  new CustomResource(stack, 'Plain', { serviceToken: token, removalPolicy: RemovalPolicy.RETAIN, pascalCaseProperties: true, properties: { bucketName: emptied.getAttString('Name') } });
  new cdk.CfnOutput(stack, 'Result', { value: `${emptied.ref}:${emptied.getAttString('Count')}` });
}
