//! Every grant of a role. AWS CDK's lazy role is one that it makes when it is first used; here it is a role.

use ferrocdk::aws::iam::Role;
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let task = role(&stack, "Task");
    task.grant_pass_role(&role(&stack, "Starter"));
    task.grant_assume_role(&role(&stack, "Person"));
    task.grants().actions(&role(&stack, "Looker"), ["iam:GetRole"]);
    let later = role(&stack, "Later");
    later.grant_pass_role(&role(&stack, "LaterStarter"));
    later.grant_assume_role(&role(&stack, "LaterPerson"));
    later.grants().actions(&role(&stack, "LaterLooker"), ["iam:GetRole"]);
    let imported = Role::from_role_arn(&stack, "Imported", "arn:aws:iam::111122223333:role/imported");
    imported.grant_pass_role(&role(&stack, "ImportStarter"));
}
