// Values: intrinsic functions, composed strings, JSON as text, numbers and lists.
import { cdk, resource } from '../library.mjs';

const { Aws, CfnDynamicReference, CfnDynamicReferenceService, Fn, SecretValue, Stack, Token } = cdk;

export function intrinsics(app) {
  const stack = new Stack(app, 'Intrinsics');
  const queue = resource(stack, 'Queue', 'AWS::SQS::Queue', {});
  resource(stack, 'All', 'Test::All::Functions', {
    Ref: queue.ref,
    GetAtt: queue.getAtt('Arn'),
    Base64: Fn.base64('user data'),
    Cidr: Fn.cidr('10.0.0.0/16', 4, '8'),
    Zones: Fn.getAzs(),
    ZonesOf: Fn.getAzs('eu-west-1'),
    Import: Fn.importValue('exported'),
    Select: Fn.select(1, Fn.getAzs()),
    Split: Fn.split(':', queue.getAtt('Arn').toString()),
    Join: Fn.join('-', ['a', queue.ref, 'b']),
    Sub: Fn.sub('${AWS::StackName}-${!literal}'),
    SubWith: Fn.sub('${Name}-x', { Name: queue.ref }),
    Transform: Fn.transform('AWS::Include', { Location: 's3://bucket/key' }),
    FindInMap: Fn.findInMap('Map', 'top', Aws.REGION),
  });
}

export function language_extensions(app) {
  const stack = new Stack(app, 'LanguageExtensions');
  stack.addTransform('AWS::LanguageExtensions');
  const queue = resource(stack, 'Queue', 'AWS::SQS::Queue', {});
  resource(stack, 'Use', 'Test::Use::It', {
    Length: Fn.len(Fn.split(',', queue.ref)),
    Text: Fn.toJsonString({ Queue: queue.ref, Depth: 3 }),
  });
}

