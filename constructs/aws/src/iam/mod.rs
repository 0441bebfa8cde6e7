//! IAM: who may do what.
//!
//! [`PolicyStatement`] says what is allowed or denied; [`Principal`] whom a policy of a resource means; [`PolicyDocument`] holds statements, joined where they say the
//! same. [`Role`] is an identity that services and people take on. Whoever can be given permissions is a [`Grantee`].
//!
//! Most permissions are never written: `queue.grant_send_messages(&function)` gives them (see [`grants`](crate::grants)). What remains:
//!
//! ```
//! use ferrocdk_aws::iam::{ManagedPolicy, PolicyStatement, Principal, Role, RoleProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let read_only = ManagedPolicy::from_aws_managed_policy_name("ReadOnlyAccess");
//! let auditor = Principal::account("111122223333").with_external_id("audit-2026");
//! let role = Role::new(&stack, "Auditor", RoleProps::new(auditor).managed_policies([read_only]));
//! role.add_to_policy(PolicyStatement::deny(["s3:GetObject"]).on_everything());
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `PolicyStatement` | [`PolicyStatement::allow`], [`deny`](PolicyStatement::deny) and what follows them |
//! | `PolicyDocument` | [`PolicyDocument::of`] |
//! | `ServicePrincipal`, `AccountPrincipal`, `AccountRootPrincipal`, `ArnPrincipal`, `OrganizationPrincipal`, `AnyPrincipal`, `StarPrincipal`, `CanonicalUserPrincipal` | [`Principal::service`], `account`, `own_account`, `arn`, `organization`, `any`, `star`, `canonical_user` |
//! | `FederatedPrincipal`, `WebIdentityPrincipal`, `OpenIdConnectPrincipal`, `SamlPrincipal` | [`Principal::web_identity`], [`Principal::saml`] |
//! | `PrincipalWithConditions`, `SessionTagsPrincipal` | [`Principal::when`], [`Principal::with_session_tags`] |
//! | `CompositePrincipal` | [`RoleProps::also_assumed_by`] |
//! | `Role`, `Role.fromRoleArn`, `fromRoleName` | [`Role`] |
//! | `Role.grantAssumeRole`, `grantPassRole` | [`Role::grant_assume_role`], [`Role::grant_pass_role`] |
//! | `Policy`, `attachInlinePolicy` | [`Policy`], [`Policy::attach_to_role`] |
//! | `ManagedPolicy`, `ManagedPolicy.fromAwsManagedPolicyName` | [`ManagedPolicy`] |
//! | `User`, `Group`, `AccessKey`, `InstanceProfile` | [`User`], [`Group`], [`AccessKey`], [`InstanceProfile`] |
//! | `OpenIdConnectProvider`, `SamlProvider` | [`OpenIdConnectProvider`], [`SamlProvider`] |
//! | `PermissionsBoundary.of(scope).apply` | [`PermissionsBoundary`] |

mod conditions;
mod document;
mod grantee;
mod grants;
mod group;
mod identity_policies;
mod instance_profile;
mod managed_policy;
mod permissions_boundary;
mod policy;
mod principal;
mod providers;
mod role;
mod statement;
mod user;

pub use document::PolicyDocument;
#[cfg(feature = "apigateway")]
pub(crate) use document::replace_statement;
pub(crate) use document::{append_statement, free_sid, length as policy_length};
pub use grantee::Grantee;
pub use grants::RoleGrants;
pub use group::{Group, GroupProps};
pub use instance_profile::{InstanceProfile, InstanceProfileProps};
pub use managed_policy::{ManagedPolicy, ManagedPolicyProps};
pub use permissions_boundary::PermissionsBoundary;
pub use policy::{Policy, PolicyProps};
pub use principal::Principal;
pub use providers::{OpenIdConnectProvider, OpenIdConnectProviderProps, SamlProvider, SamlProviderProps};
pub use role::{Role, RoleProps, SessionDuration};
pub use statement::PolicyStatement;
pub use user::{AccessKey, AccessKeyProps, User, UserProps};
