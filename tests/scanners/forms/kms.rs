//! KMS.

use ferrocdk::Construct;
use ferrocdk::aws::kms::{Alias, AliasProps, Key, KeyProps};

pub(crate) fn forms(stack: &dyn Construct) {
    let key = Key::new(stack, "Key", KeyProps::new());
    Alias::new(stack, "Alias", AliasProps::new("forms", &key));
}
