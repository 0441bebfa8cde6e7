import { cdk, role } from '../../cdk/library.mjs';

const { aws_kinesis: kinesis, aws_kinesisfirehose: firehose, aws_kms: kms, aws_s3: s3, aws_sns: sns, aws_sns_subscriptions: subscriptions } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Archive');
  const archive = s3.Bucket.fromBucketName(stack, 'Archive', 'plant-archive');
  const source = new kinesis.Stream(stack, 'Source', { streamMode: kinesis.StreamMode.ON_DEMAND, encryption: kinesis.StreamEncryption.MANAGED });
  new firehose.DeliveryStream(stack, 'FromStream', {
    source: new firehose.KinesisStreamSource(source),
    destination: new firehose.S3Bucket(archive, {
      compression: firehose.Compression.GZIP,
      dataOutputPrefix: 'readings/!{timestamp:yyyy/MM/dd}/',
      errorOutputPrefix: 'failed/!{firehose:error-output-type}/',
      bufferingInterval: cdk.Duration.minutes(5),
      bufferingSize: cdk.Size.mebibytes(64),
      processors: [new firehose.AppendDelimiterToRecordProcessor()],
    }),
  });
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const direct = new firehose.DeliveryStream(stack, 'Direct', {
    encryption: firehose.StreamEncryption.customerManagedKey(key),
    destination: new firehose.S3Bucket(archive, {
      dynamicPartitioning: { enabled: true },
      dataOutputPrefix: 'device=!{partitionKeyFromQuery:device}/',
      errorOutputPrefix: 'failed/!{firehose:error-output-type}/',
      processors: [firehose.MetadataExtractionProcessor.jq16({ device: '.deviceId' })],
      loggingConfig: new firehose.DisableLogging(),
      s3Backup: { bucket: archive, dataOutputPrefix: 'raw/', loggingConfig: new firehose.DisableLogging() },
    }),
  });
  direct.grantPutRecords(role(stack, 'Gateway'));
  const orders = new sns.Topic(stack, 'Orders', { enforceSSL: true });
  orders.addSubscription(new subscriptions.FirehoseSubscription(direct, { rawMessageDelivery: true }));
};
