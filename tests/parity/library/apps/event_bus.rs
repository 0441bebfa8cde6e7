//! A bus with an archive, whose events go to a partner's API, another bus and a state machine.

use ferrocdk::aws::events::{
    ApiDestination, ApiDestinationProps, Archive, ArchiveProps, Authorization, Connection, ConnectionProps, EventBus,
    EventBusProps, EventPattern, HttpMethod, HttpParameters, Input, Rule, RuleProps, targets,
};
use ferrocdk::aws::units::Days;
use ferrocdk::{App, Stack, StackProps, Value};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Partner", StackProps::default());
    let props = EventBusProps::new().event_bus_name("partner").description("Events of the partner");
    let bus = EventBus::new(&stack, "Bus", props);
    let orders = || EventPattern::new().source("plant.shop");
    let archive = ArchiveProps::new(&bus).event_pattern(orders()).retention(Days(90));
    Archive::new(&stack, "Archive", archive);
    let key = Authorization::api_key("x-api-key", Value::secret("partner", "key"));
    let parameters = HttpParameters::new().header("x-plant", "sao-paulo");
    let connection = Connection::new(&stack, "Connection", ConnectionProps::new(key).parameters(parameters));
    let destination = ApiDestinationProps::new(&connection, "https://partner.example/orders/*")
        .http_method(HttpMethod::Put)
        .rate_limit(10);
    let destination = ApiDestination::new(&stack, "Destination", destination);
    let arn = "arn:aws:events:sa-east-1:111122223333:event-bus/center";
    let center = EventBus::from_event_bus_arn(&stack, "Center", arn);
    let rule = |id: &str| Rule::new(&stack, id, RuleProps::new().event_bus(&bus).event_pattern(orders()));
    let to_partner = targets::ApiDestinationTarget::new(&destination).path_parameters(["$.detail.id"]);
    rule("ToPartner").add_target(to_partner);
    rule("ToCenter").add_target(targets::EventBusTarget::new(&center));
    let machine = targets::SfnStateMachine::new("arn:aws:states:sa-east-1:111122223333:stateMachine:orders");
    rule("ToMachine").add_target(machine.input(Input::from_event_path("$.detail")));
}
