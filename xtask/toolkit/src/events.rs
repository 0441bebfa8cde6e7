//! The course of a deployment, told from the stack's events.

use std::collections::BTreeSet;

use serde::Deserialize;

/// One event of a stack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Event {
    /// Unique id.
    pub event_id: String,
    /// The resource's logical id; the stack's name for its own events.
    pub logical_resource_id: String,
    /// The resource's physical id; the stack's ARN for its own events.
    #[serde(default)]
    pub physical_resource_id: Option<String>,
    /// The resource's type.
    #[serde(default)]
    pub resource_type: String,
    /// When, in ISO 8601 and UTC.
    #[serde(default)]
    pub timestamp: String,
    /// Status such as `CREATE_IN_PROGRESS`.
    #[serde(default)]
    pub resource_status: String,
    /// Why it has that status.
    #[serde(default)]
    pub resource_status_reason: Option<String>,
    /// The token that the operation was started with; all its events have it.
    #[serde(default)]
    pub client_request_token: Option<String>,
}

/// The answer of `aws cloudformation describe-stack-events`: newest first.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeStackEvents {
    /// The events asked for.
    #[serde(default)]
    pub stack_events: Vec<Event>,
    /// Present when there are older ones.
    #[serde(default)]
    pub next_token: Option<String>,
}

impl Event {
    /// Whether the resource failed to get where it should.
    pub fn failed(&self) -> bool {
        self.resource_status.ends_with("_FAILED")
    }

    /// Reason without what says nothing.
    pub fn reason(&self) -> Option<&str> {
        self.resource_status_reason
            .as_deref()
            .filter(|reason| !reason.trim().is_empty())
    }

    /// Time of day in UTC, to the second.
    pub fn time(&self) -> &str {
        self.timestamp.get(11..19).unwrap_or(&self.timestamp)
    }

    /// Whether it failed only because something else did before.
    fn cancelled(&self) -> bool {
        self.reason()
            .is_some_and(|reason| reason.ends_with("cancelled") || reason.ends_with("Cancelled"))
    }

    /// Whether it tells of the stack itself. A nested stack has the same type, but another id.
    fn is_of_stack(&self, stack_id: &str) -> bool {
        self.resource_type == "AWS::CloudFormation::Stack" && self.physical_resource_id.as_deref() == Some(stack_id)
    }
}

/// The kind of an operation on a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A change set is executed.
    Change,
    /// The stack is deleted.
    Delete,
}

/// Follows one operation on a stack from its events. What others do to the stack before, meanwhile and afterwards is told apart.
#[derive(Debug, Clone)]
pub struct Follower {
    stack_id: String,
    kind: Kind,
    token: String,
    /// Whether the operation's own events have begun.
    started: bool,
    taken_over: Option<Event>,
    newest: Option<String>,
    total: usize,
    done: BTreeSet<String>,
    failures: Vec<Event>,
    rolling_back: bool,
    end: Option<Event>,
}

/// An event met for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The event.
    pub event: Event,
    /// Resources that were done with it.
    pub done: usize,
    /// Whether the same look brought a later event of the same resource, so that this one is no news.
    pub superseded: bool,
}

/// Result of one look at the events.
#[derive(Debug, PartialEq, Eq)]
pub enum Fed {
    /// Events not seen before, oldest first.
    New(Vec<Seen>),
    /// The page ends before the newest event already seen: look again, at more events.
    Gap,
}

impl Follower {
    /// Follows an operation on the stack with this ARN, which was started with this client request token.
    ///
    /// `newest` is the id of the newest event before the operation started; `None` takes every event as the operation's. `total` is the
    /// number of resources the operation will touch.
    pub fn new(
        stack_id: impl Into<String>,
        kind: Kind,
        token: impl Into<String>,
        newest: Option<String>,
        total: usize,
    ) -> Self {
        Self {
            stack_id: stack_id.into(),
            kind,
            token: token.into(),
            started: false,
            taken_over: None,
            newest,
            total,
            done: BTreeSet::new(),
            failures: Vec::new(),
            rolling_back: false,
            end: None,
        }
    }

