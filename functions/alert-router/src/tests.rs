//! The router against fakes: what is told, when, and how often.

use ferrocdk_contracts::alert::Change;
use ferrocdk_contracts::{AlertPolicy, Severity};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::event::Message;
use crate::fakes::{NOW, World, alert};
use crate::ports::Clock;
use crate::text;

fn opened(device: usize) -> ferrocdk_contracts::Alert {
    alert(device, Change::Opened)
}

fn closed(device: usize) -> ferrocdk_contracts::Alert {
    alert(device, Change::Closed)
}

/// Nothing happens by itself.
fn quiet() -> AlertPolicy {
    AlertPolicy {
        escalate_after: 0,
        remind_every: 0,
        downgrade_after: 0,
        ..AlertPolicy::default()
    }
}

#[test]
fn each_change_is_told_once_however_often_it_comes() {
    let world = World::new(quiet());
    assert!(world.deliver(&[opened(1)]).is_empty());
    assert!(world.deliver(&[opened(1), opened(1)]).is_empty());
    world.minutes(600);
    assert_eq!(world.told(), [("opened", 1)], "no second one while it lasts");
    world.deliver(&[closed(1), closed(1)]);
    world.minutes(3);
    assert_eq!(world.told(), [("opened", 1), ("closed", 1)]);
    assert!(world.deliver(&[opened(1), closed(1)]).is_empty(), "a replay is taken");
    world.minutes(3);
    assert_eq!(world.told().len(), 2, "and tells nobody");
    let expiry = *world.store.ended.borrow().values().next().unwrap();
    assert!(
        expiry > NOW / 1_000 + 399 * 86_400,
        "remembered longer than a stream keeps records"
    );
}

#[test]
fn a_notice_says_sensor_value_limit_labels_and_what_to_do() {
    let world = World::new(quiet());
    world.deliver(&[opened(1)]);
    let notice = world.topic.notices.borrow()[0].clone();
    let json: Json = serde_json::from_str(&serde_json::to_string(&notice).unwrap()).unwrap();
    let anomaly = opened(1).anomaly;
    assert_eq!(
        json,
        json!({
            "version": 1, "kind": "opened", "severity": "warning", "plant": "sao-paulo", "environment": "dev",
            "message": format!("press-1: temperature 101.3 celsius is above 100 celsius since 2026-11-21T08:00:00.000Z (line: A). Acknowledge: cargo xtask alerts ack {anomaly}"),
            "runbook": "docs/runbooks.md#alerts", "anomaly": anomaly, "device": "press-1", "sensorType": "temperature", "state": "opened",
            "value": 101.3, "limit": { "side": "above", "value": 100.0 }, "unit": "celsius", "openedAt": "2026-11-21T08:00:00.000Z",
            "eventTime": "2026-11-21T08:00:00.000Z", "labels": { "line": "A" }, "count": 1
        })
    );
    assert_eq!(
        text::subject(&notice),
        "sao-paulo dev warning: press-1 temperature opened"
    );
    assert!(text::body(&notice).ends_with("Severity: warning\nRunbook: docs/runbooks.md#alerts\n"));
    let mut long = notice;
    long.plant = "usina são paulo ".repeat(20);
    assert!(text::subject(&long).is_ascii() && text::subject(&long).len() == 100);
}

#[test]
fn what_nobody_acknowledges_escalates_and_is_told_again() {
    let world = World::new(AlertPolicy::default());
    world.deliver(&[opened(1)]);
    world.minutes(14);
    assert_eq!(world.told().len(), 1);
    world.minutes(1);
    assert_eq!(
        world.told(),
        [("opened", 1), ("escalated", 1)],
        "after a quarter of an hour"
    );
    assert_eq!(world.topic.notices.borrow()[1].severity, Severity::Critical);
    world.minutes(59);
    assert_eq!(world.told().len(), 2);
    world.minutes(1);
    assert_eq!(world.told()[2], ("reminder", 1), "an hour after the last notice");
    world.minutes(60);
    assert_eq!(world.told()[3], ("reminder", 1));
}

