//! Permissions for a construct that nobody can be.

use ferrocdk::aws::kms::Key;
use ferrocdk::prelude::*;

fn grant(key: &Key, stack: &Stack) {
    key.grant_decrypt(stack);
}

fn main() {}
