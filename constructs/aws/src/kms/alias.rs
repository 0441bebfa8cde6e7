//! `Alias`: a name of a key.

use std::ops::Deref;

use ferrocdk_cfn::kms::{AliasProps as CfnAliasProps, CfnAlias};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use super::key::Key;
use crate::diagnostic_ids;
use crate::owned::constructs;
use crate::props::props;

props! {
    /// Settings of an [`Alias`].
    pub struct AliasProps for CfnAliasProps {
        /// The name, such as `plant/data`; `alias/` stands before it by itself.
        alias_name: String,
        /// The key that it means.
        target_key: Key,
    }
}

/// A name of a key, by which programs and people find it, and which can be moved to another key.
///
/// It has all that its [`Key`] has, such as grants, and goes wherever a key does. These mean the key, not the name: what is moved to another key needs grants on that.
///
/// Makes an `AWS::KMS::Alias`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_aws::kms::{Alias, AliasProps, Key, KeyProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let key = Key::new(&stack, "Key", KeyProps::new());
/// let name = Alias::new(&stack, "Name", AliasProps::new("plant/data", &key));
/// let gateway = Role::new(&stack, "Gateway", RoleProps::new(Principal::service("ec2.amazonaws.com")));
/// name.grant_decrypt(&gateway);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Alias {
    scope: Scope,
    alias: CfnAlias,
    key: Key,
}

constructs!(Alias);

impl Deref for Alias {
    type Target = Key;

    fn deref(&self) -> &Key {
        &self.key
    }
}

impl From<&Alias> for Key {
    fn from(alias: &Alias) -> Self {
        alias.key.clone()
    }
}

impl Alias {
    /// Makes an alias.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: AliasProps) -> Self {
        let scope = scope.scope().child(id);
        let own = props.alias_name.strip_prefix("alias/").unwrap_or(&props.alias_name);
        let legal = |character: char| character.is_ascii_alphanumeric() || "/_-".contains(character);
        if own.is_empty() || own.starts_with("aws/") || own.len() > 250 || !own.chars().all(legal) {
            let diagnostic = Diagnostic::error(diagnostic_ids::KEY_ALIAS, "not the name of an alias")
                .at("", Some("AliasName"))
                .found(&props.alias_name)
                .allowed("1 to 250 letters, digits, `/`, `_` and `-`, not beginning with `aws/`");
            scope.report(diagnostic);
        }
        let alias = CfnAliasProps::new()
            .alias_name(format!("alias/{own}"))
            .target_key_id(props.target_key.arn());
        let alias = CfnAlias::new(&scope, "Resource", props.customize.apply(alias));
        Self {
            scope,
            alias,
            key: props.target_key,
        }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnAlias {
        self.alias.clone()
    }

    /// The alias's name, with `alias/`.
    pub fn alias_name(&self) -> Value<String> {
        self.alias.reference()
    }
}
