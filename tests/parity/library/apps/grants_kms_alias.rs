//! Every grant of a key by one of its names.

use ferrocdk::aws::kms::{Alias, AliasProps, Key, KeyProps, KeySpec};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let data = Alias::new(&stack, "Data", AliasProps::new("plant/data", &key));
    data.grant_encrypt(&role(&stack, "Encrypter"));
    data.grant_decrypt(&role(&stack, "Decrypter"));
    data.grant_encrypt_decrypt(&role(&stack, "Both"));
    data.grant(&role(&stack, "Describer"), &["kms:DescribeKey"]);
    let signing = Key::new(&stack, "Signing", KeyProps::new().key_spec(KeySpec::EccNistP256));
    let signatures = Alias::new(&stack, "Signatures", AliasProps::new("alias/plant/signatures", &signing));
    signatures.grant_sign(&role(&stack, "Signer"));
    signatures.grant_verify(&role(&stack, "Verifier"));
    signatures.grant_sign_verify(&role(&stack, "SignerAndVerifier"));
    signing.grant_sign_verify(&role(&stack, "ByKey"));
    let mac = Key::new(&stack, "Mac", KeyProps::new().key_spec(KeySpec::Hmac256));
    let codes = Alias::new(&stack, "Codes", AliasProps::new("plant/codes", &mac));
    codes.grant_generate_mac(&role(&stack, "Maker"));
    codes.grant_verify_mac(&role(&stack, "Checker"));
}
