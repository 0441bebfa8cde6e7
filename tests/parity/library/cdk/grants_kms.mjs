import { cdk, role } from '../../cdk/library.mjs';

const { aws_iam: iam, aws_kms: kms } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  key.grantEncrypt(role(stack, 'Encrypter'));
  key.grantDecrypt(role(stack, 'Decrypter'));
  key.grantEncryptDecrypt(role(stack, 'Both'));
  key.grantAdmin(role(stack, 'Admin'));
  key.grant(role(stack, 'Describer'), 'kms:DescribeKey');
  key.grantDecrypt(new iam.ServicePrincipal('sns.amazonaws.com'));
  const signing = new kms.Key(stack, 'Signing', { keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY });
  signing.grantSign(role(stack, 'Signer'));
  signing.grantVerify(role(stack, 'Verifier'));
  const mac = new kms.Key(stack, 'Mac', { keySpec: kms.KeySpec.HMAC_256, keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC });
  mac.grantGenerateMac(role(stack, 'Maker'));
  mac.grantVerifyMac(role(stack, 'Checker'));
};
