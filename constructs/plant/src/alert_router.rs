//! `AlertRouter`: from the processor's alerts to the people of the process.

use ferrocdk_aws::Defaults;
use ferrocdk_aws::cloudwatch::{AlarmProps, Metric, MissingData, Statistic};
use ferrocdk_aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk_aws::events::{Rule, RuleProps, Schedule as Rate, targets};
use ferrocdk_aws::iam::PolicyStatement;
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::lambda::{BatchAnswer, Code, Function, FunctionProps, Memory, SqsEventSource, Timeout};
use ferrocdk_aws::props;
use ferrocdk_aws::scheduler::{Schedule, ScheduleExpression, ScheduleProps, ScheduleTarget};
use ferrocdk_aws::sns::{Topic, TopicProps};
use ferrocdk_aws::sqs::{FifoQueue, Queue, QueueProps};
use ferrocdk_aws::units::{Mebibytes, Minutes, Seconds};
use ferrocdk_contracts::{AlertPolicy, Layout, alert_table, env, metrics};
use ferrocdk_core::{Construct, Diagnostic, Scope, doc, pseudo, text};

use crate::alarms::PlantAlarmsProps;
use crate::diagnostic_ids;
use crate::key::PlantKey;
use crate::naming::{NameOf, Naming};
use crate::part_alarm::{PartAlarm, Watch};
use crate::planned_stop::PlannedStop;

/// Seconds for one batch or one minute.
const TIMEOUT: Seconds = Seconds(30);
/// Six times that, as Lambda advises.
const VISIBILITY: Seconds = Seconds(180);
/// Attempts at a message, together an hour: an outage of the table is waited for, and what is no alert does not keep its sensor's others for longer.
const MAX_RECEIVE_COUNT: u32 = 20;
/// Invocations for the queue at the same time; alerts are few, and one sensor's are in order anyway.
const BATCHES: u32 = 4;
/// Executions kept: batches, the minute, the beginning of a stop.
const EXECUTIONS: u32 = 6;

props! {
    /// Settings of an [`AlertRouter`].
    pub struct AlertRouterProps {
        /// The code: that of the package `alert-router`, or any other that keeps its contract.
        code: Code,
        /// Name of the plant, which stands in each message.
        plant: String,
        /// The deployment's suffix, which stands in each message.
        environment: String,
        /// How much alerts matter, when they escalate and go down, when people are reminded, and what is a storm. Default: [`AlertPolicy::default`].
        policy: AlertPolicy = AlertPolicy::default(),
        /// The topic that people and programs subscribe to. Default: one is made; a [`PlantAlarms`](crate::PlantAlarms) has one to give.
        topic: Option<Topic>,
        /// Times at which nobody is told of an alert.
        planned_stops: Vec<PlannedStop>,
        /// Address of the runbook, which stands in each message. Default: the page of this repository.
        runbook: String = format!("{}#alerts", PlantAlarmsProps::RUNBOOKS),
        /// The table of readings, which says when devices were last heard. Default: none, so that no device is missed.
        own readings: Option<(Table, Layout)> = None,
        /// The key that encrypts queues, table, topic, environment and logs. Default: that of the scope ([`Defaults`]), else a [`PlantKey`] of its own.
        encryption_key: Option<Key>,
    }
}

impl AlertRouterProps {
    /// Asks every five minutes when devices were last heard, in the table of readings of a form; the policy says which must not be silent, and for how long
    /// ([`AlertPolicy::silent_after`]). Each device costs a read of half a unit.
    #[must_use]
    pub fn readings(mut self, table: &Table, layout: &Layout) -> Self {
        self.readings = Some((table.clone(), layout.clone()));
        self
    }
}

/// Tells people of sensors that pass their limits: once when it begins, once when it ends, and again while nobody has acknowledged it.
///
/// The processor sends each change to a FIFO queue ([`queue`](Self::queue), in the order of each sensor's changes); a function keeps what lasts in a table, and publishes to a
/// topic. Each minute it looks at what lasts: what nobody has acknowledged becomes critical and is told again, what was acknowledged long ago matters less, and what came in a storm
/// or during a planned stop is told in one digest. `cargo xtask alerts` lists and acknowledges. A message that comes again and a replay of the stream tell nobody.
///
/// Makes two queues, a table, a function with its role and log group, a mapping, a rule that invokes it each minute, a schedule for each planned stop, and a topic where none is given.
/// Costs about a dollar a month for a quiet plant: 43,200 short invocations, three reads of the table for each; beyond that 50 cents a million messages, and 50 cents a million notices.
///
/// ```
/// use ferrocdk_aws::lambda::{Architecture, RustCode};
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{AlertRouter, AlertRouterProps, PlantAlarms, PlantAlarmsProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let alarms = PlantAlarms::new(&stack, "Alarms", PlantAlarmsProps::new());
/// let code = RustCode::with_fingerprint("alert-router", &"0".repeat(64), Architecture::X86_64);
/// let router = AlertRouterProps::new(code, "press-shop", "dev").topic(alarms.process_topic());
/// let router = AlertRouter::new(&stack, "Alerts", router);
/// alarms.watch(&router);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct AlertRouter {
    scope: Scope,
    queue: Queue,
    given_up: Queue,
    table: Table,
    topic: Topic,
    function: Function,
    plant: String,
    environment: String,
}

