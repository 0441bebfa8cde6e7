// The tree: dependencies, environments, names, stack options, tags, aspects, stages.
import { cdk, resource, Construct } from '../library.mjs';

const { Aspects, CfnResource, Stack, Stage, Tags } = cdk;

export function dependencies(app) {
  const stack = new Stack(app, 'Dependencies');
  const producers = new Construct(stack, 'Producers');
  const b = resource(producers, 'B', 'AWS::SQS::Queue', {});
  const a = resource(producers, 'A', 'AWS::SQS::Queue', {});
  const consumers = new Construct(stack, 'Consumers');
  const one = resource(consumers, 'One', 'AWS::SNS::Topic', {});
  resource(consumers, 'Two', 'AWS::SNS::Topic', {});
  consumers.node.addDependency(producers);
  one.addResourceDependency(a);
  a.addResourceDependency(b);
  const last = resource(stack, 'Last', 'AWS::SNS::Topic', {});
  last.node.addDependency(one, a);
  last.node.addDependency(last);
}

export function implied_dependencies(app) {
  const stack = new Stack(app, 'ImpliedDependencies');
  const queue = resource(stack, 'Queue', 'AWS::SQS::Queue', {});
  const topic = resource(stack, 'Topic', 'AWS::SNS::Topic', { DisplayName: queue.getAtt('Arn') });
  topic.addResourceDependency(queue);
}

export function stack_dependencies(app) {
  const network = new Stack(app, 'Network');
  const store = new Stack(app, 'Store');
  const ingest = new Stack(app, 'Ingest');
  const vpc = resource(network, 'Vpc', 'AWS::SNS::Topic', {});
  const table = resource(store, 'Table', 'AWS::SQS::Queue', {});
  const stream = resource(ingest, 'Stream', 'AWS::SQS::Queue', {});
  ingest.addStackDependency(store, 'writes there');
  stream.node.addDependency(vpc);
  table.addResourceDependency(vpc);
}

export function environments(app) {
  new Stack(app, 'Agnostic');
  new Stack(app, 'RegionOnly', { env: { region: 'sa-east-1' } });
  new Stack(app, 'AccountOnly', { env: { account: '111111111111' } });
  const known = new Stack(app, 'Known', { env: { account: '111111111111', region: 'sa-east-1' } });
  resource(known, 'Topic', 'AWS::SNS::Topic', { DisplayName: `${known.account}/${known.region}` });
}

export function stack_names(app) {
  new Stack(app, 'plain-name');
  new Stack(app, 'Given', { stackName: 'something-else' });
  const group = new Construct(app, 'Group');
  new Stack(group, 'Inner');
  const odd = new Construct(app, 'odd.group_of things');
  new Stack(odd, 'Inner');
  new Stack(odd, 'with_underscore', { stackName: 'underscored' });
  new Stack(new Construct(app, 'a'.repeat(100)), 'b'.repeat(100));
}

export function stack_options(app) {
  new Stack(app, 'Protected', {
    description: 'guarded and tagged',
    terminationProtection: true,
    tags: { team: 'press', Cost: '42', area: 'south' },
    notificationArns: ['arn:aws:sns:sa-east-1:111111111111:events'],
  });
}

const taggable = (stack) => [
  new cdk.aws_sqs.CfnQueue(stack, 'Queue', { tags: [{ key: 'own', value: 'queue' }, { key: 'zone', value: 'a' }] }),
  new cdk.aws_ssm.CfnParameter(stack, 'Parameter', { type: 'String', value: 'v', tags: { own: 'parameter' } }),
  new cdk.aws_iot.CfnThing(stack, 'Thing'),
  new cdk.aws_iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} }),
];

export function tags(app) {
  const stack = new Stack(app, 'Tags', { tags: { stack: 'yes' } });
  taggable(stack);
  Tags.of(app).add('plant', 'app');
  Tags.of(app).add('app', 'yes');
  Tags.of(stack).add('plant', 'stack');
  Tags.of(stack).add('B-upper', '1');
  Tags.of(stack).add('a-lower', '1');
  Tags.of(stack).add('_under', '1');
  Tags.of(stack).add('10', '1');
}

export function tag_priorities(app) {
  const stack = new Stack(app, 'TagPriorities');
  const [queue, parameter] = taggable(stack);
  Tags.of(stack).add('own', 'from above');
  Tags.of(queue).add('own', 'low', { priority: 10 });
  Tags.of(stack).add('zone', 'low', { priority: 10 });
  Tags.of(parameter).add('team', 'near');
  Tags.of(stack).add('team', 'far', { priority: 300 });
  Tags.of(stack).add('gone', 'soon');
  Tags.of(queue).remove('gone');
  Tags.of(stack).remove('stays', { priority: 50 });
  Tags.of(queue).add('stays', 'yes');
}

