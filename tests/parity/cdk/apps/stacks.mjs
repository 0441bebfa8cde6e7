// Across stacks: nested stacks, references weak, strong and both, other regions and accounts.
import { cdk, resource, Construct } from '../library.mjs';

const { CfnOutput, CfnParameter, NestedStack, ReferenceStrength, Stack, Tags } = cdk;
const list = (target, name) => target.getAtt(name, cdk.ResolutionTypeHint?.STRING_LIST ?? 'string-list');

export function nested_stacks(app) {
  const stack = new Stack(app, 'Plant');
  const queue = resource(stack, 'Queue', 'AWS::SQS::Queue', {});
  const nested = new NestedStack(stack, 'Store', { description: 'the store', parameters: { Given: 'literal' } });
  const given = new CfnParameter(nested, 'Given');
  const topic = resource(nested, 'Topic', 'AWS::SNS::Topic', { DisplayName: queue.getAtt('Arn'), TopicName: given.valueAsString });
  new CfnOutput(stack, 'Topic', { value: topic.ref });
  new CfnOutput(stack, 'NestedName', { value: nested.stackName });
  new CfnOutput(stack, 'NestedId', { value: nested.stackId });
  new CfnOutput(nested, 'OwnName', { value: nested.stackName });
}

export function nested_stacks_deep(app) {
  const stack = new Stack(app, 'Plant', { env: { account: '111111111111', region: 'sa-east-1' } });
  const queue = resource(stack, 'Queue', 'AWS::SQS::Queue', {});
  const group = new Construct(stack, 'Group');
  const child = new NestedStack(group, 'Child');
  const topic = resource(child, 'Topic', 'AWS::SNS::Topic', { DisplayName: queue.getAtt('QueueName') });
  const grandchild = new NestedStack(child, 'Grandchild', { removalPolicy: cdk.RemovalPolicy.RETAIN });
  const inner = resource(grandchild, 'Inner', 'AWS::SNS::Topic', { DisplayName: `${queue.getAtt('Arn')}-${topic.getAtt('TopicName')}` });
  new CfnOutput(stack, 'Inner', { value: inner.ref });
}

export function nested_siblings(app) {
  const stack = new Stack(app, 'Plant');
  const producer = new NestedStack(stack, 'Producer');
  const queue = resource(producer, 'Queue', 'AWS::SQS::Queue', {});
  const endpoint = resource(producer, 'Endpoint', 'AWS::EC2::VPCEndpoint', {});
  const consumer = new NestedStack(stack, 'Consumer');
  resource(consumer, 'Topic', 'AWS::SNS::Topic', { DisplayName: queue.getAtt('Arn'), Zones: list(endpoint, 'DnsEntries') });
}

export function nested_dependencies(app) {
  const stack = new Stack(app, 'Plant');
  const before = resource(stack, 'Before', 'AWS::SQS::Queue', {});
  const first = new NestedStack(stack, 'First');
  const inner = resource(first, 'Inner', 'AWS::SQS::Queue', {});
  resource(first, 'Second', 'AWS::SQS::Queue', {}).addResourceDependency(inner);
  const second = new NestedStack(stack, 'Second');
  resource(second, 'Inner', 'AWS::SQS::Queue', {});
  const after = resource(stack, 'After', 'AWS::SQS::Queue', {});
  inner.node.addDependency(before);
  second.addStackDependency(first);
  after.node.addDependency(inner);
}

export function nested_tags(app) {
  const stack = new Stack(app, 'Plant');
  const nested = new NestedStack(stack, 'Store');
  new cdk.aws_sqs.CfnQueue(nested, 'Queue');
  Tags.of(stack).add('plant', 'press');
}

export function nested_stack_tags(app) {
  const stack = new Stack(app, 'Plant');
  const store = new NestedStack(stack, 'Store');
  new cdk.aws_sqs.CfnQueue(store, 'Queue');
  const inner = new NestedStack(store, 'Inner');
  new cdk.aws_sqs.CfnQueue(inner, 'Queue');
  const stacks = { includeResourceTypes: ['aws:cdk:stack'] };
  Tags.of(stack).add('stacks', 'only', stacks);
  Tags.of(stack).add('both', 'everything');
  Tags.of(stack).add('both', 'stacks', { ...stacks, priority: 300 });
  Tags.of(store).add('inner', 'yes', stacks);
  Tags.of(inner).remove('stacks', stacks);
}

