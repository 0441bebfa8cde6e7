//! The key that encrypts a plant's data at rest.

use std::ops::Deref;

use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_core::{Construct, Scope};

/// One customer managed key for all data of a plant. It can be brought back for 30 days after deletion, the longest there is: with
/// the key, the data is gone.
#[derive(Clone, Debug)]
pub struct PlantKey {
    key: Key,
}

impl Construct for PlantKey {
    fn scope(&self) -> &Scope {
        self.key.scope()
    }
}

impl PlantKey {
    /// Makes the key.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str) -> Self {
        Self {
            key: Key::new(scope, id, KeyProps::new().description("Data of the plant at rest")),
        }
    }
}

impl Deref for PlantKey {
    type Target = Key;

    fn deref(&self) -> &Key {
        &self.key
    }
}
