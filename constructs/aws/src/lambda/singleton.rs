//! Functions that a stack has once, however many constructs need them.

use ferrocdk_core::Construct;

use super::function::{Function, FunctionProps};

/// The function of a stack with its key.
#[derive(Clone, Debug)]
struct Singleton {
    key: String,
    function: Function,
}

impl Function {
    /// A function that the stack has once, for constructs that may be there several times: the first call makes it and decides on its settings. `key` tells it from others, as a
    /// UUID does.
    ///
    /// Source: `SingletonFunction` of aws-cdk-lib.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::{Code, Function, FunctionProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let props = || FunctionProps::new(Code::rust("processor"));
    /// let one = Function::singleton(&stack, "84c0de93-353f-4217-9b0b-45b6c993251a", props());
    /// let same = Function::singleton(&stack, "84c0de93-353f-4217-9b0b-45b6c993251a", props());
    /// assert_eq!(one.arn(), same.arn());
    /// ```
    #[track_caller]
    pub fn singleton(scope: &dyn Construct, key: &str, props: FunctionProps) -> Self {
        let home = scope.scope().stack().map(|stack| stack.scope().clone());
        let home = home.unwrap_or_else(|| scope.scope().clone());
        let mut all = home.extension::<Vec<Singleton>>().unwrap_or_default();
        if let Some(there) = all.iter().find(|singleton| singleton.key == key) {
            return there.function.clone();
        }
        let id = format!("SingletonLambda{}", key.replace('-', ""));
        let function = Self::new(&home, &id, props);
        all.push(Singleton {
            key: key.to_owned(),
            function: function.clone(),
        });
        home.set_extension(all);
        function
    }
}
