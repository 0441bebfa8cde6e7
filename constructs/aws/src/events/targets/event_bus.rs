//! Other event buses.

use super::delivery;
use crate::events::{Delivery, EventBus, Rule, RuleTarget, TargetConfig};

/// Sends events on to another bus, of whatever account and region: the way to targets there. The rule sends as a role of its own; a bus of another account has to let in this one
/// (`bus.grant_put_events_to(&Principal::account(..))` where it is made).
///
/// ```
/// use ferrocdk_aws::events::{EventBus, EventPattern, Rule, RuleProps, targets};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let center = EventBus::from_event_bus_arn(&stack, "Center", "arn:aws:events:eu-central-1:111122223333:event-bus/center");
/// let rule = RuleProps::new().event_pattern(EventPattern::new().source("plant.press")).target(targets::EventBusTarget::new(&center));
/// Rule::new(&stack, "ToCenter", rule);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct EventBusTarget {
    bus: EventBus,
    delivery: Delivery,
}

delivery!(EventBusTarget);

impl EventBusTarget {
    /// Sends to a bus.
    pub fn new(bus: &EventBus) -> Self {
        Self {
            bus: bus.clone(),
            delivery: Delivery::default(),
        }
    }
}

impl RuleTarget for EventBusTarget {
    fn bind(&self, rule: &Rule) -> TargetConfig {
        let role = rule.role();
        self.bus.grant_put_events_to(&role);
        TargetConfig::new(self.bus.arn())
            .role(&role)
            .delivery(&self.delivery)
            .into_elsewhere()
    }
}
