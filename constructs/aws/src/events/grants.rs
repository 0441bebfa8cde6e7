//! Who needs what of an event bus.

use super::event_bus::EventBus;
use crate::grants::grants;

grants! {
    "AWS::Events::EventBus", EventBusGrants for EventBus;
    /// Lets somebody send events to the bus.
    put_events_to, grant_put_events_to: ["events:PutEvents"];
}
