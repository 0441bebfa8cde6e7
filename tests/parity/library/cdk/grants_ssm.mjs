import { cdk, role } from '../../cdk/library.mjs';

const { aws_kms: kms, aws_ssm: ssm } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const parameter = new ssm.StringParameter(stack, 'Parameter', { parameterName: '/plant/line', stringValue: 'press' });
  parameter.grantRead(role(stack, 'Reader'));
  parameter.grantWrite(role(stack, 'Writer'));
  const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:sa-east-1:111122223333:key/12345678-1234-1234-1234-123456789012');
  const secure = ssm.StringParameter.fromSecureStringParameterAttributes(stack, 'Secure', { parameterName: '/plant/token', encryptionKey: key });
  secure.grantRead(role(stack, 'SecureReader'));
  secure.grantWrite(role(stack, 'SecureWriter'));
};
