import { cdk, role } from '../../cdk/library.mjs';

const { aws_iam: iam, aws_kms: kms, aws_sns: sns } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const topic = new sns.Topic(stack, 'Topic', { masterKey: key, enforceSSL: true });
  topic.grantPublish(role(stack, 'Publisher'));
  topic.grantSubscribe(role(stack, 'Subscriber'));
  topic.grantPublish(new iam.ServicePrincipal('events.amazonaws.com'));
  topic.grantSubscribe(new iam.AccountPrincipal('444455556666'));
  const imported = sns.Topic.fromTopicArn(stack, 'Imported', 'arn:aws:sns:sa-east-1:111122223333:imported');
  imported.grantPublish(role(stack, 'Forwarder'));
};