export function tag_filters(app) {
  const stack = new Stack(app, 'TagFilters');
  taggable(stack);
  Tags.of(stack).add('queues', 'only', { includeResourceTypes: ['AWS::SQS::Queue'] });
  Tags.of(stack).add('others', 'only', { excludeResourceTypes: ['AWS::SQS::Queue'] });
  Tags.of(stack).add('stack', 'too', { includeResourceTypes: ['aws:cdk:stack', 'AWS::IAM::Role'] });
}

const visitor = (name, log) => ({
  visit(node) {
    if (node instanceof CfnResource) {
      const order = log.get(node) ?? log.set(node, []).get(node);
      order.push(name);
      node.addPropertyOverride('DisplayName', order.join(' '));
    }
  },
});

export function aspects(app) {
  const log = new Map();
  const stack = new Stack(app, 'Aspects');
  const group = new Construct(stack, 'Group');
  resource(stack, 'Outer', 'AWS::SNS::Topic', {});
  const inner = resource(group, 'Inner', 'AWS::SNS::Topic', {});
  Aspects.of(group).add(visitor('group', log));
  Aspects.of(stack).add(visitor('stack', log));
  Aspects.of(app).add(visitor('app-last', log), { priority: cdk.AspectPriority.READONLY });
  Aspects.of(inner).add(visitor('inner-first', log), { priority: cdk.AspectPriority.MUTATING });
  Aspects.of(stack).add(visitor('stack-again', log));
}

export function aspects_that_add(app) {
  const stack = new Stack(app, 'AspectsThatAdd');
  const group = new Construct(stack, 'Group');
  resource(group, 'Queue', 'AWS::SQS::Queue', {});
  Aspects.of(stack).add({
    visit(node) {
      if (node === group) resource(group, 'Added', 'AWS::SQS::Queue', {});
      if (node instanceof CfnResource && node.cfnResourceType === 'AWS::SQS::Queue') node.addPropertyOverride('DelaySeconds', 9);
    },
  });
}

export function context_lookups(app) {
  const { ContextProvider } = cdk;
  const env = { account: '111111111111', region: 'sa-east-1' };
  const stack = new Stack(new Stage(app, 'Prod'), 'Lookups', { env });
  stack.node.setContext('plant', 'press');
  const group = new Construct(stack, 'Group');
  const ssm = { provider: 'ssm', props: { parameterName: '/plant/name:1' }, dummyValue: 'dummy-value-for-/plant/name:1', mustExist: true };
  const zones = { provider: 'availability-zones', dummyValue: ['dummy1a', 'dummy1b', 'dummy1c'] };
  const filters = { name: ['al2023-*'], state: ['available'], 'image-type': ['machine'] };
  resource(group, 'Use', 'Test::Use::Context', {
    Plant: group.node.tryGetContext('plant'),
    Zones: ContextProvider.getValue(stack, zones).value,
    Parameter: ContextProvider.getValue(group, ssm).value,
    Again: ContextProvider.getValue(stack, ssm).value,
    Image: ContextProvider.getValue(group, { provider: 'ami', props: { owners: ['amazon'], filters }, dummyValue: 'ami-1234' }).value,
  });
  // What `availabilityZones` gives, which leaves metadata of a validator besides.
  const agnostic = new Stack(app, 'Agnostic');
  resource(agnostic, 'Use', 'Test::Use::Context', { Zones: [0, 1].map((index) => cdk.Fn.select(index, cdk.Fn.getAzs())) });
}

export function stages(app) {
  const prod = new Stage(app, 'Prod', { env: { account: '111111111111', region: 'sa-east-1' } });
  const store = new Stack(prod, 'Store');
  const ingest = new Stack(prod, 'Ingest', { stackName: 'ingest-prod' });
  const queue = resource(store, 'Queue', 'AWS::SQS::Queue', {});
  resource(ingest, 'Topic', 'AWS::SNS::Topic', { DisplayName: queue.getAtt('Arn') });
  resource(new Stack(app, 'Alone'), 'Topic', 'AWS::SNS::Topic', {});
}

export function stages_nested(app) {
  const europe = new Stage(app, 'Europe', { env: { region: 'eu-west-1' } });
  const group = new Construct(europe, 'Group');
  new Stack(group, 'Two');
  const plant = new Stage(europe, 'Plant', { stageName: 'lisbon' });
  new Stack(plant, 'Deep');
  new Stack(plant, 'Elsewhere', { env: { region: 'us-east-1' } });
  const beside = new Stage(app, 'Beside_it.x', { stageName: 'beside' });
  new Stack(beside, 'Stack');
}

export function stages_tags(app) {
  const stage = new Stage(app, 'Dev');
  const stack = new Stack(stage, 'Store');
  new cdk.aws_sqs.CfnQueue(stack, 'Queue');
  Tags.of(stage).add('stage', 'dev');
  Tags.of(app).add('not', 'inherited');
}
