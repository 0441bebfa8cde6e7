//! One plant: its parts put together.

use std::path::Path;

use anyhow::{Context as _, Result};
use ferrocdk::aws::Defaults;
use ferrocdk::aws::cloudwatch::Metric;
use ferrocdk::aws::lambda::{Architecture, RustCode};
use ferrocdk::plant::{
    DevicePolicy, DevicePolicyProps, HotColdStore, HotColdStoreProps, IngestPipeline, IngestPipelineProps, PlantAlarms,
    PlantAlarmsProps, PlantKey, StreamProcessorProps, TableKeys, Tiers, TopicPattern,
};
use ferrocdk::prelude::*;
use ferrocdk_contracts::{env, metrics, table};

use crate::plant_file::PlantFile;

/// Processor of the function: the one that builds on every machine, without another target.
const ARCHITECTURE: Architecture = Architecture::X86_64;

/// Makes the stack of a plant.
pub(crate) fn plant(app: &App, root: &Path, name: &str, suffix: &str) -> Result<()> {
    let file = PlantFile::read(root, name)?;
    let stack = StackProps::default()
        .description(format!("Monitoring of the plant {name}"))
        .environment(Environment::region(&file.region))
        .tag("Environment", suffix)
        .tag("ManagedBy", "ferrocdk")
        .tag("Plant", name);
    let stack = Stack::new(app, &format!("{name}-{suffix}"), stack);

    // A reference plant goes away whole; one that is to outlive its stack says otherwise here.
    Defaults::of(&stack).removal_policy(RemovalPolicy::Destroy);
    let key = PlantKey::new(&stack, "Key");

    let store = HotColdStore::new(&stack, "Store", &key, store(&file));

    let processor = processor(&file, root, name, suffix)?
        .environment(env::DYNAMODB_TABLE, store.table_name())
        .environment(env::S3_BUCKET, store.bucket_name());
    let topic = |key: &str, pattern: &TopicPattern| {
        let named = pattern.topic(name, suffix);
        named.with_context(|| format!("app/plants/{name}.toml: ingest.{key}, for the suffix {suffix}"))
    };
    let readings = topic("topic", &file.ingest.topic)?;
    let ingest = IngestPipelineProps::new(readings.clone(), &file.load(), processor);
    let ingest = match file.ingest.retention {
        Some(retention) => ingest.retention(retention.quantity()),
        None => ingest,
    };
    let ingest = match file.ingest.shards {
        Some(shards) => ingest.shards(shards),
        None => ingest,
    };
    let ingest = IngestPipeline::new(&stack, "Ingest", &key, ingest);
    ingest.processor().writes(&store);

    let alarms = PlantAlarms::new(
        &stack,
        "Alarms",
        PlantAlarmsProps::new().encryption_key(&*key).label("plant", name),
    )
    .watch(&ingest)
    .watch(&store);

    let devices = DevicePolicyProps::publishing_to(&ingest);
    let devices = match &file.ingest.commands {
        Some(commands) => devices.commands(topic("commands", commands)?),
        None => devices,
    };
    let devices = DevicePolicy::new(&stack, "Devices", devices);

    for (output, value) in [
        ("KinesisStreamName", ingest.stream_name()),
        ("KinesisStreamArn", ingest.stream_arn()),
        ("DynamodbTableName", store.table_name()),
        ("S3BucketName", store.bucket_name()),
        ("LambdaFunctionName", ingest.processor().function_name()),
        ("IotPolicyName", devices.name()),
        ("IotTopic", readings.pattern().into()),
        ("AlarmTopicArn", alarms.topic_arn()),
        ("Region", pseudo::region()),
    ] {
        CfnOutput::new(&stack, output, value);
    }
    Ok(())
}

fn store(file: &PlantFile) -> HotColdStoreProps {
    let keys = TableKeys {
        device: table::DEVICE_ID.to_owned(),
        time: table::TIMESTAMP.to_owned(),
        expiry: table::EXPIRATION_TIME.to_owned(),
    };
    let store = HotColdStoreProps::new(keys);
    let Some(cold) = &file.cold else { return store };
    let mut tiers = Tiers::glacier(cold.glacier);
    if let Some(age) = cold.deep_archive {
        tiers = tiers.deep_archive(age);
    }
    if let Some(age) = cold.expire {
        tiers = tiers.expire(age);
    }
    store.cold(tiers)
}

fn processor(file: &PlantFile, root: &Path, name: &str, suffix: &str) -> Result<StreamProcessorProps> {
    let code = RustCode::new(root, &file.processor.function, ARCHITECTURE)
        .with_context(|| format!("app/plants/{name}.toml: processor.function"))?;
    let metric = |metric: &str| {
        let [plant, environment] = metrics::DIMENSIONS;
        Metric::new(metrics::NAMESPACE, metric)
            .dimension(plant, name)
            .dimension(environment, suffix)
    };
    let mut props = StreamProcessorProps::new(code);
    if let Some(batch) = file.processor.batch {
        props = props.batch_size(batch);
    }
    if let Some(memory) = file.processor.memory {
        props = props.memory(memory);
    }
    if let Some(timeout) = file.processor.timeout {
        props = props.timeout(timeout);
    }
    if let Some(age) = file.alarms.behind {
        props = props.alarm_behind(age);
    }
    let anomalies = file.alarms.anomalies.unwrap_or(StreamProcessorProps::DEFAULT_ANOMALIES);
    let props = props
        .alarm_processing_errors(metric(metrics::PROCESSING_ERRORS))
        .alarm_anomalies(metric(metrics::ANOMALIES_DETECTED), anomalies)
        .environment(env::PLANT, name)
        .environment(env::ENVIRONMENT, suffix)
        .environment(env::HOT_DAYS, file.hot.keep.0.to_string())
        .environment(env::THRESHOLDS, file.thresholds.to_json());
    Ok(props)
}
