import { cdk, role } from '../../cdk/library.mjs';

const { aws_iam: iam, aws_kinesis: kinesis, aws_kms: kms } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const stream = new kinesis.Stream(stack, 'Stream', {
    streamMode: kinesis.StreamMode.ON_DEMAND,
    encryption: kinesis.StreamEncryption.KMS,
    encryptionKey: key,
  });
  stream.grantRead(role(stack, 'Reader'));
  stream.grantWrite(role(stack, 'Writer'));
  stream.grantReadWrite(role(stack, 'Worker'));
  stream.grant(role(stack, 'Looker'), 'kinesis:DescribeStream');
  stream.grantRead(new iam.AccountPrincipal('444455556666'));
  const consumer = new kinesis.StreamConsumer(stack, 'Consumer', { stream, streamConsumerName: 'dashboard' });
  consumer.grantRead(role(stack, 'Dashboard'));
  const imported = kinesis.Stream.fromStreamArn(stack, 'Imported', 'arn:aws:kinesis:sa-east-1:111122223333:stream/imported');
  imported.grantWrite(role(stack, 'Forwarder'));
};