const pair = (app, options = {}) => {
  const producer = new Stack(app, 'Producer', options.producer);
  const consumer = new Stack(app, 'Consumer', options.consumer);
  const part = new Construct(producer, 'Part');
  const queue = resource(part, 'Queue', 'AWS::SQS::Queue', {});
  return { producer, consumer, queue };
};

export function cross_stack_weak(app) {
  const { producer, consumer, queue } = pair(app);
  const endpoint = resource(producer, 'Endpoint', 'AWS::EC2::VPCEndpoint', {});
  const parameter = new CfnParameter(producer, 'Name');
  resource(consumer, 'Topic', 'AWS::SNS::Topic', {
    DisplayName: queue.getAtt('Arn'),
    TopicName: `x-${queue.ref}`,
    Zones: list(endpoint, 'DnsEntries'),
    Name: parameter.valueAsString,
    Json: consumer.toJsonString({ arn: queue.getAtt('Arn') }),
  });
  resource(consumer, 'Again', 'AWS::SNS::Topic', { DisplayName: queue.getAtt('Arn') });
}

export function cross_stack_strong(app) {
  app.node.setContext('@aws-cdk/core:defaultCrossStackReferences', 'strong');
  const { producer, consumer, queue } = pair(app);
  const endpoint = resource(producer, 'Endpoint', 'AWS::EC2::VPCEndpoint', {});
  resource(consumer, 'Topic', 'AWS::SNS::Topic', {
    DisplayName: queue.getAtt('Arn'),
    TopicName: `x-${queue.ref}`,
    Zones: list(endpoint, 'DnsEntries'),
  });
}

export function cross_stack_both(app) {
  const { consumer, queue } = pair(app);
  resource(consumer, 'Both', 'AWS::SNS::Topic', { DisplayName: Stack.consumeReference(queue.getAtt('Arn').toString(), ReferenceStrength.BOTH) });
  resource(consumer, 'Strong', 'AWS::SNS::Topic', { DisplayName: Stack.consumeReference(queue.ref, ReferenceStrength.STRONG) });
  resource(consumer, 'Weak', 'AWS::SNS::Topic', { DisplayName: queue.getAtt('QueueName') });
}

export function cross_stack_per_resource(app) {
  const { consumer, queue } = pair(app);
  queue.applyCrossStackReferenceStrength(ReferenceStrength.STRONG);
  resource(consumer, 'Topic', 'AWS::SNS::Topic', { DisplayName: queue.getAtt('Arn') });
}

export function cross_stack_export(app) {
  const { producer, queue } = pair(app);
  producer.exportValue(queue.getAtt('Arn'));
  producer.exportValue(queue.ref, { name: 'queue-url' });
}

export function cross_stack_nested(app) {
  const producer = new Stack(app, 'Producer');
  const consumer = new Stack(app, 'Consumer');
  const queue = resource(producer, 'Queue', 'AWS::SQS::Queue', {});
  const inner = resource(new NestedStack(producer, 'Store'), 'Inner', 'AWS::SQS::Queue', {});
  resource(consumer, 'Topic', 'AWS::SNS::Topic', { DisplayName: inner.getAtt('Arn') });
  const nested = new NestedStack(consumer, 'Nested');
  resource(nested, 'Topic', 'AWS::SNS::Topic', { DisplayName: queue.getAtt('Arn'), TopicName: inner.ref });
}

export function cross_stack_chain(app) {
  const [a, b, c] = ['A', 'B', 'C'].map((id) => new Stack(app, id));
  const first = resource(a, 'First', 'AWS::SQS::Queue', {});
  const second = resource(b, 'Second', 'AWS::SQS::Queue', { QueueName: first.getAtt('QueueName') });
  resource(c, 'Third', 'AWS::SQS::Queue', { QueueName: second.getAtt('QueueName'), Other: first.ref });
  new CfnOutput(c, 'FromA', { value: first.ref });
}

export function cross_region(app) {
  const account = '111111111111';
  const { consumer, queue } = pair(app, {
    producer: { env: { account, region: 'sa-east-1' } },
    consumer: { env: { account, region: 'us-east-1' } },
  });
  resource(consumer, 'Topic', 'AWS::SNS::Topic', { DisplayName: queue.getAtt('Arn') });
}

export function cross_account(app) {
  const region = 'sa-east-1';
  const { consumer, queue } = pair(app, {
    producer: { env: { account: '111111111111', region } },
    consumer: { env: { account: '222222222222', region } },
  });
  resource(consumer, 'Topic', 'AWS::SNS::Topic', { DisplayName: queue.getAtt('Arn'), TopicName: queue.ref });
}
