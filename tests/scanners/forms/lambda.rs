//! Lambda.

use ferrocdk::Stack;
use ferrocdk::aws::lambda::{Code, Function, FunctionProps, Runtime};

pub(crate) fn forms(stack: &Stack) {
    let function = FunctionProps::new(Code::inline("exports.handler = async () => {};")).runtime(Runtime::NODEJS_24);
    Function::new(stack, "Function", function.handler("index.handler"));
}