    /// Takes in a page of events.
    pub fn feed(&mut self, page: DescribeStackEvents) -> Fed {
        let known = self
            .newest
            .as_ref()
            .and_then(|newest| page.stack_events.iter().position(|event| event.event_id == *newest));
        if known.is_none() && page.next_token.is_some() {
            return Fed::Gap;
        }
        let mut events = page.stack_events;
        events.truncate(known.unwrap_or(events.len()));
        let mut later = BTreeSet::new();
        let superseded: Vec<bool> = events
            .iter()
            .map(|event| !later.insert(event.logical_resource_id.clone()))
            .collect();
        let mut seen = Vec::with_capacity(events.len());
        for (event, superseded) in events.into_iter().zip(superseded).rev() {
            self.newest = Some(event.event_id.clone());
            self.take(&event);
            seen.push(Seen {
                event,
                done: self.progress().0,
                superseded,
            });
        }
        Fed::New(seen)
    }

    fn take(&mut self, event: &Event) {
        if self.over() {
            return;
        }
        let foreign = self.is_foreign(event);
        let of_stack = event.is_of_stack(&self.stack_id);
        let status = event.resource_status.as_str();
        if of_stack && self.started && begun_by(status).is_some_and(|begun| foreign || begun != self.kind) {
            self.taken_over = Some(event.clone());
            return;
        }
        self.started |= !foreign;
        if !self.started {
            return;
        }
        if of_stack {
            // Whoever cancels an update rolls back what is ours, under a token of their own.
            self.rolling_back |= status.contains("ROLLBACK");
            self.end = (!status.ends_with("_IN_PROGRESS")).then(|| event.clone());
        } else if !self.rolling_back && !event.failed() && status.ends_with("_COMPLETE") {
            self.done.insert(event.logical_resource_id.clone());
        }
        if event.failed() {
            self.failures.push(event.clone());
        }
    }

    /// Whether an event is of somebody else's operation. One that was started without a token has events without one, and so has every
    /// operation where an emulator keeps none.
    fn is_foreign(&self, event: &Event) -> bool {
        let token = event.client_request_token.as_ref();
        token.is_some_and(|token| *token != self.token)
    }

    /// Whether there is nothing more to wait for.
    pub fn over(&self) -> bool {
        self.end.is_some() || self.taken_over.is_some()
    }

    /// The stack's event by which somebody else's operation took the place of this one before it had ended.
    pub fn taken_over(&self) -> Option<&Event> {
        self.taken_over.as_ref()
    }

    /// Resources that are done, and how many there are in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.done.len().min(self.total), self.total)
    }

    /// Whether the operation failed and is being undone.
    pub fn rolling_back(&self) -> bool {
        self.rolling_back
    }

    /// The status the operation ended with, once it has ended.
    pub fn ended(&self) -> Option<&str> {
        self.end.as_ref().map(|event| event.resource_status.as_str())
    }

    /// Whether it ended well, as what it was: a roll-back that completes is still a failure.
    pub fn succeeded(&self) -> bool {
        let Some(end) = self.end.as_ref().filter(|end| !self.is_foreign(end)) else {
            return false;
        };
        match self.kind {
            Kind::Change => matches!(
                end.resource_status.as_str(),
                "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE"
            ),
            Kind::Delete => end.resource_status == "DELETE_COMPLETE",
        }
    }

    /// The failures that were not caused by others, in the order they happened; what fails while rolling back comes after them.
    ///
    /// When one resource fails, CloudFormation cancels those in the making, and each cancellation is a failure event of its own.
    pub fn first_causes(&self) -> Vec<&Event> {
        let own: Vec<&Event> = self
            .failures
            .iter()
            .filter(|event| !event.is_of_stack(&self.stack_id))
            .collect();
        let causes: Vec<&Event> = own.iter().copied().filter(|event| !event.cancelled()).collect();
        match (causes.is_empty(), own.is_empty()) {
            (false, _) => causes,
            (true, false) => own,
            (true, true) => self.failures.iter().chain(&self.end).collect(),
        }
    }
}

/// Whether an event is the first of an operation on the stack with this ARN.
pub fn begins(event: &Event, stack_id: &str) -> bool {
    event.is_of_stack(stack_id) && begun_by(&event.resource_status).is_some()
}

