//! State machines in a template, and those that are refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::iam::PolicyStatement;
use ferrocdk_aws::lambda::Function;
use ferrocdk_aws::sqs::{Queue, QueueProps};
use ferrocdk_aws::stepfunctions::{
    Catch, Chain, Choice, Condition, DistributedMap, Fail, JsonPath, LogLevel, Map, Parallel, Pass, QueryLanguage,
    Retry, StateMachine, StateMachineProps, StateMachineType, Succeed, Task, TaskPattern, Wait, jsonata, tasks,
};
use ferrocdk_aws::units::{Hours, Seconds};
use ferrocdk_core::{App, Diagnostic, Stack, StackProps, doc};
use serde_json::{Value as Json, json};

use crate::support::of_type;

fn synthesized(build: impl FnOnce(&Stack) -> StateMachineProps) -> Json {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let props = build(&stack);
    StateMachine::new(&stack, "Machine", props);
    app.synth().unwrap().template("plant").unwrap().clone()
}

/// The definition, with `?` for each reference.
fn definition(build: impl FnOnce(&Stack) -> StateMachineProps) -> Json {
    let template = synthesized(build);
    let text = match &of_type(&template, "AWS::StepFunctions::StateMachine")[0]["Properties"]["DefinitionString"] {
        Json::String(text) => text.clone(),
        joined => {
            let parts = joined["Fn::Join"][1].as_array().unwrap();
            parts.iter().map(|part| part.as_str().unwrap_or("?")).collect()
        }
    };
    serde_json::from_str(&text).unwrap()
}

fn mistakes(build: impl FnOnce(&Stack) -> StateMachineProps) -> Vec<Diagnostic> {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let props = build(&stack);
    StateMachine::new(&stack, "Machine", props);
    app.synth().err().map(|mistakes| mistakes.0).unwrap_or_default()
}

fn told(chain: impl Into<Chain>) -> Vec<String> {
    let mistakes = mistakes(|_| StateMachineProps::new(chain.into()));
    let found = |mistake: &Diagnostic| format!("{}: {}", mistake.message, mistake.found.clone().unwrap_or_default());
    mistakes.iter().map(found).collect()
}

#[test]
fn a_chain_branches_joins_and_loops() {
    let found = definition(|_| {
        let judge = Choice::new("Hot?")
            .when(
                Condition::number_greater_than("$.value", 80),
                Fail::new("Too hot").error("Hot"),
            )
            .when(
                !Condition::is_present("$.value"),
                Wait::duration("Pause", Seconds(5)).next(Chain::go_to("Read")),
            )
            .otherwise(Pass::new("Fine"))
            .next(Succeed::new("Done"));
        StateMachineProps::new(Pass::new("Read").result_path("$.r").next(judge))
            .timeout(Hours(1))
            .comment("inspects")
    });
    let expected = json!({
        "StartAt": "Read",
        "States": {
            "Read": { "Type": "Pass", "ResultPath": "$.r", "Next": "Hot?" },
            "Hot?": {
                "Type": "Choice",
                "Choices": [
                    { "Variable": "$.value", "NumericGreaterThan": 80, "Next": "Too hot" },
                    { "Not": { "Variable": "$.value", "IsPresent": true }, "Next": "Pause" },
                ],
                "Default": "Fine",
            },
            "Too hot": { "Type": "Fail", "Error": "Hot" },
            "Pause": { "Type": "Wait", "Seconds": 5, "Next": "Read" },
            "Fine": { "Type": "Pass", "Next": "Done" },
            "Done": { "Type": "Succeed" },
        },
        "TimeoutSeconds": 3600,
        "Comment": "inspects",
    });
    assert_eq!(found, expected);
}

#[test]
fn branches_maps_retries_and_catches_have_their_forms() {
    let found = definition(|stack| {
        let ask = Function::from_function_name(stack, "Ask", "ask");
        let task = tasks::lambda_invoke("Ask", &ask)
            .pattern(TaskPattern::WaitForTaskToken)
            .parameter("Payload", doc!({ "token": JsonPath::task_token(), "fixed": 1 }))
            .catch(Catch::on(["States.Timeout"]).result_path("$.error"), Pass::new("Late"));
        let each = Map::new("Each", Pass::new("One"))
            .items_path("$.lines")
            .max_concurrency(5);
        let both = Parallel::new("Both").branch(task).branch(each);
        StateMachineProps::new(both.discard_result().next(Succeed::new("End")))
    });
    let both = &found["States"]["Both"];
    assert_eq!((&both["ResultPath"], &both["Next"]), (&Json::Null, &json!("End")));
    assert!(both.as_object().unwrap().contains_key("ResultPath"), "null is said");
    let ask = &both["Branches"][0]["States"]["Ask"];
    assert_eq!(ask["Resource"], "arn:?:states:::lambda:invoke.waitForTaskToken");
    assert_eq!(
        ask["Parameters"]["Payload"],
        json!({ "token.$": "$$.Task.Token", "fixed": 1 })
    );
    assert_eq!(ask["Retry"][0]["MaxAttempts"], 6);
    assert_eq!(
        ask["Catch"][0],
        json!({ "ErrorEquals": ["States.Timeout"], "ResultPath": "$.error", "Next": "Late" })
    );
    assert_eq!(both["Branches"][0]["States"]["Late"]["End"], true);
    let each = &both["Branches"][1]["States"]["Each"];
    assert_eq!(each["ItemProcessor"]["ProcessorConfig"]["Mode"], "INLINE");
    assert_eq!(
        (&each["ItemProcessor"]["StartAt"], &each["ItemsPath"]),
        (&json!("One"), &json!("$.lines"))
    );
}

