//! Every grant of a key.

use ferrocdk::aws::iam::Principal;
use ferrocdk::aws::kms::{Key, KeyProps, KeySpec};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    key.grant_encrypt(&role(&stack, "Encrypter"));
    key.grant_decrypt(&role(&stack, "Decrypter"));
    key.grant_encrypt_decrypt(&role(&stack, "Both"));
    key.grant_admin(&role(&stack, "Admin"));
    key.grant(&role(&stack, "Describer"), &["kms:DescribeKey"]);
    key.grant_decrypt(&Principal::service("sns.amazonaws.com"));
    let signing = Key::new(&stack, "Signing", KeyProps::new().key_spec(KeySpec::EccNistP256));
    signing.grant_sign(&role(&stack, "Signer"));
    signing.grant_verify(&role(&stack, "Verifier"));
    let mac = Key::new(&stack, "Mac", KeyProps::new().key_spec(KeySpec::Hmac256));
    mac.grant_generate_mac(&role(&stack, "Maker"));
    mac.grant_verify_mac(&role(&stack, "Checker"));
}
