//! The tree: dependencies, environments, names, tags, aspects, stages.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use ferrocdk::cfn::iam::{CfnRole, RoleProps};
use ferrocdk::cfn::iot::{CfnThing, ThingProps};
use ferrocdk::cfn::sqs::{CfnQueue, QueueProps};
use ferrocdk::cfn::ssm::{CfnParameter, ParameterProps};
use ferrocdk::{
    App, Aspect, AspectPriority, Aspects, CfnResource, Construct, ContextQuery, Environment, Scope, Stack, StackProps,
    Stage, StageProps, Tag, TagProps, Tags, doc,
};

use super::{Entry, resource};

pub(super) const APPS: &[Entry] = &[
    ("dependencies", dependencies),
    ("implied_dependencies", implied_dependencies),
    ("stack_dependencies", stack_dependencies),
    ("environments", environments),
    ("stack_names", stack_names),
    ("tags", tags),
    ("stack_options", stack_options),
    ("tag_priorities", tag_priorities),
    ("tag_filters", tag_filters),
    ("aspects", aspects),
    ("aspects_that_add", aspects_that_add),
    ("context_lookups", context_lookups),
    ("stages", stages),
    ("stages_nested", stages_nested),
    ("stages_tags", stages_tags),
];

fn stack(scope: &dyn Construct, id: &str) -> Stack {
    Stack::new(scope, id, StackProps::default())
}

fn queue(scope: &dyn Construct, id: &str) -> CfnResource {
    resource(scope, id, "AWS::SQS::Queue", doc!({}))
}

fn topic(scope: &dyn Construct, id: &str) -> CfnResource {
    resource(scope, id, "AWS::SNS::Topic", doc!({}))
}

fn dependencies(app: &App) {
    let stack = stack(app, "Dependencies");
    let producers = stack.scope().child("Producers");
    let b = queue(&producers, "B");
    let a = queue(&producers, "A");
    let consumers = stack.scope().child("Consumers");
    let one = topic(&consumers, "One");
    topic(&consumers, "Two");
    consumers.depends_on(&producers);
    one.scope().depends_on(&a);
    a.scope().depends_on(&b);
    let last = topic(&stack, "Last");
    last.scope().depends_on(&one);
    last.scope().depends_on(&a);
    last.scope().depends_on(&last);
}

fn implied_dependencies(app: &App) {
    let stack = stack(app, "ImpliedDependencies");
    let queue = queue(&stack, "Queue");
    let properties = doc!({ "DisplayName": queue.attr::<String>("Arn") });
    let topic = resource(&stack, "Topic", "AWS::SNS::Topic", properties);
    topic.scope().depends_on(&queue);
}

fn stack_dependencies(app: &App) {
    let network = stack(app, "Network");
    let store = stack(app, "Store");
    let ingest = stack(app, "Ingest");
    let vpc = topic(&network, "Vpc");
    let table = queue(&store, "Table");
    let stream = queue(&ingest, "Stream");
    ingest.scope().depends_on(&store);
    stream.scope().depends_on(&vpc);
    table.scope().depends_on(&vpc);
}

fn environments(app: &App) {
    let with = |id: &str, account: Option<&str>, region: Option<&str>| {
        let environment = Environment {
            account: account.map(str::to_owned),
            region: region.map(str::to_owned),
        };
        Stack::new(app, id, StackProps::default().environment(environment))
    };
    with("Agnostic", None, None);
    with("RegionOnly", None, Some("sa-east-1"));
    with("AccountOnly", Some("111111111111"), None);
    let known = with("Known", Some("111111111111"), Some("sa-east-1"));
    let properties = doc!({ "DisplayName": "111111111111/sa-east-1" });
    resource(&known, "Topic", "AWS::SNS::Topic", properties);
}

fn stack_names(app: &App) {
    stack(app, "plain-name");
    Stack::new(app, "Given", StackProps::default().stack_name("something-else"));
    let group = app.scope().child("Group");
    stack(&group, "Inner");
    let odd = app.scope().child("odd.group_of things");
    stack(&odd, "Inner");
    Stack::new(&odd, "with_underscore", StackProps::default().stack_name("underscored"));
    stack(&app.scope().child(&"a".repeat(100)), &"b".repeat(100));
}

fn stack_options(app: &App) {
    let props = StackProps::default()
        .description("guarded and tagged")
        .termination_protection(true)
        .tag("team", "press")
        .tag("Cost", "42")
        .tag("area", "south")
        .notification_arn("arn:aws:sns:sa-east-1:111111111111:events");
    Stack::new(app, "Protected", props);
}

fn taggable(stack: &Stack) -> (CfnQueue, CfnParameter) {
    let own = [Tag::new("own", "queue"), Tag::new("zone", "a")];
    let queue = CfnQueue::new(stack, "Queue", QueueProps::new().tags(own));
    let parameter = ParameterProps::new()
        .type_("String")
        .value("v")
        .tags([("own", "parameter")]);
    let parameter = CfnParameter::new(stack, "Parameter", parameter);
    CfnThing::new(stack, "Thing", ThingProps::new());
    CfnRole::new(stack, "Role", RoleProps::new().assume_role_policy_document(doc!({})));
    (queue, parameter)
}

fn tags(app: &App) {
    let stack = Stack::new(app, "Tags", StackProps::default().tag("stack", "yes"));
    taggable(&stack);
    Tags::of(app).add("plant", "app");
    Tags::of(app).add("app", "yes");
    Tags::of(&stack).add("plant", "stack");
    Tags::of(&stack).add("B-upper", "1");
    Tags::of(&stack).add("a-lower", "1");
    Tags::of(&stack).add("_under", "1");
    Tags::of(&stack).add("10", "1");
}

