// What stands in a template beside resources: parameters, conditions, mappings, rules, outputs, options.
import { cdk, file, resource, CfnInclude } from '../library.mjs';

const { CfnCondition, CfnMapping, CfnOutput, CfnParameter, CfnRule, Fn, Stack } = cdk;

export function parameters(app) {
  const stack = new Stack(app, 'Parameters');
  const name = new CfnParameter(stack, 'Name', {
    type: 'String',
    default: 'press',
    description: 'of the plant',
    allowedPattern: '[a-z]+',
    constraintDescription: 'lower case letters',
    minLength: 2,
    maxLength: 20,
  });
  const count = new CfnParameter(stack, 'Count', { type: 'Number', default: 3, minValue: 1, maxValue: 9 });
  const zones = new CfnParameter(stack, 'Zones', { type: 'CommaDelimitedList', default: 'a,b' });
  const secret = new CfnParameter(stack, 'Secret', { noEcho: true });
  const image = new CfnParameter(stack, 'Image', { type: 'AWS::SSM::Parameter::Value<String>', default: '/image' });
  new CfnParameter(stack, 'Size', { type: 'String', allowedValues: ['small', 'large'], default: 'small' });
  resource(stack, 'Use', 'Test::Use::Parameters', {
    Name: name.valueAsString,
    Count: count.valueAsNumber,
    Zones: zones.valueAsList,
    First: Fn.select(0, zones.valueAsList),
    Secret: secret.valueAsString,
    Image: image.valueAsString,
    Text: `${name.valueAsString}-${count.valueAsString}`,
  });
}

export function conditions(app) {
  const stack = new Stack(app, 'Conditions');
  const stage = new CfnParameter(stack, 'Stage', { default: 'dev' });
  const isProd = new CfnCondition(stack, 'IsProd', { expression: Fn.conditionEquals(stage.valueAsString, 'prod') });
  const inBrazil = new CfnCondition(stack, 'InBrazil', { expression: Fn.conditionEquals(cdk.Aws.REGION, 'sa-east-1') });
  const both = new CfnCondition(stack, 'Both', { expression: Fn.conditionAnd(isProd, inBrazil) });
  const either = new CfnCondition(stack, 'Either', { expression: Fn.conditionOr(isProd, Fn.conditionNot(inBrazil)) });
  new CfnCondition(stack, 'Never', { expression: Fn.conditionNot(both) });
  const queue = resource(stack, 'Queue', 'AWS::SQS::Queue', {
    VisibilityTimeout: Fn.conditionIf(either.logicalId, 300, 30),
    KmsMasterKeyId: Fn.conditionIf(both.logicalId, 'alias/aws/sqs', cdk.Aws.NO_VALUE),
    Tags: Fn.conditionIf('IsProd', [{ Key: 'stage', Value: 'prod' }], []),
  });
  queue.cfnOptions.condition = isProd;
  new CfnOutput(stack, 'QueueUrl', { value: queue.ref, condition: isProd });
}

export function many_conditions(app) {
  const stack = new Stack(app, 'ManyConditions');
  const region = (name) => Fn.conditionEquals(cdk.Aws.REGION, name);
  const regions = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];
  new CfnCondition(stack, 'AnyOfTwelve', { expression: Fn.conditionOr(...regions.map(region)) });
  new CfnCondition(stack, 'AllOfTwelve', { expression: Fn.conditionAnd(...regions.map(region)) });
}

export function mappings(app) {
  const stack = new Stack(app, 'Mappings');
  const sizes = new CfnMapping(stack, 'Sizes', {
    mapping: { 'sa-east-1': { Shards: 2, Zones: ['a', 'b'] }, 'eu-west-1': { Shards: 4, Zones: ['c'] } },
  });
  new CfnMapping(stack, 'Unused', { mapping: { x: { y: 'z' } } });
  sizes.setValue('us-east-1', 'Shards', 8);
  resource(stack, 'Stream', 'AWS::Kinesis::Stream', {
    ShardCount: sizes.findInMap(cdk.Aws.REGION, 'Shards'),
    Name: sizes.findInMap('sa-east-1', 'Shards'),
  });
}

