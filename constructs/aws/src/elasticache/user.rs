//! `User` and `UserGroup`: who may do what in a cache.

use ferrocdk_cfn::elasticache::user::AuthenticationMode;
use ferrocdk_cfn::elasticache::{
    CfnUser, CfnUserGroup, UserGroupProps as CfnUserGroupProps, UserProps as CfnUserProps,
};
use ferrocdk_core::{Construct, RemovalPolicy, Scope, Value, pseudo, text};

use crate::owned::{Owned, constructs};
use crate::props::props;

/// How a [`User`] proves who it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserAuthentication {
    /// By a token of IAM, which lives for a quarter of an hour: no password is kept anywhere. Its name is its id. Valkey, and Redis from 7.0 on.
    #[default]
    Iam,
    /// Not at all: for the user `default` that is to be switched off.
    None,
}

/// The engines that know users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserEngine {
    /// Valkey.
    #[default]
    Valkey,
    /// Redis.
    Redis,
}

impl UserEngine {
    fn word(self) -> &'static str {
        match self {
            Self::Valkey => "valkey",
            Self::Redis => "redis",
        }
    }
}

props! {
    /// Settings of a [`User`].
    pub struct UserProps for CfnUserProps {
        /// Its id: a letter in lower case, then such letters, digits and hyphens, 40 at most; unique in account and region.
        user_id: Value<String>,
        /// Commands and keys that it may use, as `ACL SETUSER` has them, such as `on ~latest:* -@all +@read`. Source: "Specifying permissions using an access string" of the
        /// ElastiCache user guide.
        access_string: Value<String>,
        /// Its name. Default: its id.
        user_name: Option<Value<String>>,
        /// How it proves who it is. Default: by a token of IAM.
        authentication: UserAuthentication = UserAuthentication::Iam,
        /// The engine that knows it. Default: Valkey.
        engine: UserEngine = UserEngine::Valkey,
    }
}

/// A user of caches, by a [`UserGroup`].
///
/// Makes an `AWS::ElastiCache::User`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::ec2::{InstanceType, Vpc, VpcProps};
/// use ferrocdk_aws::elasticache::{CacheAccess, ReplicationGroup, ReplicationGroupProps, User, UserGroup, UserGroupProps, UserProps};
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let screens = User::new(&stack, "Screens", UserProps::new("plant-screens", "on ~latest:* -@all +@read"));
/// let users = UserGroup::new(&stack, "Users", UserGroupProps::new("plant-users").users([&screens]));
/// let latest = ReplicationGroupProps::new(&vpc, InstanceType::new("t4g.micro")).access(CacheAccess::UserGroup(users.id()));
/// let latest = ReplicationGroup::new(&stack, "Latest", latest);
/// let role = Role::new(&stack, "Role", RoleProps::new(Principal::service("lambda.amazonaws.com")));
/// latest.grant_connect(&role, screens.arn());
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct User {
    scope: Scope,
    resource: Owned<CfnUser>,
    id: Value<String>,
}

constructs!(User);
ferrocdk_cfn::refers!(User: elasticache { UserArn => arn });

impl From<&Self> for User {
    fn from(user: &Self) -> Self {
        user.clone()
    }
}

impl User {
    /// Makes a user. It goes with its stack.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: UserProps) -> Self {
        let scope = scope.scope().child(id);
        let authentication = match props.authentication {
            UserAuthentication::Iam => "iam",
            UserAuthentication::None => "no-password-required",
        };
        let user = CfnUserProps::new()
            .access_string(props.access_string)
            .authentication_mode(AuthenticationMode::new().type_(authentication))
            .engine(props.engine.word())
            .user_name(props.user_name.unwrap_or_else(|| props.user_id.clone()))
            .user_id(props.user_id);
        let user = CfnUser::new(&scope, "Resource", props.customize.apply(user));
        user.apply_removal_policy(RemovalPolicy::Destroy);
        Self {
            scope,
            id: user.reference(),
            resource: Owned::made(user),
        }
    }

    /// A user that exists, by id.
    #[track_caller]
    pub fn from_user_id(scope: &dyn Construct, id: &str, user_id: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: user_id.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnUser {
        self.resource.resource(&self.scope, |scope| {
            CfnUser::new(
                scope,
                "Resource",
                CfnUserProps::new().engine("valkey").user_id("-").user_name("-"),
            )
        })
    }

    /// The id.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// The ARN.
    pub fn arn(&self) -> Value<String> {
        text!(
            "arn:{}:elasticache:{}:{}:user:{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            self.id()
        )
    }
}

props! {
    /// Settings of a [`UserGroup`].
    pub struct UserGroupProps for CfnUserGroupProps {
        /// Its id: a letter in lower case, then such letters, digits and hyphens, 40 at most; unique in account and region.
        user_group_id: Value<String>,
        /// Its users. Redis wants one by the name `default` among them.
        users: Vec<User>,
        /// The engine of its users. Default: Valkey.
        engine: UserEngine = UserEngine::Valkey,
    }
}

/// The users of a cache, for [`CacheAccess::UserGroup`](super::CacheAccess::UserGroup).
///
/// Makes an `AWS::ElastiCache::UserGroup`. Costs nothing. [`User`] has an example.
#[derive(Clone, Debug)]
pub struct UserGroup {
    scope: Scope,
    resource: CfnUserGroup,
}

constructs!(UserGroup);
ferrocdk_cfn::refers!(UserGroup: elasticache { UserGroupId => id });

impl UserGroup {
    /// Makes a group. It goes with its stack.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: UserGroupProps) -> Self {
        let scope = scope.scope().child(id);
        let group = CfnUserGroupProps::new()
            .engine(props.engine.word())
            .user_group_id(props.user_group_id)
            .user_ids(props.users.iter().map(User::id).collect::<Vec<_>>());
        let resource = CfnUserGroup::new(&scope, "Resource", props.customize.apply(group));
        resource.apply_removal_policy(RemovalPolicy::Destroy);
        Self { scope, resource }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnUserGroup {
        self.resource.clone()
    }

    /// The id.
    pub fn id(&self) -> Value<String> {
        self.resource.reference()
    }
}