fn priority(priority: i32) -> TagProps {
    TagProps {
        priority: Some(priority),
        ..TagProps::default()
    }
}

fn tag_priorities(app: &App) {
    let stack = stack(app, "TagPriorities");
    let (queue, parameter) = taggable(&stack);
    Tags::of(&stack).add("own", "from above");
    Tags::of(&queue).add_with("own", "low", priority(10));
    Tags::of(&stack).add_with("zone", "low", priority(10));
    Tags::of(&parameter).add("team", "near");
    Tags::of(&stack).add_with("team", "far", priority(300));
    Tags::of(&stack).add("gone", "soon");
    Tags::of(&queue).remove("gone");
    Tags::of(&stack).remove_with("stays", priority(50));
    Tags::of(&queue).add("stays", "yes");
}

fn tag_filters(app: &App) {
    let stack = stack(app, "TagFilters");
    taggable(&stack);
    let only = |types: &[&str]| TagProps {
        include_types: types.iter().copied().map(str::to_owned).collect(),
        ..TagProps::default()
    };
    let but = TagProps {
        exclude_types: vec!["AWS::SQS::Queue".to_owned()],
        ..TagProps::default()
    };
    Tags::of(&stack).add_with("queues", "only", only(&["AWS::SQS::Queue"]));
    Tags::of(&stack).add_with("others", "only", but);
    Tags::of(&stack).add_with("stack", "too", only(&["aws:cdk:stack", "AWS::IAM::Role"]));
}

type Log = Rc<RefCell<BTreeMap<String, Vec<&'static str>>>>;

/// Writes into each resource which aspects have visited it, in their order.
fn visitor(log: &Log, name: &'static str) -> impl Aspect + 'static {
    let log = Rc::clone(log);
    move |scope: &Scope| {
        if let Some(resource) = CfnResource::of(scope) {
            let mut log = log.borrow_mut();
            let order = log.entry(scope.path()).or_default();
            order.push(name);
            resource.add_property_override("DisplayName", order.join(" "));
        }
    }
}

fn aspects(app: &App) {
    let log = Log::default();
    let stack = stack(app, "Aspects");
    let group = stack.scope().child("Group");
    topic(&stack, "Outer");
    let inner = topic(&group, "Inner");
    Aspects::of(&group).add(visitor(&log, "group"));
    Aspects::of(&stack).add(visitor(&log, "stack"));
    Aspects::of(app).add_with_priority(visitor(&log, "app-last"), AspectPriority::READONLY);
    Aspects::of(&inner).add_with_priority(visitor(&log, "inner-first"), AspectPriority::MUTATING);
    Aspects::of(&stack).add(visitor(&log, "stack-again"));
}

fn aspects_that_add(app: &App) {
    let stack = stack(app, "AspectsThatAdd");
    queue(&stack.scope().child("Group"), "Queue");
    Aspects::of(&stack).add(|scope: &Scope| {
        if scope.id() == "Group" {
            queue(scope, "Added");
        }
        if let Some(resource) = CfnResource::of(scope) {
            resource.add_property_override("DelaySeconds", 9);
        }
    });
}

fn context_lookups(app: &App) {
    let environment = Environment {
        account: Some("111111111111".to_owned()),
        region: Some("sa-east-1".to_owned()),
    };
    let prod = Stage::new(app, "Prod", Environment::default());
    let lookups = Stack::new(&prod, "Lookups", StackProps::default().environment(environment));
    lookups.scope().set_context("plant", "press");
    let group = lookups.scope().child("Group");
    let parameter = || ContextQuery::ssm_parameter("/plant/name:1");
    let properties = doc!({
        "Plant": group.context("plant").unwrap_or_default(),
        "Zones": lookups.availability_zones(),
        "Parameter": group.look_up(parameter()),
        "Again": lookups.scope().look_up(parameter()),
        "Image": group.look_up(ContextQuery::ami("al2023-*", &["amazon"])),
    });
    resource(&group, "Use", "Test::Use::Context", properties);
    let agnostic = stack(app, "Agnostic");
    let properties = doc!({ "Zones": agnostic.availability_zones() });
    resource(&agnostic, "Use", "Test::Use::Context", properties);
}

fn stages(app: &App) {
    let environment = Environment {
        account: Some("111111111111".to_owned()),
        region: Some("sa-east-1".to_owned()),
    };
    let prod = Stage::new(app, "Prod", environment);
    let store = stack(&prod, "Store");
    let ingest = Stack::new(&prod, "Ingest", StackProps::default().stack_name("ingest-prod"));
    let queue = queue(&store, "Queue");
    let properties = doc!({ "DisplayName": queue.attr::<String>("Arn") });
    resource(&ingest, "Topic", "AWS::SNS::Topic", properties);
    topic(&stack(app, "Alone"), "Topic");
}

fn stages_nested(app: &App) {
    let europe = Stage::new(app, "Europe", Environment::region("eu-west-1"));
    stack(&europe.scope().child("Group"), "Two");
    let plant = Stage::new(&europe, "Plant", StageProps::default().stage_name("lisbon"));
    stack(&plant, "Deep");
    let elsewhere = StackProps::default().environment(Environment::region("us-east-1"));
    Stack::new(&plant, "Elsewhere", elsewhere);
    let beside = Stage::new(app, "Beside_it.x", StageProps::default().stage_name("beside"));
    stack(&beside, "Stack");
}

fn stages_tags(app: &App) {
    let stage = Stage::new(app, "Dev", Environment::default());
    CfnQueue::new(&stack(&stage, "Store"), "Queue", QueueProps::new());
    Tags::of(&stage).add("stage", "dev");
    Tags::of(app).add("not", "inherited");
}
