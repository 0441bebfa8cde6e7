//! A state machine that submits a job and asks until it is done.

use ferrocdk::aws::lambda::Function;
use ferrocdk::aws::stepfunctions::{
    Chain, Choice, Condition, Fail, StateMachine, StateMachineProps, Succeed, Wait, tasks,
};
use ferrocdk::aws::units::{Minutes, Seconds};
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Jobs", StackProps::default());
    let imported = |name: &str| {
        let arn = format!("arn:aws:lambda:sa-east-1:111122223333:function:{}", name.to_lowercase());
        Function::from_function_arn(&stack, name, arn)
    };
    let done = Choice::new("IsDone")
        .when(
            Condition::string_equals("$.status", "FAILED"),
            Fail::new("Failed").error("JobFailed").cause("the job says so"),
        )
        .when(Condition::string_equals("$.status", "SUCCEEDED"), Succeed::new("Done"))
        .otherwise(Chain::go_to("Pause"));
    let ask = tasks::lambda_invoke("AskStatus", &imported("Status")).output_path("$.Payload");
    let submit = tasks::lambda_invoke("SubmitJob", &imported("Submit")).output_path("$.Payload");
    let job = submit.next(Wait::duration("Pause", Seconds(30)).next(ask.next(done)));
    StateMachine::new(&stack, "Machine", StateMachineProps::new(job).timeout(Minutes(30)));
}
