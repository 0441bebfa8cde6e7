import { cdk, role } from '../../cdk/library.mjs';

const { aws_kms: kms } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const data = new kms.Alias(stack, 'Data', { aliasName: 'plant/data', targetKey: key });
  data.grantEncrypt(role(stack, 'Encrypter'));
  data.grantDecrypt(role(stack, 'Decrypter'));
  data.grantEncryptDecrypt(role(stack, 'Both'));
  data.grant(role(stack, 'Describer'), 'kms:DescribeKey');
  const signing = new kms.Key(stack, 'Signing', { keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY });
  const signatures = new kms.Alias(stack, 'Signatures', { aliasName: 'alias/plant/signatures', targetKey: signing });
  signatures.grantSign(role(stack, 'Signer'));
  signatures.grantVerify(role(stack, 'Verifier'));
  signatures.grantSignVerify(role(stack, 'SignerAndVerifier'));
  signing.grantSignVerify(role(stack, 'ByKey'));
  const mac = new kms.Key(stack, 'Mac', { keySpec: kms.KeySpec.HMAC_256, keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC });
  const codes = new kms.Alias(stack, 'Codes', { aliasName: 'plant/codes', targetKey: mac });
  codes.grantGenerateMac(role(stack, 'Maker'));
  codes.grantVerifyMac(role(stack, 'Checker'));
};
