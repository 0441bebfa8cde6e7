import { cdk, role } from '../../cdk/library.mjs';

const { aws_iam: iam, aws_kms: kms, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const queue = new sqs.Queue(stack, 'Queue', { encryptionMasterKey: key });
  queue.grantSendMessages(role(stack, 'Sender'));
  queue.grantConsumeMessages(role(stack, 'Worker'));
  queue.grantPurge(role(stack, 'Operator'));
  queue.grantSendMessages(new iam.ServicePrincipal('events.amazonaws.com'));
  queue.grantConsumeMessages(new iam.AccountPrincipal('444455556666'));
  const imported = sqs.Queue.fromQueueArn(stack, 'Imported', 'arn:aws:sqs:sa-east-1:111122223333:imported');
  imported.grantSendMessages(role(stack, 'Forwarder'));
};
