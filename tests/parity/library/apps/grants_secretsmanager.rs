//! Every grant of a secret.

use ferrocdk::aws::iam::Principal;
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::secretsmanager::{Secret, SecretProps};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let secret = Secret::new(&stack, "Secret", SecretProps::new().encryption_key(&key));
    secret.grant_read(&role(&stack, "Reader"));
    secret.grant_write(&role(&stack, "Writer"));
    secret.grant_read(&Principal::account("444455556666"));
    let named = Secret::from_secret_name(&stack, "Named", "plant/token");
    named.grant_read(&role(&stack, "NamedReader"));
}
