//! Grants: one table of facts about who needs which actions for what, and how they are given.
//!
//! A grant such as `queue.grant_send_messages(&worker)` says in one place what a resource is used for. What it gives follows from the table of its service
//! ([`all`] lists them): actions on the resource to the identity, to the policy of the resource where the identity is a service or of another account, and the
//! actions on the key that encrypts it. Each resource has a facade of its own (`QueueGrants`), which works on bindings and ARNs too.
//!
//! ```
//! use ferrocdk_aws::iam::{Principal, Role, RoleProps};
//! use ferrocdk_aws::sqs::{Queue, QueueProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
//! let worker = Role::new(&stack, "Worker", RoleProps::new(Principal::service("lambda.amazonaws.com")));
//! jobs.grant_consume_messages(&worker);
//! jobs.grant_send_messages(&Principal::service("events.amazonaws.com").from_own_account());
//! # assert!(app.synth().is_ok());
//! ```

mod facts;
mod grant;
mod target;

pub use facts::{GrantFacts, all};
pub use grant::Grant;
pub use target::{ResourcePolicy, Target};

/// Declares the grants of a resource: the table of its facts, the methods of its facade, and the methods of the construct that forward to them.
///
/// ```text
/// grants! {
///     "AWS::SQS::Queue", QueueGrants for Queue;
///     /// Lets somebody purge the queue.
///     purge, grant_purge: ["sqs:PurgeQueue"];
///     /// Lets somebody read the bucket and the objects below it.
///     read, grant_read: ["s3:ListBucket"] and ["s3:GetObject"] on ["/*"] with_key ["kms:Decrypt"];
/// }
/// ```
///
/// `on` has what is added to the ARN, each by itself; without it the ARN itself is meant, and `on ["*"]` is for actions without a resource level. `and` joins
/// what is given together on different resources. The construct has a method `grants()` that gives the facade.
macro_rules! grants {
    ($type:literal, $facade:ident for $construct:ident; $(
        $(#[$doc:meta])*
        $grant:ident, $method:ident:
            $([$($action:literal),* $(,)?] $(on [$($suffix:literal),* $(,)?])? $(with_key [$($key_action:literal),* $(,)?])?)and+;
    )*) => {
        #[doc = concat!("Grants on an `", $type, "`, however it is referred to.")]
        #[derive(Clone, Debug)]
        pub struct $facade {
            target: $crate::grants::Target,
        }

        impl $facade {
            /// The facts of these grants, in the order of the methods.
            pub const FACTS: &'static [$crate::grants::GrantFacts] = &[$($($crate::grants::GrantFacts {
                resource: $type,
                grant: stringify!($grant),
                actions: &[$($action),*],
                on: $crate::grants::grants!(@on $([$($suffix),*])?),
                key_actions: &[$($($key_action),*)?],
            },)+)*];

            /// Grants on what a target says: an ARN, with the policy and the key that the resource may have.
            pub fn on(target: $crate::grants::Target) -> Self {
                Self { target }
            }

            /// Gives actions of your own choice on the resource itself, such as one that none of these grants has.
            #[track_caller]
            pub fn actions<A: Into<String>>(
                &self,
                grantee: &dyn $crate::iam::Grantee,
                actions: impl IntoIterator<Item = A>,
            ) -> $crate::grants::Grant {
                let statement = $crate::iam::PolicyStatement::allow(actions).on(self.target.arn());
                $crate::grants::Grant::statement(statement, grantee, &self.target)
            }

            $(
                $(#[$doc])*
                #[track_caller]
                pub fn $grant(&self, grantee: &dyn $crate::iam::Grantee) -> $crate::grants::Grant {
                    $crate::grants::Grant::give(Self::FACTS, stringify!($grant), grantee, &self.target)
                }
            )*
        }

        impl $construct {
            $(
                $(#[$doc])*
                #[track_caller]
                pub fn $method(&self, grantee: &dyn $crate::iam::Grantee) -> $crate::grants::Grant {
                    self.grants().$grant(grantee)
                }
            )*
        }
    };
    (@on) => { &[""] };
    (@on [$($suffix:literal),*]) => { &[$($suffix),*] };
}

pub(crate) use grants;