export function rules(app) {
  const stack = new Stack(app, 'Rules');
  const stage = new CfnParameter(stack, 'Stage', { default: 'dev' });
  const zones = new CfnParameter(stack, 'Zones', { type: 'CommaDelimitedList', default: 'a' });
  new CfnRule(stack, 'ProductionHasZones', {
    ruleCondition: Fn.conditionEquals(stage.valueAsString, 'prod'),
    assertions: [
      { assert: Fn.conditionContains(['a', 'b'], stage.valueAsString), assertDescription: 'a or b' },
      { assert: Fn.conditionEachMemberEquals(zones.valueAsList, 'a'), assertDescription: 'only a' },
    ],
  });
  const rule = new CfnRule(stack, 'Members');
  rule.addAssertion(Fn.conditionEachMemberIn(Fn.refAll('AWS::EC2::VPC::Id'), Fn.valueOfAll('AWS::EC2::Subnet::Id', 'VpcId')), 'known networks');
  rule.addAssertion(Fn.conditionEquals(Fn.valueOf('Stage', 'Tags.Team'), 'press'), 'the press team');
}

export function outputs(app) {
  const stack = new Stack(app, 'Outputs');
  const topic = resource(stack, 'Topic', 'AWS::SNS::Topic', {});
  new CfnOutput(stack, 'Plain', { value: topic.ref });
  new CfnOutput(stack, 'Described', { value: 'literal', description: 'a literal' });
  new CfnOutput(stack, 'Exported', { value: topic.getAtt('TopicName').toString(), exportName: 'topic-name' });
  new CfnOutput(stack, 'Composed', { value: `${topic.ref}/x`, exportName: `${cdk.Aws.STACK_NAME}-composed`, description: 'composed' });
  const group = new cdk.Stack(app, 'Importer');
  resource(group, 'Use', 'AWS::SNS::Topic', { DisplayName: cdk.Fn.importValue('topic-name') });
  stack.exportValue(topic.getAtt('TopicName'), { name: 'by-name', description: 'by name' });
}

export function template_options(app) {
  const stack = new Stack(app, 'TemplateOptions', { description: 'everything at the top of a template' });
  stack.addTransform('AWS::LanguageExtensions');
  stack.addTransform('AWS::Serverless-2016-10-31');
  stack.addTransform('AWS::LanguageExtensions');
  stack.templateOptions.templateFormatVersion = '2010-09-09';
  stack.addMetadata('Owner', { Team: 'press', Stack: stack.stackName });
  resource(stack, 'Topic', 'AWS::SNS::Topic', {});
  const one = new Stack(app, 'OneTransform');
  one.addTransform('AWS::LanguageExtensions');
}

export function include_json(app) {
  const stack = new Stack(app, 'IncludeJson');
  const template = new CfnInclude(stack, 'Template', { templateFile: file('template.json') });
  template.getResource('Topic').addPropertyOverride('TopicName', 'renamed');
  template.getResource('Key').applyRemovalPolicy(cdk.RemovalPolicy.DESTROY);
  resource(stack, 'Beside', 'AWS::SNS::Topic', {
    DisplayName: template.getResource('Queue').getAtt('Arn'),
    TopicName: template.getParameter('Stage').valueAsString,
  });
}

export function include_yaml(app) {
  const stack = new Stack(app, 'IncludeYaml');
  new CfnInclude(stack, 'Template', { templateFile: file('template.yaml') });
}

export function include_parameters(app) {
  const stack = new Stack(app, 'IncludeParameters');
  new CfnInclude(stack, 'Template', { templateFile: file('template.json'), parameters: { Stage: 'prod' }, preserveLogicalIds: false });
}
