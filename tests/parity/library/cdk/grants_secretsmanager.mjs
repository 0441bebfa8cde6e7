import { cdk, role } from '../../cdk/library.mjs';

const { aws_iam: iam, aws_kms: kms, aws_secretsmanager: secrets } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const secret = new secrets.Secret(stack, 'Secret', { encryptionKey: key });
  secret.grantRead(role(stack, 'Reader'));
  secret.grantWrite(role(stack, 'Writer'));
  secret.grantRead(new iam.AccountPrincipal('444455556666'));
  secrets.Secret.fromSecretNameV2(stack, 'Named', 'plant/token').grantRead(role(stack, 'NamedReader'));
};
