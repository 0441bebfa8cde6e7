//! Who may invoke a function.

use ferrocdk_core::{Construct, Scope, doc};

use super::function::Function;
use super::permission::PermissionProps;
use crate::grants::{Grant, GrantFacts, ResourcePolicy, Target};
use crate::iam::{Grantee, PolicyStatement, Principal};

/// Grants on an `AWS::Lambda::Function`, a version or an alias of one, however it is referred to.
#[derive(Clone, Debug)]
pub struct FunctionGrants {
    target: Target,
    is_qualified: bool,
}

const TYPE: &str = "AWS::Lambda::Function";
const INVOKE: &[&str] = &["lambda:InvokeFunction"];
/// By its URL, a function is invoked with both. Source: "Control access to Lambda function URLs".
const INVOKE_URL: &[&str] = &["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"];

const fn row(grant: &'static str, actions: &'static [&'static str], on: &'static [&'static str]) -> GrantFacts {
    GrantFacts {
        resource: TYPE,
        grant,
        actions,
        on,
        key_actions: &[],
    }
}

impl FunctionGrants {
    /// The facts of these grants. What is qualified already, a version or an alias, has no versions of its own.
    pub const FACTS: &'static [GrantFacts] = &[
        row("invoke", INVOKE, &["", ":*"]),
        row("invoke_qualified", INVOKE, &[""]),
        row("invoke_latest_version", INVOKE, &["", ":$LATEST"]),
        row("invoke_url", INVOKE_URL, &[""]),
    ];

    /// Grants on what a target says: the ARN of a function without version or alias, with the policy that it may have.
    pub fn on(target: Target) -> Self {
        Self {
            target,
            is_qualified: false,
        }
    }

    pub(super) fn on_qualified(target: Target) -> Self {
        Self {
            target,
            is_qualified: true,
        }
    }

    /// Lets somebody invoke the function, and every version and alias of it.
    #[track_caller]
    pub fn invoke(&self, grantee: &dyn Grantee) -> Grant {
        self.give(
            if self.is_qualified {
                "invoke_qualified"
            } else {
                "invoke"
            },
            grantee,
        )
    }

    /// Lets somebody invoke the latest state of the function, and none of its versions and aliases.
    #[track_caller]
    pub fn invoke_latest_version(&self, grantee: &dyn Grantee) -> Grant {
        self.give("invoke_latest_version", grantee)
    }

    /// Lets somebody call the function by its URL.
    #[track_caller]
    pub fn invoke_url(&self, grantee: &dyn Grantee) -> Grant {
        let conditions = [
            ("StringEquals", doc!({ "lambda:FunctionUrlAuthType": "AWS_IAM" })),
            ("Bool", doc!({ "lambda:InvokedViaFunctionUrl": "true" })),
        ];
        let mut given = Grant::default();
        for (action, (operator, keys)) in INVOKE_URL.iter().copied().zip(conditions) {
            let statement = PolicyStatement::allow([action])
                .on(self.target.arn())
                .when(operator, keys);
            given.join(Grant::statement(statement, grantee, &self.target));
        }
        given
    }

    #[track_caller]
    fn give(&self, grant: &str, grantee: &dyn Grantee) -> Grant {
        Grant::give(Self::FACTS, grant, grantee, &self.target)
    }
}

impl Function {
    /// Grants on this function.
    pub fn grants(&self) -> FunctionGrants {
        let target = Target::new(self, self.arn()).policy(self.clone());
        if self.is_qualified() {
            FunctionGrants::on_qualified(target)
        } else {
            FunctionGrants::on(target)
        }
    }

    /// Lets somebody invoke the function, and every version and alias of it.
    ///
    /// A service of AWS is better let in by [`add_permission`](Self::add_permission), which can say on behalf of which resource.
    #[track_caller]
    pub fn grant_invoke(&self, grantee: &dyn Grantee) -> Grant {
        self.grants().invoke(grantee)
    }

    /// Lets somebody invoke the latest state of the function, and none of its versions and aliases.
    #[track_caller]
    pub fn grant_invoke_latest_version(&self, grantee: &dyn Grantee) -> Grant {
        self.grants().invoke_latest_version(grantee)
    }

    /// Lets somebody call the function by its URL.
    #[track_caller]
    pub fn grant_invoke_url(&self, grantee: &dyn Grantee) -> Grant {
        self.grants().invoke_url(grantee)
    }
}

/// A permission that a grant gave; the same grant again gives no second one.
#[derive(Clone, Debug)]
struct Given {
    principal: Principal,
    action: String,
    permission: Scope,
}

impl ResourcePolicy for Function {
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        if !self.can_permit() {
            return None;
        }
        let mut given = self.scope().extension::<Vec<Given>>().unwrap_or_default();
        let mut last = None;
        for principal in statement.principals() {
            for action in statement.actions() {
                let is_given = |given: &&Given| given.principal == principal && given.action == *action;
                if let Some(there) = given.iter().find(is_given) {
                    last = Some(there.permission.clone());
                    continue;
                }
                let props = PermissionProps::new(principal.clone()).action(action.as_str());
                let Some(permission) = self.add_permission(&self.free_id(action, &principal), props) else {
                    continue;
                };
                let permission = permission.scope().clone();
                last = Some(permission.clone());
                given.push(Given {
                    principal: principal.clone(),
                    action: action.clone(),
                    permission,
                });
            }
        }
        self.scope().set_extension(given);
        last
    }
}

impl Function {
    /// An id that says what is allowed, and to whom as far as the name is known.
    fn free_id(&self, action: &str, principal: &Principal) -> String {
        let name = principal.value().literal().map(String::as_str).unwrap_or_default();
        let words = name.split(|character: char| !character.is_ascii_alphanumeric());
        let name: String = words.map(capital).collect();
        let first = format!("{}By{name}", action.trim_start_matches("lambda:"));
        let others = (2..).map(|number: u32| format!("{first}{number}"));
        let mut ids = std::iter::once(first.clone()).chain(others);
        ids.find(|id| self.scope().find_child(id).is_none()).unwrap_or_default()
    }
}

fn capital(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