impl Construct for AlertRouter {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl AlertRouter {
    /// Makes the router.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: AlertRouterProps) -> Self {
        let scope = scope.scope().child(id);
        let key = PlantKey::or_own(props.encryption_key, &scope);
        let names = Naming::of(&scope);
        let fifo = QueueProps::new().encryption_key(&key).fifo(FifoQueue::HighThroughput);
        let mut given_up = fifo.clone();
        given_up.queue_name = names.name(NameOf::FifoQueue, "alerts-given-up");
        let given_up = Queue::new(&scope, "GivenUp", given_up);
        let mut queue = fifo
            .visibility_timeout(VISIBILITY)
            .dead_letter_queue(&given_up, MAX_RECEIVE_COUNT);
        queue.queue_name = names.name(NameOf::FifoQueue, "alerts");
        let queue = Queue::new(&scope, "Queue", queue);
        let topic = props.topic.unwrap_or_else(|| {
            let mut topic = TopicProps::new().encryption_key(&key);
            topic.topic_name = names.name(NameOf::Topic, "process");
            Topic::new(&scope, "Topic", topic)
        });
        let mut table = TableProps::new(Attribute::string(alert_table::KIND))
            .sort_key(Attribute::string(alert_table::NAME))
            .time_to_live_attribute(alert_table::EXPIRY)
            .encryption_key(&key);
        table.table_name = names.name(NameOf::Table, "alerts");
        table.removal_policy = Defaults::of(&scope).current_removal_policy();
        let table = Table::new(&scope, "Cases", table);

        let mut function = FunctionProps::new(props.code)
            .timeout(Timeout::from(TIMEOUT))
            .memory(Memory::from(Mebibytes(256)))
            .encryption_key(&key)
            .reserved_concurrency(EXECUTIONS)
            .environment(env::ALERT_TABLE, table.name())
            .environment(env::ALERT_TOPIC_ARN, topic.arn())
            .environment(env::ALERT_POLICY, props.policy.to_json())
            .environment(env::ALERT_RUNBOOK, props.runbook)
            .environment(env::PLANT, props.plant.as_str())
            .environment(env::ENVIRONMENT, props.environment.as_str());
        function.function_name = names.name(NameOf::Function, "alert-router");
        if let Some((readings, layout)) = &props.readings {
            function = function
                .environment(env::DYNAMODB_TABLE, readings.name())
                .environment(env::LAYOUT, layout.to_json());
        }
        let function = Function::new(&scope, "Function", function);
        miss_devices(&scope, &function, props.readings.as_ref(), &props.policy);
        // Less than the table's grant for reading and writing has: no scans, no batches.
        let actions =
            ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"].map(|action| format!("dynamodb:{action}"));
        function.add_to_role_policy(PolicyStatement::allow(actions).on(table.arn()));
        key.grant_encrypt_decrypt(&function);
        topic.grant_publish(&function);

        SqsEventSource::new(&queue)
            .batch_answer(BatchAnswer::PerRecord)
            .max_concurrency(BATCHES)
            .mapping(&scope, "Mapping", &function);
        let minute = RuleProps::new()
            .schedule(Rate::rate(Minutes(1)))
            .description("Looks at the alerts that last")
            .target(targets::LambdaFunction::new(&function));
        Rule::new(&scope, "Minute", minute);
        let stops = scope.child("Stops");
        for stop in props.planned_stops.iter().filter(|stop| stop.is_usable(&scope)) {
            let Minutes(minutes) = stop.duration();
            let target = ScheduleTarget::lambda_invoke(&function)
                .input(doc!({ "stop": { "name": stop.name(), "minutes": minutes } }));
            let when = ScheduleExpression::from_expression(&stop.schedule_expression()).time_zone(stop.zone());
            Schedule::new(
                &stops,
                stop.name(),
                ScheduleProps::new(when, target).encryption_key(&key),
            );
        }
        Self {
            scope,
            queue,
            given_up,
            table,
            topic,
            function,
            plant: props.plant,
            environment: props.environment,
        }
    }

