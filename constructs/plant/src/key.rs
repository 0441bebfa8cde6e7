//! The key that encrypts a plant's data at rest.

use std::ops::Deref;

use ferrocdk_aws::Defaults;
use ferrocdk_aws::kms::{Key, KeyProps, PendingWindow};
use ferrocdk_aws::props;
use ferrocdk_aws::units::Days;
use ferrocdk_core::{Construct, Scope};

use crate::naming::{NameOf, Naming};

props! {
    /// Settings of a [`PlantKey`].
    pub struct PlantKeyProps {
        /// How long the key can be brought back after deletion. Default: 30 days, the longest there is: with the key, the data is gone.
        pending_window: PendingWindow = PendingWindow::from(Days(30)),
    }
}

/// One customer managed key for all data of a plant, which rotates every year.
///
/// Makes an `AWS::KMS::Key`, and an `AWS::KMS::Alias` where [`Naming`] gives names. Costs a dollar a month, a dollar more after each of the first two rotations, and three cents
/// for 10,000 requests; buckets, queues and streams keep data keys for minutes, so that these stay few.
///
/// ```
/// use ferrocdk_aws::Defaults;
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{PlantKey, PlantKeyProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let key = PlantKey::new(&stack, "Key", PlantKeyProps::new());
/// Defaults::of(&stack).encryption_key(key.key());
/// # assert!(app.synth().is_ok());
/// ```
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
    pub fn new(scope: &dyn Construct, id: &str, props: PlantKeyProps) -> Self {
        let key = KeyProps::new()
            .description("Data of the plant at rest")
            .pending_window(props.pending_window);
        let key = match Naming::of(scope).text(NameOf::KeyAlias, "data") {
            Some(alias) => key.alias(alias),
            None => key,
        };
        Self {
            key: Key::new(scope, id, key),
        }
    }

    /// The key.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The key that a part of a plant encrypts with: the one that it was given, else that of the scope, else one of its own.
    #[track_caller]
    pub(crate) fn or_own(given: Option<Key>, scope: &Scope) -> Key {
        given
            .or_else(|| Defaults::of(scope).current_encryption_key())
            // Without an alias: the one of the plant is its key's, and several parts may have one of their own.
            .unwrap_or_else(|| {
                Key::new(
                    scope,
                    "Key",
                    KeyProps::new().description("Data of a part of a plant at rest"),
                )
            })
    }
}

impl Deref for PlantKey {
    type Target = Key;

    fn deref(&self) -> &Key {
        &self.key
    }
}
