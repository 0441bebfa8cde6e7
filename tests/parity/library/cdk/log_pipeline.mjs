import { cdk, node } from '../../cdk/library.mjs';

const { aws_cloudwatch: cloudwatch, aws_kinesis: kinesis, aws_kinesisfirehose: firehose, aws_lambda: lambda, aws_logs: logs, aws_logs_destinations: destinations, aws_s3: s3 } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'LogPipeline');
  const application = new logs.LogGroup(stack, 'Application', { retention: logs.RetentionDays.TWO_WEEKS, logGroupName: '/plant/application' });
  const access = new logs.LogGroup(stack, 'Access', { retention: logs.RetentionDays.ONE_MONTH });
  const stream = new kinesis.Stream(stack, 'Stream', { streamMode: kinesis.StreamMode.ON_DEMAND, encryption: kinesis.StreamEncryption.MANAGED });
  const alarmer = new lambda.Function(stack, 'Alarmer', node);
  const store = new s3.Bucket(stack, 'Store', { blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL, enforceSSL: true, versioned: true });
  const delivery = new firehose.DeliveryStream(stack, 'Delivery', { destination: new firehose.S3Bucket(store, { loggingConfig: new firehose.DisableLogging() }) });
  application.addSubscriptionFilter('ToStream', { destination: new destinations.KinesisDestination(stream), filterPattern: logs.FilterPattern.allEvents() });
  application.addSubscriptionFilter('ToAlarmer', {
    destination: new destinations.LambdaDestination(alarmer),
    filterPattern: logs.FilterPattern.any(logs.FilterPattern.stringValue('$.level', '=', 'FATAL'), logs.FilterPattern.numberValue('$.code', '>', 900)),
  });
  access.addSubscriptionFilter('ToStore', { destination: new destinations.FirehoseDestination(delivery), filterPattern: logs.FilterPattern.allEvents() });
  const errors = application.addMetricFilter('Errors', {
    filterPattern: logs.FilterPattern.stringValue('$.level', '=', 'ERROR'),
    metricNamespace: 'Plant',
    metricName: 'Errors',
    defaultValue: 0,
  });
  new cloudwatch.Alarm(stack, 'ManyErrors', { metric: errors.metric({ statistic: 'Sum', period: cdk.Duration.minutes(1) }), threshold: 5, evaluationPeriods: 3, datapointsToAlarm: 2 });
};
