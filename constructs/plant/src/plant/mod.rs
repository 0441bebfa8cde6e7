//! `Plant`: all parts of a plant's monitoring, put together from its file.

mod costs;
mod network;
mod outputs;
mod taps;

use std::rc::Rc;

use ferrocdk_aws::Defaults;
use ferrocdk_aws::cloudwatch::Metric;
use ferrocdk_aws::lambda::Code;
use ferrocdk_aws::props;
use ferrocdk_aws::units::Minutes;
use ferrocdk_contracts::{env, metrics};
use ferrocdk_core::{Annotations, Construct, Diagnostic, Environment, RemovalPolicy, Scope, StackProps};

use crate::alarms::{PlantAlarms, PlantAlarmsProps};
use crate::alert_router::{AlertRouter, AlertRouterProps};
use crate::dashboard::PlantDashboard;
use crate::device_policy::{DevicePolicy, DevicePolicyProps};
use crate::diagnostic_ids;
use crate::file::PlantFile;
use crate::fleet_provisioning::FleetProvisioning;
use crate::http_ingest::HttpIngest;
use crate::ingest::{IngestPipeline, IngestPipelineProps};
use crate::key::{PlantKey, PlantKeyProps};
use crate::latest_value_cache::LatestValueCache;
use crate::naming::{Naming, NamingStrategy};
use crate::network::PlantNetwork;
use crate::raw_archive::RawArchive;
use crate::relational_store::RelationalStore;
use crate::secret_ref::SecretRef;
use crate::store::{HotColdStore, HotColdStoreProps, TableKeys, Tiers};
use crate::stream_processor::{StreamProcessor, StreamProcessorProps};
use crate::suffix::Suffix;
use crate::topic::{Topic, TopicPattern};

props! {
    /// Settings of a [`Plant`].
    pub struct PlantProps {
        /// The plant file.
        file: PlantFile,
        /// The deployment's suffix.
        suffix: Suffix,
        /// The processor's code. Default: the package that the file names.
        processor: Option<Code>,
        /// The code of the router of alerts. Default: the package that the file names.
        alert_router: Option<Code>,
        /// How resources are named. Default: [`Naming::plant`].
        own naming: Option<Rc<Names>> = None,
        /// Fate of table and archive when they leave the stack. Default: they go with it; a plant that is to outlive its stack says otherwise.
        removal_policy: RemovalPolicy = RemovalPolicy::Destroy,
    }
}

/// A strategy that is kept with settings.
pub struct Names(Rc<dyn NamingStrategy>);

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Names")
    }
}

impl PlantProps {
    /// Names resources by another strategy.
    #[must_use]
    pub fn naming(mut self, strategy: impl NamingStrategy + 'static) -> Self {
        self.naming = Some(Rc::new(Names(Rc::new(strategy))));
        self
    }

    /// The settings of a stack for the plant: its region and tags.
    pub fn stack(&self) -> StackProps {
        let name = self.file.name();
        StackProps::default()
            .description(format!("Monitoring of the plant {name}"))
            .environment(Environment::region(&self.file.region.0))
            .tag("Environment", self.suffix.as_str())
            .tag("ManagedBy", "ferrocdk")
            .tag("Plant", name)
    }
}

/// The monitoring of a plant, as its file says: key, store, way in, function, alarms and devices' policy, each as the construct of its own that it is.
///
/// Its resources cost what their constructs say; the load of the file decides. The arithmetic of the capacity is told at synthesis.
///
/// ```
/// use ferrocdk_aws::lambda::{Architecture, RustCode};
/// use ferrocdk_core::{App, Stack};
/// use ferrocdk_plant::{Plant, PlantFile, PlantProps, Suffix};
///
/// let text = r#"
/// region = "sa-east-1"
/// load = { devices = 2000, rate = "1 per second", payload = "250 bytes" }
/// ingest.topic = "sensor/data/{thing}"
/// hot.keep = "30 days"
/// "#;
/// let file = PlantFile::parse("plants/press-shop.toml", text).unwrap();
/// let code = RustCode::with_fingerprint("processor", &"0".repeat(64), Architecture::X86_64);
/// let props = PlantProps::new(file, Suffix::new("dev").unwrap()).processor(code);
///
/// let app = App::new();
/// let stack = Stack::new(&app, "press-shop-dev", props.stack());
/// let plant = Plant::new(&stack, "Default", props);
/// assert_eq!(plant.ingest().stream().shards().unwrap().get(), 3);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Plant {
    scope: Scope,
    file: PlantFile,
    suffix: Suffix,
    key: PlantKey,
    store: HotColdStore,
    ingest: IngestPipeline,
    processor: StreamProcessor,
    alarms: PlantAlarms,
    alerts: Option<AlertRouter>,
    devices: Option<DevicePolicy>,
    parts: network::Parts,
    taps: taps::Taps,
}