/// The kind of operation that a stack's event with this status begins.
fn begun_by(status: &str) -> Option<Kind> {
    match status {
        "CREATE_IN_PROGRESS" | "UPDATE_IN_PROGRESS" | "IMPORT_IN_PROGRESS" => Some(Kind::Change),
        "DELETE_IN_PROGRESS" => Some(Kind::Delete),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STACK: &str = "arn:stack/plant-dev/1";
    const OWN: &str = "ferrocdk-1-0a-alice--build-7";

    fn event(id: &str, logical: &str, status: &str, reason: &str) -> Event {
        let own = logical == "plant-dev";
        Event {
            event_id: id.into(),
            logical_resource_id: logical.into(),
            physical_resource_id: Some(if own {
                STACK.into()
            } else {
                format!("physical-{logical}")
            }),
            resource_type: if own {
                "AWS::CloudFormation::Stack".into()
            } else {
                "AWS::S3::Bucket".into()
            },
            timestamp: "2026-01-02T03:04:05.678Z".into(),
            resource_status: status.into(),
            resource_status_reason: Some(reason.into()),
            client_request_token: None,
        }
    }

    /// An event of the stack itself, of the operation with this token.
    fn of(token: &str, id: &str, status: &str) -> Event {
        Event {
            client_request_token: (!token.is_empty()).then(|| token.to_owned()),
            ..event(id, "plant-dev", status, "")
        }
    }

    fn follow(kind: Kind, oldest_first: Vec<Event>) -> Follower {
        let mut follower = Follower::new(STACK, kind, OWN, None, 1);
        follower.feed(page(oldest_first.into_iter().rev().collect(), false));
        follower
    }

    fn page(newest_first: Vec<Event>, more: bool) -> DescribeStackEvents {
        DescribeStackEvents {
            stack_events: newest_first,
            next_token: more.then(|| "more".into()),
        }
    }

    #[test]
    fn only_new_events_count_and_progress_grows() {
        let mut follower = Follower::new(STACK, Kind::Change, OWN, Some("0".into()), 2);
        let start = event("1", "plant-dev", "UPDATE_IN_PROGRESS", "User Initiated");
        let made = event("2", "A", "CREATE_COMPLETE", "");
        let fed = follower.feed(page(
            vec![
                made.clone(),
                start.clone(),
                event("0", "plant-dev", "CREATE_COMPLETE", ""),
            ],
            true,
        ));
        let seen = |event: &Event, done| Seen {
            event: event.clone(),
            done,
            superseded: false,
        };
        assert_eq!(fed, Fed::New(vec![seen(&start, 0), seen(&made, 1)]));
        assert_eq!((follower.progress(), follower.ended()), ((1, 2), None));
        assert_eq!(follower.feed(page(vec![made.clone()], true)), Fed::New(vec![]));
        let end = event("4", "plant-dev", "UPDATE_COMPLETE", "");
        follower.feed(page(vec![end, event("3", "B", "UPDATE_COMPLETE", ""), made], true));
        assert_eq!(follower.progress(), (2, 2));
        assert!(follower.succeeded());
        assert_eq!(event("9", "A", "X", "").time(), "03:04:05");
    }

    #[test]
    fn a_gap_asks_for_more() {
        let mut follower = Follower::new(STACK, Kind::Change, OWN, Some("0".into()), 1);
        let new = event("5", "A", "CREATE_COMPLETE", "");
        assert_eq!(follower.feed(page(vec![new.clone()], true)), Fed::Gap);
        assert_eq!(
            follower.feed(page(vec![new.clone()], false)),
            Fed::New(vec![Seen {
                event: new,
                done: 1,
                superseded: false
            }])
        );
    }

    #[test]
    fn what_is_overtaken_in_one_look_is_marked() {
        let mut follower = Follower::new(STACK, Kind::Change, OWN, None, 1);
        let page = page(
            vec![
                event("2", "A", "CREATE_COMPLETE", ""),
                event("1", "A", "CREATE_IN_PROGRESS", ""),
            ],
            false,
        );
        let Fed::New(seen) = follower.feed(page) else {
            panic!("a gap")
        };
        let marks: Vec<_> = seen
            .iter()
            .map(|seen| (seen.event.event_id.as_str(), seen.superseded))
            .collect();
        assert_eq!(marks, [("1", true), ("2", false)]);
    }

    #[test]
    fn clean_up_after_an_update_is_not_the_end() {
        let mut follower = Follower::new(STACK, Kind::Change, OWN, None, 1);
        follower.feed(page(
            vec![event("1", "plant-dev", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "")],
            false,
        ));
        assert_eq!(follower.ended(), None);
    }

    #[test]
    fn first_causes_leave_out_what_was_cancelled() {
        let mut follower = Follower::new(STACK, Kind::Change, OWN, None, 3);
        follower.feed(page(
            vec![
                event("6", "plant-dev", "ROLLBACK_COMPLETE", ""),
                event("5", "C", "DELETE_COMPLETE", ""),
                event(
                    "4",
                    "plant-dev",
                    "ROLLBACK_IN_PROGRESS",
                    "The following resource(s) failed to create: [A, B].",
                ),
                event("3", "B", "CREATE_FAILED", "Resource creation cancelled"),
                event("2", "A", "CREATE_FAILED", "bucket name taken"),
                event("1", "C", "CREATE_COMPLETE", ""),
            ],
            false,
        ));
        assert!(follower.rolling_back() && !follower.succeeded());
        assert_eq!(follower.progress(), (1, 3));
        let causes: Vec<_> = follower
            .first_causes()
            .iter()
            .map(|event| event.logical_resource_id.as_str())
            .collect();
        assert_eq!(causes, ["A"]);
    }

    #[test]
    fn without_a_failed_resource_the_stack_itself_tells() {
        let mut follower = Follower::new(STACK, Kind::Change, OWN, None, 0);
        follower.feed(page(
            vec![event("1", "plant-dev", "ROLLBACK_COMPLETE", "no capacity")],
            false,
        ));
        assert_eq!(follower.first_causes()[0].reason(), Some("no capacity"));
    }

    #[test]
    fn the_end_is_that_of_the_own_operation() {
        // Somebody else's update ends between the last look and our execution.
        let follower = follow(
            Kind::Change,
            vec![
                of("theirs", "1", "UPDATE_IN_PROGRESS"),
                Event {
                    client_request_token: Some("theirs".to_owned()),
                    ..event("2", "A", "UPDATE_FAILED", "theirs")
                },
                of("theirs", "3", "UPDATE_ROLLBACK_COMPLETE"),
                of(OWN, "4", "UPDATE_IN_PROGRESS"),
                of(OWN, "5", "UPDATE_COMPLETE"),
                of("theirs", "6", "UPDATE_IN_PROGRESS"),
                of("theirs", "7", "UPDATE_ROLLBACK_COMPLETE"),
            ],
        );
        assert!(follower.succeeded() && !follower.rolling_back() && follower.taken_over().is_none());
    }

    #[test]
    fn a_deletion_beneath_a_deployment_is_no_success() {
        for token in ["theirs", ""] {
            let follower = follow(
                Kind::Change,
                vec![
                    of(OWN, "1", "UPDATE_IN_PROGRESS"),
                    of(token, "2", "DELETE_IN_PROGRESS"),
                    of(token, "3", "DELETE_COMPLETE"),
                ],
            );
            assert!(follower.over() && !follower.succeeded());
            let by = follower.taken_over().map(|event| event.client_request_token.as_deref());
            assert_eq!(by, Some((!token.is_empty()).then_some(token)));
        }
        // Nor is a deletion that ends as ours while we wait for an update.
        assert!(!follow(Kind::Change, vec![of("", "1", "DELETE_COMPLETE")]).succeeded());
    }

    #[test]
    fn a_deployment_beneath_a_deletion_is_told() {
        let deletion = || vec![of(OWN, "1", "DELETE_IN_PROGRESS")];
        let mut overtaken = deletion();
        overtaken.push(of("theirs", "2", "CREATE_IN_PROGRESS"));
        assert!(follow(Kind::Delete, overtaken).taken_over().is_some());
        let mut ended = deletion();
        ended.push(of(OWN, "2", "DELETE_COMPLETE"));
        assert!(follow(Kind::Delete, ended).succeeded());
    }

    #[test]
    fn a_cancelled_update_is_followed_to_its_end() {
        let events = vec![
            of(OWN, "1", "UPDATE_IN_PROGRESS"),
            of("theirs", "2", "UPDATE_ROLLBACK_IN_PROGRESS"),
        ];
        assert!(!follow(Kind::Change, events.clone()).over());
        let ended = [events, vec![of("theirs", "3", "UPDATE_ROLLBACK_COMPLETE")]].concat();
        let follower = follow(Kind::Change, ended);
        assert!(follower.over() && !follower.succeeded() && follower.taken_over().is_none());
    }

    proptest! {
        /// Whatever others do to the stack, success is told only of an own operation that ended well.
        #[test]
        fn success_is_our_own(
            events in prop::collection::vec((
                prop::sample::select(vec![OWN, "theirs"]),
                prop::sample::select(vec![
                    "CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS",
                    "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "DELETE_COMPLETE", "DELETE_FAILED",
                ]),
            ), 0..8),
        ) {
            let own = events.iter().filter(|(token, _)| *token == OWN).any(|(_, status)| matches!(*status, "CREATE_COMPLETE" | "UPDATE_COMPLETE"));
            let all = events.iter().enumerate().map(|(at, (token, status))| of(token, &at.to_string(), status)).collect();
            prop_assert!(own || !follow(Kind::Change, all).succeeded());
        }
    }
}
