//! EventBridge.

use ferrocdk::aws::events::{
    ApiDestination, ApiDestinationProps, Archive, ArchiveProps, Authorization, Connection, ConnectionProps, EventBus,
    EventBusProps, EventPattern, Rule, RuleProps,
};
use ferrocdk::{Construct, Value};

pub(crate) fn forms(stack: &dyn Construct) {
    let bus = EventBus::new(stack, "EventBus", EventBusProps::new());
    Archive::new(stack, "Archive", ArchiveProps::new(&bus));
    let key = Authorization::api_key("x-api-key", Value::secret("partner", "key"));
    let connection = Connection::new(stack, "Connection", ConnectionProps::new(key));
    let destination = ApiDestinationProps::new(&connection, "https://partner.example");
    ApiDestination::new(stack, "ApiDestination", destination);
    let pattern = EventPattern::new().source("plant");
    Rule::new(stack, "EventRule", RuleProps::new().event_pattern(pattern));
}