impl Construct for Plant {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Plant {
    /// Makes the plant; the id `Default` adds nothing to logical ids.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: PlantProps) -> Self {
        let scope = scope.scope().child(id);
        let file = &props.file;
        Defaults::of(&scope).removal_policy(props.removal_policy);
        let names = match &props.naming {
            Some(names) => Rc::clone(&names.0),
            None => Rc::new(Naming::plant(file.name(), props.suffix.as_str())),
        };
        Naming::of(&scope).hold(names, Some(file.place("")));
        let key = PlantKey::new(&scope, "Key", PlantKeyProps::new());
        Defaults::of(&scope).encryption_key(key.key());

        let store = HotColdStore::new(&scope, "Store", store(file));
        let topic = |key: &str, pattern: Option<&TopicPattern>| topic(&scope, &props, key, pattern?);
        let readings = topic("ingest.topic", file.ingest.topic.as_ref());
        let ingest = IngestPipeline::new(&scope, "Ingest", ingest(file, readings.clone()));
        let processor = StreamProcessor::new(&ingest, "Processor", processor(&ingest, &store, &props));
        processor.writes(&store);
        let devices = readings.map(|readings| {
            let mut devices = DevicePolicyProps::new(readings);
            devices.rule = ingest.rule().cloned();
            devices.commands = topic("ingest.commands", file.ingest.commands.as_ref());
            DevicePolicy::new(&scope, "Devices", devices)
        });
        let parts = network::Parts::new(&scope, file, &ingest);
        let mut taps = taps::Taps::new(&scope, &props, &ingest, &processor, devices.as_ref());
        let alarms = PlantAlarms::new(&scope, "Alarms", PlantAlarmsProps::new().label("plant", file.name()))
            .watch(&ingest)
            .watch(&processor)
            .watch(&store);
        let alarms = taps.watched(parts.watched(alarms));
        let alerts = alert_router(&scope, &props, &store, &alarms);
        let alarms = match &alerts {
            Some(alerts) => {
                alerts.queue().grant_send_messages(processor.function());
                processor
                    .function()
                    .add_environment(env::ALERT_QUEUE_URL, alerts.queue().url());
                alarms.watch(alerts)
            }
            None => alarms,
        };
        taps.show(&scope, &props, &ingest, &processor, &store);
        Annotations::of(&scope).add_info(&arithmetic(file));
        let plant = Self {
            scope,
            file: props.file,
            suffix: props.suffix,
            key,
            store,
            ingest,
            processor,
            alarms,
            alerts,
            devices,
            parts,
            taps,
        };
        plant.make_outputs();
        plant.note_costs();
        plant
    }

    /// The plant's file.
    pub fn file(&self) -> &PlantFile {
        &self.file
    }

    /// The deployment's suffix.
    pub fn suffix(&self) -> &Suffix {
        &self.suffix
    }

    /// The key.
    pub fn key(&self) -> &PlantKey {
        &self.key
    }

    /// Table and archive.
    pub fn store(&self) -> &HotColdStore {
        &self.store
    }

    /// Rule and stream.
    pub fn ingest(&self) -> &IngestPipeline {
        &self.ingest
    }

    /// The function.
    pub fn processor(&self) -> &StreamProcessor {
        &self.processor
    }

    /// The alarms.
    pub fn alarms(&self) -> &PlantAlarms {
        &self.alarms
    }

    /// The router of alerts; none where the file has no `[alerts]`.
    pub fn alerts(&self) -> Option<&AlertRouter> {
        self.alerts.as_ref()
    }

    /// The way in over HTTPS, if the file has one.
    pub fn http(&self) -> Option<&HttpIngest> {
        self.parts.http.as_ref()
    }

    /// The network, if the file has one.
    pub fn network(&self) -> Option<&PlantNetwork> {
        self.parts.network.as_ref()
    }

    /// The cache of the latest values, if the file has one.
    pub fn cache(&self) -> Option<&LatestValueCache> {
        self.parts.cache.as_ref()
    }

    /// The database, if the file has one.
    pub fn database(&self) -> Option<&RelationalStore> {
        self.parts.database.as_ref()
    }

    /// The raw archive, if the file has one.
    pub fn raw(&self) -> Option<&RawArchive> {
        self.taps.raw.as_ref()
    }

    /// The secret that exists, if the file names one.
    pub fn secret(&self) -> Option<&SecretRef> {
        self.taps.secret.as_ref()
    }

