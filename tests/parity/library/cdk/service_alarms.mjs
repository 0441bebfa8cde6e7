import { cdk } from '../../cdk/library.mjs';

const { aws_cloudwatch: cloudwatch, aws_cloudwatch_actions: actions, aws_lambda: lambda, aws_logs: logs, aws_sns: sns } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Service');
  const operations = new sns.Topic(stack, 'Operations', { enforceSSL: true });
  const group = new logs.LogGroup(stack, 'Log', { logGroupName: '/plant/service', retention: logs.RetentionDays.SIX_MONTHS });
  const minute = cdk.Duration.minutes(1);
  const of = (name, statistic) => new cloudwatch.Metric({ namespace: 'Service', metricName: name, dimensionsMap: { Service: 'orders' }, statistic, period: minute });
  const [calls, errors, latency] = [of('Calls', 'Sum'), of('Errors', 'Sum'), of('Latency', 'p99')];
  const common = { evaluationPeriods: 3, datapointsToAlarm: 2, treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING };
  const slow = new cloudwatch.Alarm(stack, 'Slow', {
    metric: latency, threshold: 500, comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD, alarmDescription: 'slower than half a second', ...common,
  });
  const unusual = new cloudwatch.AnomalyDetectionAlarm(stack, 'Unusual', {
    metric: calls, stdDevs: 3, comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD, alarmDescription: 'calls as never before', ...common,
  });
  const silent = new cloudwatch.Alarm(stack, 'Silent', {
    metric: calls, threshold: 0, comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD, evaluationPeriods: 10, datapointsToAlarm: 10,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING, alarmDescription: 'nobody calls',
  });
  const maintenance = cloudwatch.Alarm.fromAlarmArn(stack, 'Maintenance', 'arn:aws:cloudwatch:sa-east-1:111122223333:alarm:maintenance');
  const bad = new cloudwatch.CompositeAlarm(stack, 'Bad', {
    compositeAlarmName: 'orders-bad',
    alarmDescription: 'orders are not served',
    alarmRule: cloudwatch.AlarmRule.allOf(
      cloudwatch.AlarmRule.anyOf(cloudwatch.AlarmRule.fromAlarm(slow, cloudwatch.AlarmState.ALARM), cloudwatch.AlarmRule.fromAlarm(unusual, cloudwatch.AlarmState.ALARM)),
      cloudwatch.AlarmRule.not(cloudwatch.AlarmRule.fromAlarm(silent, cloudwatch.AlarmState.ALARM)),
    ),
    actionsSuppressor: maintenance,
    actionsSuppressorWaitPeriod: cdk.Duration.minutes(2),
    actionsSuppressorExtensionPeriod: cdk.Duration.minutes(5),
  });
  const tell = new actions.SnsAction(operations);
  bad.addAlarmAction(tell);
  bad.addOkAction(tell);
  silent.addAlarmAction(tell);
  const board = new cloudwatch.Dashboard(stack, 'Board', { dashboardName: 'orders', start: '-P1D' });
  board.addWidgets(
    new cloudwatch.GraphWidget({ title: 'Load', left: [calls], right: [latency], width: 12, leftAnnotations: [{ value: 1000, label: 'planned' }] }),
    new cloudwatch.GaugeWidget({ title: 'Errors', metrics: [errors], leftYAxis: { min: 0, max: 100 }, width: 6 }),
    new cloudwatch.AlarmWidget({ title: 'Slow', alarm: slow, width: 6 }),
  );
  board.addWidgets(new cloudwatch.LogQueryWidget({ title: 'Last errors', logGroupNames: [group.logGroupName], queryString: 'fields @message | filter level = "ERROR" | limit 20', width: 24 }));
};
