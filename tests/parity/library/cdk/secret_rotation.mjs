import { cdk, node, role } from '../../cdk/library.mjs';

const { aws_kms: kms, aws_lambda: lambda, aws_secretsmanager: secretsmanager, aws_ssm: ssm } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Passwords');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const rotate = new lambda.Function(stack, 'Rotate', { ...node, timeout: cdk.Duration.seconds(30) });
  const historian = new secretsmanager.Secret(stack, 'Historian', {
    secretName: 'plant/historian',
    encryptionKey: key,
    generateSecretString: { secretStringTemplate: '{"username":"historian"}', generateStringKey: 'password', excludePunctuation: true, passwordLength: 40 },
  });
  historian.addRotationSchedule('Rotation', { rotationLambda: rotate, automaticallyAfter: cdk.Duration.days(14), rotateImmediatelyOnUpdate: false });
  const token = new secretsmanager.Secret(stack, 'Token', { description: 'token of the partner', replicaRegions: [{ region: 'eu-central-1' }] });
  const place = new ssm.StringParameter(stack, 'Place', { parameterName: '/plant/historian/secret', stringValue: historian.secretArn });
  const reader = role(stack, 'Reader');
  historian.grantRead(reader);
  token.grantRead(reader);
  place.grantRead(reader);
};
