//! Every grant of a function.

use ferrocdk::aws::iam::Principal;
use ferrocdk::aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let worker = FunctionProps::new(Code::inline("exports.handler = async () => {};"))
        .runtime(Runtime::NODEJS_22)
        .handler("index.handler");
    let worker = Function::new(&stack, "Function", worker);
    worker.grant_invoke(&role(&stack, "Caller"));
    worker.grant_invoke_latest_version(&role(&stack, "LatestCaller"));
    worker.grant_invoke(&Principal::service("sns.amazonaws.com"));
    worker.grant_invoke(&Principal::account("444455556666"));
}