#[test]
fn what_is_acknowledged_is_quiet_and_matters_less_after_a_time() {
    let world = World::new(AlertPolicy::default());
    world.deliver(&[opened(1)]);
    world.minutes(20);
    world.store.acknowledge(&opened(1).anomaly, world.clock.now_ms());
    world.minutes(239);
    assert_eq!(world.told().len(), 2, "opened and escalated");
    world.minutes(1);
    assert_eq!(
        (world.told()[2], world.topic.notices.borrow()[2].severity),
        (("downgraded", 1), Severity::Warning)
    );
    world.minutes(240);
    assert_eq!(
        (world.told()[3], world.topic.notices.borrow()[3].severity),
        (("downgraded", 1), Severity::Notice)
    );
    world.minutes(1_000);
    assert_eq!(world.told().len(), 4, "a notice is the least");
    let case = world.store.cases.borrow().values().next().unwrap().clone();
    assert_eq!(
        case.acknowledged_by.as_deref(),
        Some("Ana"),
        "the router keeps who it was"
    );
}

#[test]
fn severities_follow_the_type_of_sensor() {
    let severities = [("temperature".to_owned(), Severity::Critical)].into();
    let world = World::new(AlertPolicy { severities, ..quiet() });
    world.deliver(&[opened(1)]);
    assert_eq!(world.topic.notices.borrow()[0].severity, Severity::Critical);
}

#[test]
fn a_storm_is_folded_into_one_digest_within_a_minute() {
    let world = World::new(quiet());
    let storm: Vec<_> = (0..70).map(opened).collect();
    assert!(world.deliver(&storm).is_empty());
    assert_eq!(world.told().len(), 10, "as many as a minute has one by one");
    world.deliver(&[closed(60)]);
    world.minutes(1);
    assert_eq!(world.told()[10..], [("digest", 60)]);
    let notice = world.topic.notices.borrow()[10].clone();
    assert!(
        notice.message.starts_with("60 alerts: 59 opened, 1 ended\npress-"),
        "{}",
        notice.message
    );
    assert!(notice.message.ends_with("\nand 10 more") && notice.alerts.len() == 50);
    world.minutes(5);
    assert_eq!(world.told().len(), 11, "nothing twice");
}

#[test]
fn nobody_is_told_during_a_planned_stop() {
    let world = World::new(AlertPolicy::default());
    world.deliver(&[opened(1)]);
    world
        .event(json!({ "stop": { "name": "Cleaning", "minutes": 60 } }))
        .unwrap();
    world.deliver(&[opened(2), opened(3), opened(4), closed(3), closed(1)]);
    world.minutes(59);
    assert_eq!(world.told(), [("opened", 1)]);
    assert_eq!(
        world.store.ended.borrow().len(),
        1,
        "what came and went in the stop is forgotten"
    );
    world.minutes(1);
    let mut after = world.told()[1..].to_vec();
    after.sort_unstable();
    assert_eq!(after, [("closed", 1), ("opened", 1), ("opened", 1)]);
}

#[test]
fn a_throttled_topic_loses_nothing() {
    let world = World::new(quiet());
    world.topic.throttles.set(1);
    let first = opened(1);
    assert_eq!(
        world.deliver(&[first.clone(), opened(2)]),
        vec![first.id.clone()],
        "the other one is told"
    );
    world.minutes(1);
    assert_eq!(
        world.told(),
        [("opened", 1), ("opened", 1)],
        "the minute tells what the message could not"
    );
    assert!(world.deliver(&[first]).is_empty());
    assert_eq!(world.told().len(), 2, "and the message finds it told");
}

#[test]
fn followers_of_a_returned_message_are_returned() {
    let world = World::new(quiet());
    world.topic.throttles.set(1);
    let returned = world.deliver(&[opened(1), opened(2), closed(1)]);
    assert_eq!(
        returned,
        [opened(1).id, closed(1).id],
        "the order of a sensor's changes is kept"
    );
}

#[test]
fn what_is_no_alert_is_returned_until_it_is_a_dead_letter() {
    let world = World::new(quiet());
    let mut message = crate::fakes::message(&opened(1));
    message.body = "{}".to_owned();
    let response = world.run(world.router.messages(&[message], world.clock.now_ms() + 30_000));
    assert_eq!(response.batch_item_failures.len(), 1);
}