    /// The registration of devices, if the file has one.
    pub fn fleet(&self) -> Option<&FleetProvisioning> {
        self.taps.fleet.as_ref()
    }

    /// The dashboard, if the file has one.
    pub fn dashboard(&self) -> Option<&PlantDashboard> {
        self.taps.dashboard.as_ref()
    }

    /// The policy of devices; none where none are on MQTT.
    pub fn devices(&self) -> Option<&DevicePolicy> {
        self.devices.as_ref()
    }
}

/// Why the plant is as large as it is, for whoever reviews it.
fn arithmetic(file: &PlantFile) -> String {
    let capacity = file.capacity();
    let given = file
        .ingest
        .shards
        .map(|shards| format!("\n  the plant file says {} shards", shards.get()));
    let lines: String = capacity.arithmetic().iter().map(|line| format!("\n  {line}")).collect();
    format!(
        "capacity of {} for its load at its busiest:{lines}{}",
        file.name(),
        given.unwrap_or_default()
    )
}

fn store(file: &PlantFile) -> HotColdStoreProps {
    let mut store = HotColdStoreProps::new(TableKeys::of(&file.hot.layout));
    store.cold = file.cold.as_ref().map_or_else(Tiers::default, |cold| cold.tiers());
    store.warm_writes_per_second = file.capacity().warm_writes_per_second();
    store
}

fn alert_router(scope: &Scope, props: &PlantProps, store: &HotColdStore, alarms: &PlantAlarms) -> Option<AlertRouter> {
    let file = &props.file;
    let alerts = file.alerts.as_ref()?;
    let code = props
        .alert_router
        .clone()
        .unwrap_or_else(|| file.code(scope, "alerts.function", &alerts.function.0));
    let router = AlertRouterProps::new(code, file.name(), props.suffix.as_str())
        .policy(alerts.policy())
        .topic(alarms.process_topic());
    let router = match alerts.silent_after {
        Some(_) => router.readings(store.table(), &file.hot.layout),
        None => router,
    };
    Some(AlertRouter::new(scope, "Alerts", router))
}

fn ingest(file: &PlantFile, topic: Option<Topic>) -> IngestPipelineProps {
    let mut ingest = IngestPipelineProps::new(file.load()).retention(file.ingest.retention);
    ingest = ingest.alarm_silence(Some(Minutes(file.alarms.silent.0.div_ceil(60))));
    ingest.topic = topic;
    ingest.shards = file.ingest.shards;
    ingest
}

/// The topic of this deployment; one that the broker does not take is reported.
fn topic(scope: &Scope, props: &PlantProps, key: &str, pattern: &TopicPattern) -> Option<Topic> {
    let (plant, suffix) = (props.file.name(), props.suffix.as_str());
    match pattern.topic(plant, suffix) {
        Ok(topic) => Some(topic),
        Err(error) => {
            let message = format!("`{key}` makes no topic for the suffix {suffix}");
            let diagnostic = Diagnostic::error(diagnostic_ids::CONTRADICTION, message)
                .found(pattern.pattern())
                .allowed(error.to_string());
            scope.report(diagnostic.placed(props.file.place(key)));
            None
        }
    }
}

fn processor(ingest: &IngestPipeline, store: &HotColdStore, props: &PlantProps) -> StreamProcessorProps {
    let (file, suffix) = (&props.file, props.suffix.as_str());
    let own = &file.processor;
    let code = props
        .processor
        .clone()
        .unwrap_or_else(|| file.code(ingest.scope(), "processor.function", &own.function.0));
    let metric = |metric: &str| {
        let [plant, environment] = metrics::DIMENSIONS;
        Metric::new(metrics::NAMESPACE, metric)
            .dimension(plant, file.name())
            .dimension(environment, suffix)
    };
    StreamProcessorProps::of(ingest, code)
        .memory(own.memory)
        .timeout(own.timeout)
        .batch_size(own.batch)
        .parallelization_factor(own.parallel)
        .alarm_behind(file.alarms.behind)
        .alarm_processing_errors(metric(metrics::PROCESSING_ERRORS))
        .alarm_anomalies(metric(metrics::ANOMALIES_DETECTED), file.alarms.anomalies.0)
        .environment(env::PLANT, file.name())
        .environment(env::ENVIRONMENT, suffix)
        .environment(env::HOT_DAYS, file.hot.keep.0.0.to_string())
        .environment(env::THRESHOLDS, file.thresholds.to_json())
        .environment(env::LAYOUT, file.hot.layout.to_json())
        .environment(env::DYNAMODB_TABLE, store.table_name())
        .environment(env::S3_BUCKET, store.bucket_name())
}