export function joins(app) {
  const stack = new Stack(app, 'Joins');
  const queue = resource(stack, 'Queue', 'AWS::SQS::Queue', {});
  const { ref } = queue;
  resource(stack, 'Joined', 'Test::Joined::Strings', {
    Alone: `${ref}`,
    Between: `a${ref}b`,
    Twice: `${ref}${ref}`,
    Nested: Fn.join('', ['a', Fn.join('', ['b', ref, 'c']), 'd']),
    OtherDelimiter: Fn.join('', ['a', Fn.join('/', ['b', ref]), 'c']),
    SameDelimiter: Fn.join('/', ['a', Fn.join('/', ['b', ref]), 'c']),
    Merged: Fn.join('/', ['a', 'b', ref, 'c', 'd']),
    Literals: Fn.join(',', ['a', 'b', 'c']),
    OfList: Fn.join(',', Token.asList(queue.getAtt('List'))),
    Concatenated: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${ref}`,
    Within: [`x-${ref}`, 'plain', { Deep: `${ref}-y` }],
    SelectLiteral: Fn.select(1, ['a', 'b']),
    SplitLiteral: Fn.split('/', 'a/b/c'),
  });
}

export function json_strings(app) {
  const stack = new Stack(app, 'JsonStrings');
  const queue = resource(stack, 'Queue', 'AWS::SQS::Queue', {});
  resource(stack, 'Documents', 'Test::Json::Documents', {
    Literal: stack.toJsonString({ a: 1, b: [true, null, 1.5], c: {}, d: [], e: 'quote " and \\ and\nline' }),
    Reference: stack.toJsonString({ queue: queue.ref, nested: { arn: queue.getAtt('Arn') } }),
    Composed: stack.toJsonString({ text: `before "${queue.ref}" after\n` }),
    InList: stack.toJsonString([queue.ref, 'x', queue.getAtt('Arn')]),
    Twice: stack.toJsonString({ inner: stack.toJsonString({ queue: queue.ref, quote: '"' }) }),
    Policy: stack.toJsonString({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: `${queue.getAtt('Arn')}/*` }],
    }),
  });
}

export function numbers_and_lists(app) {
  const stack = new Stack(app, 'NumbersAndLists');
  const table = resource(stack, 'Table', 'AWS::DynamoDB::Table', {});
  resource(stack, 'Numbers', 'Test::Numbers::Lists', {
    Integer: 42,
    Fraction: 0.25,
    Large: 1e21,
    Negative: -7,
    Text: '42',
    Flag: false,
    FromToken: Token.asNumber(table.getAtt('Depth')),
    List: Token.asList(table.getAtt('Names')),
    First: Fn.select(0, Token.asList(table.getAtt('Names'))),
    Mixed: ['a', table.ref, { Key: Token.asNumber(table.getAtt('Depth')) }],
    Map: { one: 1, two: table.ref },
  });
}

export function json_numbers(app) {
  const stack = new Stack(app, 'JsonNumbers');
  const table = resource(stack, 'Table', 'AWS::DynamoDB::Table', {});
  const days = new cdk.CfnParameter(stack, 'Days', { type: 'Number', default: 30 });
  const depth = () => Token.asNumber(table.getAtt('Depth'));
  resource(stack, 'Documents', 'Test::Json::Documents', {
    Map: stack.toJsonString({ depth: depth(), days: days.valueAsNumber, name: table.ref }),
    List: stack.toJsonString([depth(), 1, { depth: depth() }]),
    Alone: stack.toJsonString(depth()),
    Outside: depth(),
  });
}

export function pseudo_parameters(app) {
  const agnostic = new Stack(app, 'Agnostic');
  const known = new Stack(app, 'Known', { env: { account: '111111111111', region: 'cn-north-1' } });
  for (const stack of [agnostic, known]) {
    resource(stack, 'Pseudo', 'Test::Pseudo::Parameters', {
      Account: Aws.ACCOUNT_ID,
      Region: Aws.REGION,
      Partition: Aws.PARTITION,
      Suffix: Aws.URL_SUFFIX,
      StackName: Aws.STACK_NAME,
      StackId: Aws.STACK_ID,
      Topics: Aws.NOTIFICATION_ARNS,
      OwnAccount: stack.account,
      OwnRegion: stack.region,
      Nothing: Aws.NO_VALUE,
    });
  }
}

export function arns(app) {
  const agnostic = new Stack(app, 'Agnostic');
  const known = new Stack(app, 'Known', { env: { account: '111111111111', region: 'sa-east-1' } });
  for (const stack of [agnostic, known]) {
    resource(stack, 'Arns', 'Test::Many::Arns', {
      Slash: stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: 'readings' }),
      Colon: stack.formatArn({ service: 'lambda', resource: 'function', resourceName: 'f', arnFormat: cdk.ArnFormat.COLON_RESOURCE_NAME }),
      Global: stack.formatArn({ service: 's3', region: '', account: '', resource: 'bucket', arnFormat: cdk.ArnFormat.NO_RESOURCE_NAME }),
      Other: stack.formatArn({ service: 'iam', region: '', account: '222222222222', partition: 'aws', resource: 'role', resourceName: 'r' }),
    });
  }
}

export function dynamic_references(app) {
  const stack = new Stack(app, 'DynamicReferences');
  resource(stack, 'Database', 'Test::Some::Database', {
    Plain: new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/plant/name'),
    Versioned: new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/plant/name:3'),
    Secure: SecretValue.ssmSecure('/plant/password', '1').unsafeUnwrap(),
    Secret: SecretValue.secretsManager('plant/db').unsafeUnwrap(),
    Field: SecretValue.secretsManager('plant/db', { jsonField: 'password' }).unsafeUnwrap(),
    Stage: SecretValue.secretsManager('plant/db', { jsonField: 'password', versionStage: 'AWSPREVIOUS' }).unsafeUnwrap(),
  });
}