#[test]
fn nothing_is_begun_after_the_deadline() {
    let world = World::new(quiet());
    let messages: Vec<Message> = [opened(1), opened(2)].iter().map(crate::fakes::message).collect();
    let response = world.run(world.router.messages(&messages, world.clock.now_ms() + 500));
    assert_eq!(response.batch_item_failures.len(), 2);
    assert!(world.told().is_empty());
}

#[test]
fn an_end_whose_opening_never_came_is_told() {
    let world = World::new(quiet());
    world.deliver(&[closed(1)]);
    assert_eq!(world.told(), [("closed", 1)]);
    world.deliver(&[opened(1)]);
    assert_eq!(world.told().len(), 1, "the opening that comes late is old news");
}

#[test]
fn a_device_that_falls_silent_is_told_and_so_is_its_return() {
    let world = World::new(AlertPolicy {
        silent_after: 600,
        silent_devices: vec!["press-1".to_owned(), "never-heard".to_owned()],
        silent_group: Some("presses".to_owned()),
        ..quiet()
    });
    world.devices.group.borrow_mut().push("press-2".to_owned());
    let hear = |device: &str, after: u64| world.devices.heard.borrow_mut().insert(device.to_owned(), NOW + after);
    hear("press-1", 0);
    hear("press-2", 20 * 60_000);
    world.minutes(20);
    assert_eq!(world.told(), [("opened", 1)], "one of the two, and once");
    let notice = world.topic.notices.borrow()[0].clone();
    assert!(notice.message.starts_with("press-1: silence "), "{}", notice.message);
    hear("press-1", 25 * 60_000);
    hear("press-2", 25 * 60_000);
    world.minutes(10);
    assert_eq!(world.told(), [("opened", 1), ("closed", 1)]);
    world.minutes(15);
    assert_eq!(world.told().len(), 4, "both fall silent again");
}

#[test]
fn a_planned_stop_is_no_silence() {
    let world = World::new(AlertPolicy {
        silent_after: 600,
        silent_devices: vec!["press-1".to_owned()],
        ..quiet()
    });
    world.devices.heard.borrow_mut().insert("press-1".to_owned(), NOW);
    world
        .event(json!({ "stop": { "name": "Cleaning", "minutes": 60 } }))
        .unwrap();
    world.minutes(65);
    assert!(world.told().is_empty(), "ten minutes after the stop at the earliest");
    world.minutes(10);
    assert_eq!(world.told(), [("opened", 1)]);
}

proptest! {
    /// Whatever fails, and however often messages come: each change of each sensor is told, none is told again, and nothing is left over.
    #[test]
    fn every_alert_is_told_once_whatever_fails(
        failures in prop::collection::vec((0usize..12, 0usize..3), 1..12),
        devices in 1usize..6,
    ) {
        let world = World::new(quiet());
        let alerts: Vec<_> = (0..devices).map(opened).chain((0..devices).map(closed)).collect();
        let mut left = alerts.clone();
        let mut failures = failures.into_iter();
        for _ in 0..40 {
            if let Some((calls, throttles)) = failures.next() {
                world.store.fails_after.set(Some(calls));
                world.topic.throttles.set(throttles);
            }
            let returned = world.deliver(&left);
            left.retain(|alert| returned.contains(&alert.id));
            world.minutes(1);
        }
        prop_assert!(left.is_empty());
        prop_assert!(world.store.cases.borrow().is_empty());
        prop_assert_eq!(world.store.ended.borrow().len(), devices);
        let told_of = |change: Change| {
            let notices = world.topic.notices.borrow();
            let named = notices.iter().flat_map(|notice| notice.alert.iter().chain(&notice.alerts).cloned().collect::<Vec<_>>());
            named.filter(|told| told.state == change).map(|told| told.device).collect::<std::collections::BTreeSet<_>>().len()
        };
        prop_assert_eq!(told_of(Change::Closed), devices, "each end is told");
        world.deliver(&alerts);
        let before = world.told().len();
        world.minutes(2);
        prop_assert_eq!(world.told().len(), before, "a replay tells nobody");
    }
}
