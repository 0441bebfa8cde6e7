//! A function that customers reach by an alias and a URL, with a layer, a place for what fails, and warm copies.

use ferrocdk::aws::cloudwatch::{Alarm, AlarmProps};
use ferrocdk::aws::events::{Rule, RuleProps, Schedule, targets};
use ferrocdk::aws::lambda::{
    Alias, AliasProps, Architecture, Code, Function, FunctionUrl, FunctionUrlCors, FunctionUrlProps, InvokeMode,
    LayerUsers, LayerVersion, LayerVersionProps, Runtime, UrlAuth,
};
use ferrocdk::aws::sns::{Topic, TopicProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::{Hours, Mebibytes, Minutes};
use ferrocdk::{App, CfnOutput, Stack, StackProps};

use super::node;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Releases", StackProps::default());
    let lost = Queue::new(&stack, "Lost", QueueProps::new());
    let told = Topic::new(&stack, "Told", TopicProps::new());
    let tools = LayerVersionProps::new(Code::bucket("plant-code", "tools-7.zip"))
        .compatible_runtimes([Runtime::NODEJS_22])
        .compatible_architectures([Architecture::Arm64])
        .license("MIT")
        .layer_version_name("tools");
    let tools = LayerVersion::new(&stack, "Tools", tools);
    tools.add_permission("Office", LayerUsers::Account("444455556666".into()));
    let service = node()
        .architecture(Architecture::Arm64)
        .layers([&tools])
        .memory(Mebibytes(1_024))
        .ephemeral_storage(Mebibytes(2_048))
        .description("answers orders")
        .dead_letter(&lost)
        .environment("STAGE", "prod")
        .max_event_age(Hours(1))
        .retry_attempts(1)
        .on_failure(&lost)
        .on_success(&told);
    let service = Function::new(&stack, "Service", service);
    let live = AliasProps::new("live", service.current_version())
        .provisioned_concurrency(5)
        .description("what customers reach");
    let live = Alias::new(&stack, "Live", live);
    let cors = FunctionUrlCors::new()
        .allowed_origins(["https://shop.example"])
        .allowed_methods(["GET", "POST"])
        .max_age(Hours(1));
    let url = FunctionUrlProps::new(&live)
        .auth_type(UrlAuth::None)
        .cors(cors)
        .invoke_mode(InvokeMode::ResponseStream);
    let url = FunctionUrl::new(&live, "FunctionUrl", url);
    let warm = RuleProps::new().schedule(Schedule::rate(Minutes(10))).target(targets::LambdaFunction::new(&live));
    Rule::new(&stack, "Warm", warm);
    let share = &live.metric_errors() / &live.metric_invocations();
    Alarm::new(&stack, "Failing", AlarmProps::new(share.at_least(0.05)));
    CfnOutput::new(&stack, "Url", url.url());
}
