import { cdk } from '../../cdk/library.mjs';

const { aws_cloudwatch: cloudwatch, aws_cloudwatch_actions: actions, aws_sns: sns, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Monitoring');
  const operations = sns.Topic.fromTopicArn(stack, 'Operations', 'arn:aws:sns:sa-east-1:111122223333:operations');
  const jobs = new sqs.Queue(stack, 'Jobs');
  const minute = cdk.Duration.minutes(1);
  const late = new cloudwatch.Alarm(stack, 'Late', {
    metric: jobs.metricApproximateAgeOfOldestMessage({ period: minute }),
    threshold: 600,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    alarmDescription: 'Jobs wait for ten minutes',
  });
  late.addAlarmAction(new actions.SnsAction(operations));
  const of = (name) => new cloudwatch.Metric({ namespace: 'Plant', metricName: name, dimensionsMap: { Plant: 'p1' }, statistic: 'Sum', period: minute });
  const share = new cloudwatch.MathExpression({ expression: 'errors / calls', usingMetrics: { errors: of('Errors'), calls: of('Calls') }, label: 'Share', period: minute });
  const failing = new cloudwatch.Alarm(stack, 'Failing', {
    metric: share,
    threshold: 0.01,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 1,
    alarmDescription: 'More than one call in a hundred fails',
  });
  new cloudwatch.CompositeAlarm(stack, 'Any', {
    alarmRule: cloudwatch.AlarmRule.anyOf(
      cloudwatch.AlarmRule.fromAlarm(late, cloudwatch.AlarmState.ALARM),
      cloudwatch.AlarmRule.fromAlarm(failing, cloudwatch.AlarmState.ALARM),
    ),
  });
  const board = new cloudwatch.Dashboard(stack, 'Board', { dashboardName: 'plant' });
  board.addWidgets(new cloudwatch.TextWidget({ markdown: '# Plant', width: 24, height: 2 }));
  board.addWidgets(
    new cloudwatch.GraphWidget({ title: 'Calls', left: [of('Calls')], right: [of('Errors')], width: 12 }),
    new cloudwatch.SingleValueWidget({ title: 'Errors', metrics: [of('Errors')] }),
    new cloudwatch.AlarmStatusWidget({ title: 'State', alarms: [late] }),
  );
};