#[test]
fn jsonata_has_arguments_and_expressions() {
    let found = definition(|stack| {
        let ask = Function::from_function_name(stack, "Ask", "ask");
        let task = tasks::lambda_invoke("Ask", &ask).output(jsonata("$states.result.Payload"));
        let judge = Choice::new("Hot?")
            .when(Condition::jsonata("$states.input.value > 80"), Fail::new("Too hot"))
            .otherwise(Succeed::new("Done"));
        StateMachineProps::new(task.next(judge)).query_language(QueryLanguage::Jsonata)
    });
    assert_eq!(found["QueryLanguage"], "JSONata");
    let ask = &found["States"]["Ask"];
    assert_eq!(ask["Arguments"]["Payload"], "{% $states.input %}");
    assert_eq!(ask["Output"], "{% $states.result.Payload %}");
    assert_eq!(
        found["States"]["Hot?"]["Choices"][0],
        json!({ "Condition": "{% $states.input.value > 80 %}", "Next": "Too hot" })
    );
}

#[test]
fn the_role_has_what_the_states_need_also_inside_of_branches() {
    let template = synthesized(|stack| {
        let jobs = Queue::new(stack, "Jobs", QueueProps::new());
        let send = tasks::sqs_send_message("Send", &jobs, "go");
        let sdk = PolicyStatement::allow(["rekognition:DetectLabels"]).on_everything();
        let look = Task::aws_sdk("Look", "rekognition", "detectLabels", sdk);
        let each = DistributedMap::new("Each", send).max_concurrency(1_000);
        StateMachineProps::new(Parallel::new("Both").branch(look).branch(each))
    });
    let policies = format!(
        "{:?}{:?}",
        of_type(&template, "AWS::IAM::ManagedPolicy"),
        of_type(&template, "AWS::IAM::Policy")
    );
    for action in [
        "sqs:SendMessage",
        "rekognition:DetectLabels",
        "states:StartExecution",
        "xray:PutTraceSegments",
        "logs:CreateLogDelivery",
    ] {
        assert!(policies.contains(action), "{action}: {policies}");
    }
    let machine = &of_type(&template, "AWS::StepFunctions::StateMachine")[0];
    assert_eq!(machine["Properties"]["LoggingConfiguration"]["Level"], "ALL");
    assert_eq!(
        machine["Properties"]["LoggingConfiguration"]["IncludeExecutionData"],
        false
    );
    let waits = machine["DependsOn"].as_array().unwrap();
    assert!(
        waits.iter().any(|id| id.as_str().unwrap().contains("RolePolicy")),
        "{waits:?}"
    );
}

#[test]
fn what_step_functions_refuses_is_told_at_the_line_of_the_state() {
    let line = line!() + 2;
    let mistakes = mistakes(|_| {
        let unreachable = Pass::new("Never");
        StateMachineProps::new(Succeed::new("Done").next(unreachable))
    });
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    let location = mistakes[0].location.unwrap();
    assert_eq!(
        (mistakes[0].id, location.file(), location.line()),
        ("F3028", file!(), line)
    );
    assert_eq!(
        mistakes[0].found.as_deref(),
        Some("Never follows Done, which ends the machine")
    );

    let pass = |name: &str| Pass::new(name);
    assert_eq!(
        told(pass("A").next(Chain::go_to("A"))),
        ["a machine that never ends: a loop without a way out"]
    );
    assert_eq!(
        told(pass("A").next(Chain::go_to("B"))),
        [
            "a way to a state that is not there: A goes to B",
            "a machine that never ends: a loop without a way out"
        ]
    );
    assert_eq!(
        told(pass("A").next(pass("A")))[0],
        "two states of a machine have one name: A"
    );
    assert_eq!(
        told(Choice::new("A?").otherwise(pass("B"))),
        ["a choice that asks nothing: A?"]
    );
    assert_eq!(told(Parallel::new("Both")), ["a parallel state without branches: Both"]);
    assert_eq!(
        told(Chain::go_to("A")),
        ["a machine without states: only a way to \"A\""]
    );
    assert_eq!(
        told(pass(&"x".repeat(81)))[0],
        format!("not a name of a state: {}", "x".repeat(81))
    );
    // A branch does not see the states around it.
    let around = Parallel::new("Both")
        .branch(pass("In").next(Chain::go_to("Out")))
        .next(pass("Out"));
    assert!(told(around).contains(&"a way to a state that is not there: In goes to Out".to_owned()));
    let task = || Task::new("T", "arn:aws:states:::sqs:sendMessage");
    assert_eq!(
        told(task().retry(Retry::on_all().backoff_rate(0.5))),
        ["not a retry that Step Functions takes: a backoff rate of 0.5, of T"]
    );
    assert_eq!(
        told(task().output("x")),
        ["a machine of JSONPath has fields of JSONata: Output of T"]
    );
    assert_eq!(
        told(task().parameters(doc!({ "List": [JsonPath::at("$.a")] })))[0],
        "a path that the language of the machine cannot say there: $.a of T"
    );
}

#[test]
fn an_express_machine_has_no_distributed_maps_and_logs_can_be_off() {
    let express = StateMachineType::Express;
    let found =
        mistakes(|_| StateMachineProps::new(DistributedMap::new("Each", Pass::new("One"))).state_machine_type(express));
    assert_eq!(found[0].message, "an express machine has no distributed maps");
    let template = synthesized(|_| {
        StateMachineProps::new(Pass::new("One"))
            .state_machine_type(express)
            .log_level(LogLevel::Off)
    });
    assert!(of_type(&template, "AWS::Logs::LogGroup").is_empty());
    assert_eq!(
        of_type(&template, "AWS::StepFunctions::StateMachine")[0]["Properties"]["StateMachineType"],
        "EXPRESS"
    );
}
