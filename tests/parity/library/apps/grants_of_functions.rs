//! The grants of a function's URL, and to several principals at once.

use ferrocdk::aws::iam::Principal;
use ferrocdk::aws::lambda::Function;
use ferrocdk::{App, Stack, StackProps};

use super::{node, role};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let worker = Function::new(&stack, "Function", node());
    worker.grant_invoke_url(&role(&stack, "Caller"));
    for principal in [Principal::service("sns.amazonaws.com"), Principal::organization("o-a1b2c3d4e5")] {
        worker.grant_invoke(&principal);
    }
    let url = worker.add_function_url();
    url.grant_invoke_url(&role(&stack, "UrlCaller"));
}
