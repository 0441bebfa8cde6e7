import { cdk } from '../../cdk/library.mjs';

const { aws_iam: iam, aws_lambda: lambda, aws_logs: logs, aws_logs_destinations: destinations } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Logs');
  const group = new logs.LogGroup(stack, 'Group', { logGroupName: '/plant/press', retention: logs.RetentionDays.THREE_MONTHS });
  new logs.LogStream(stack, 'Stream', { logGroup: group, logStreamName: 'failures' });
  const filter = (id, filterPattern, more = {}) => new logs.MetricFilter(stack, id, { logGroup: group, metricNamespace: 'Plant', metricName: id, filterPattern, ...more });
  filter('Errors', logs.FilterPattern.stringValue('$.level', '=', 'ERROR'), { defaultValue: 0 });
  filter('Latency', logs.FilterPattern.exists('$.latency'), { metricValue: '$.latency', dimensions: { Line: '$.line' }, unit: 'Milliseconds' });
  filter('Failed', logs.FilterPattern.all(logs.FilterPattern.numberValue('$.status', '>=', 500), logs.FilterPattern.booleanValue('$.retried', false)));
  filter('Words', logs.FilterPattern.anyTerm('ERROR', 'say "no"'));
  filter('Columns', logs.FilterPattern.spaceDelimited('host', '...', 'status', 'bytes').whereNumber('status', '>=', 400).whereNumber('status', '<', 500));
  const handler = lambda.Function.fromFunctionArn(stack, 'Handler', 'arn:aws:lambda:sa-east-1:111122223333:function:handler');
  new logs.SubscriptionFilter(stack, 'ToHandler', { logGroup: group, destination: new destinations.LambdaDestination(handler), filterPattern: logs.FilterPattern.allTerms('ERROR', 'press') });
  new logs.QueryDefinition(stack, 'Query', {
    queryDefinitionName: 'plant/errors',
    queryString: new logs.QueryString({ fields: ['@timestamp', '@message'], filterStatements: ['level = "ERROR"'], sort: '@timestamp desc', limit: 20 }),
    logGroups: [group],
  });
  const queries = logs.LogGroup.fromLogGroupName(stack, 'Queries', '/aws/route53/plant');
  new logs.ResourcePolicy(stack, 'Route53', {
    resourcePolicyName: 'route53',
    policyStatements: [new iam.PolicyStatement({ principals: [new iam.ServicePrincipal('route53.amazonaws.com')], actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [queries.logGroupArn] })],
  });
};
