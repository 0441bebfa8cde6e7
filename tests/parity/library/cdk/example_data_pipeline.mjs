import { Construct, cdk } from '../../cdk/library.mjs';

const { aws_athena: athena, aws_cloudwatch: cloudwatch, aws_cloudwatch_actions: actions, aws_glue: glue, aws_kinesis: kinesis, aws_kinesisfirehose: firehose, aws_s3: s3, aws_sns: sns } = cdk;

// AWS CDK has the bindings of Glue and Athena alone.
export default (app) => {
  const stack = new cdk.Stack(app, 'Pipeline');
  const readings = new kinesis.Stream(stack, 'Readings', {
    streamMode: kinesis.StreamMode.ON_DEMAND,
    retentionPeriod: cdk.Duration.days(7),
  });
  const lake = new s3.Bucket(stack, 'Lake', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    versioned: true,
    encryption: s3.BucketEncryption.S3_MANAGED,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    eventBridgeEnabled: true,
  });
  new firehose.DeliveryStream(stack, 'Delivery', {
    source: new firehose.KinesisStreamSource(readings),
    destination: new firehose.S3Bucket(lake, {
      dataOutputPrefix: 'readings/day=!{timestamp:yyyy-MM-dd}/',
      errorOutputPrefix: 'failed/!{firehose:error-output-type}/',
      bufferingInterval: cdk.Duration.minutes(5),
    }),
  });

  const plant = new glue.CfnDatabase(new Construct(stack, 'Plant'), 'Resource', { catalogId: stack.account, databaseInput: {} });
  new glue.CfnTable(new Construct(stack, 'Table'), 'Table', {
    catalogId: stack.account,
    databaseName: plant.ref,
    tableInput: {
      name: 'readings',
      tableType: 'EXTERNAL_TABLE',
      partitionKeys: [{ name: 'day', type: 'string' }],
      parameters: {
        classification: 'json',
        'projection.enabled': 'true',
        'projection.day.type': 'date',
        'projection.day.format': 'yyyy-MM-dd',
        'projection.day.range': '2026-01-01,NOW',
      },
      storageDescriptor: {
        location: `s3://${lake.bucketName}/readings/`,
        columns: [
          { name: 'thing', type: 'string' },
          { name: 'at', type: 'timestamp' },
          { name: 'value', type: 'double' },
        ],
        inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        serdeInfo: { serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
      },
    },
  });
  const reports = new athena.CfnWorkGroup(new Construct(stack, 'Reports'), 'Resource', {
    name: 'PipelineReports',
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      managedQueryResultsConfiguration: { enabled: true },
    },
  });
  new athena.CfnNamedQuery(new Construct(stack, 'Hottest'), 'Resource', {
    database: plant.ref,
    workGroup: reports.ref,
    queryString: "SELECT thing, max(value) FROM readings WHERE day = '2026-11-29' GROUP BY thing ORDER BY 2 DESC",
  });

  const operations = new sns.Topic(stack, 'Operations', { enforceSSL: true });
  const alarm = new cloudwatch.Alarm(stack, 'Late', {
    metric: readings.metricGetRecordsIteratorAgeMilliseconds({ statistic: 'Maximum', period: cdk.Duration.minutes(1) }),
    threshold: 900000,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    alarmDescription: 'Readings reach the lake late',
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  const tell = new actions.SnsAction(operations);
  alarm.addAlarmAction(tell);
  alarm.addOkAction(tell);
  alarm.addInsufficientDataAction(tell);
};