    /// The queue that takes alerts: what sends them needs its URL in [`env::ALERT_QUEUE_URL`] and leave to send.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// The queue of what could not be routed.
    pub fn given_up(&self) -> &Queue {
        &self.given_up
    }

    /// The table of the alerts that last.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The topic that tells people.
    pub fn topic(&self) -> &Topic {
        &self.topic
    }

    /// The function.
    pub fn function(&self) -> &Function {
        &self.function
    }

    /// Whether a planned stop is under way, 0 or 1, minute by minute: for an alarm that suppresses pages, [`PlantAlarmsProps::paging_suppressor`].
    pub fn metric_planned_stop(&self) -> Metric {
        self.metric(metrics::PLANNED_STOP).statistic(Statistic::Maximum)
    }

    /// Alerts that last, or that are still to be told, minute by minute.
    pub fn metric_active(&self) -> Metric {
        self.metric(metrics::ALERTS_ACTIVE).statistic(Statistic::Maximum)
    }

    fn metric(&self, name: &str) -> Metric {
        let [plant, environment] = metrics::DIMENSIONS;
        Metric::new(metrics::NAMESPACE, name)
            .dimension(plant, self.plant.as_str())
            .dimension(environment, self.environment.as_str())
    }
}

/// Lets the function ask when devices were last heard.
#[track_caller]
fn miss_devices(scope: &Scope, function: &Function, readings: Option<&(Table, Layout)>, policy: &AlertPolicy) {
    if let Some((readings, _)) = readings {
        function.add_to_role_policy(PolicyStatement::allow(["dynamodb:Query"]).on(readings.arn()));
        if let Some(key) = readings.encryption_key() {
            key.grant_decrypt(function);
        }
    } else if policy.silent_after > 0 {
        let message = "devices must not be silent, and no table says when they were heard";
        let diagnostic = Diagnostic::error(diagnostic_ids::NO_READINGS, message);
        scope.report(diagnostic.help("give the settings the table: `.readings(store.table(), &layout)`"));
    }
    if let Some(group) = &policy.silent_group {
        let group = text!(
            "arn:{}:iot:{}:{}:thinggroup/{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            group.as_str()
        );
        function.add_to_role_policy(PolicyStatement::allow(["iot:ListThingsInThingGroup"]).on(group));
    }
}

impl Watch for AlertRouter {
    fn alarms(&self) -> Vec<PartAlarm> {
        let function = |name: &str| self.function.metric(name).statistic(Statistic::Sum);
        let errors = AlarmProps::new(function("Errors").at_least(1))
            .description("The alert router fails; alerts wait in their queue, and are told late");
        let stopped = AlarmProps::new(function("Invocations").below(1))
            .description("The alert router is not invoked each minute: nobody is reminded, and storms are not told")
            .evaluation_periods(5)
            .datapoints_to_alarm(5)
            .missing_data(MissingData::Breaching);
        let waiting = self
            .queue
            .metric_approximate_age_of_oldest_message()
            .statistic(Statistic::Maximum);
        let waiting =
            AlarmProps::new(waiting.at_least(Minutes(5))).description("Alerts wait for the router for five minutes");
        let given_up = self.given_up.metric_approximate_number_of_messages_visible();
        let given_up = AlarmProps::new(given_up.statistic(Statistic::Maximum).at_least(1))
            .description("Alerts could not be told, and are in the queue of those given up")
            .at_once();
        let failed = self
            .topic
            .metric("NumberOfNotificationsFailed")
            .statistic(Statistic::Sum);
        let failed = AlarmProps::new(failed.at_least(1))
            .description("The process topic cannot reach somebody who subscribed")
            .at_once();
        vec![
            PartAlarm::new("AlertRouterErrors", "lambda-alert-router-errors", errors).critical(),
            PartAlarm::new("AlertRouterStopped", "lambda-alert-router-stopped", stopped).critical(),
            PartAlarm::new("AlertsWaiting", "sqs-alerts-waiting", waiting),
            PartAlarm::new("AlertsGivenUp", "sqs-alerts-given-up", given_up).critical(),
            PartAlarm::new("NotificationsFailed", "sns-notifications-failed", failed),
        ]
    }
}
