//! Synthesizes many plants: `many_plants STACKS PLANTS OUT`, where PLANTS is the number in each stack. What `cargo xtask bench` measures against
//! AWS CDK.
//!
//! A plant is a key, table, archive, stream, rule, function, queues, topics and alarms; 12 of them fit into a stack.

use std::path::Path;

use ferrocdk::aws::Defaults;
use ferrocdk::aws::lambda::{Architecture, RustCode};
use ferrocdk::plant::{
    DevicePolicy, DevicePolicyProps, HotColdStore, HotColdStoreProps, IngestPipeline, IngestPipelineProps, Load,
    PlantAlarms, PlantAlarmsProps, PlantKey, PlantKeyProps, StreamProcessor, StreamProcessorProps, TableKeys, Topic,
};
use ferrocdk::prelude::*;

/// Given, because it is the engine that is measured, not the reading of sources.
const FINGERPRINT: &str = "5f1d7a84db00d2fce00b31a7fc73224df5f1d7a84db00d2fce00b31a7fc73224";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [stacks, plants, out] = arguments.as_slice() else {
        return Err("usage: many_plants STACKS PLANTS OUT".into());
    };
    let (stacks, plants): (usize, usize) = (stacks.parse()?, plants.parse()?);
    let app = App::new();
    for number in 0..stacks {
        let stack = Stack::new(&app, &format!("Stack{number}"), StackProps::default());
        for number in 0..plants {
            plant(&stack.scope().child(&format!("Plant{number}")))?;
        }
    }
    app.synth_to(Path::new(out))?;
    Ok(())
}

fn plant(plant: &Scope) -> Result<(), Box<dyn std::error::Error>> {
    let key = PlantKey::new(plant, "Key", PlantKeyProps::new());
    Defaults::of(plant)
        .encryption_key(key.key())
        .removal_policy(RemovalPolicy::Destroy);
    let keys = TableKeys::new("deviceId", "timestamp", "expirationTime");
    let store = HotColdStore::new(plant, "Store", HotColdStoreProps::new(keys));
    let load = Load {
        devices: 2000,
        messages_per_second: 1.0,
        bytes_per_message: 650,
        readers: 1,
    };
    let topic = Topic::new("sensor/data/{thing}")?;
    let ingest = IngestPipeline::new(plant, "Ingest", IngestPipelineProps::new(load).topic(topic.clone()));
    let code = RustCode::with_fingerprint("processor", FINGERPRINT, Architecture::X86_64);
    let processor = StreamProcessorProps::of(&ingest, code)
        .environment("DYNAMODB_TABLE", store.table_name())
        .environment("S3_BUCKET", store.bucket_name());
    let processor = StreamProcessor::new(&ingest, "Processor", processor);
    processor.writes(&store);
    PlantAlarms::new(plant, "Alarms", PlantAlarmsProps::new())
        .watch(&ingest)
        .watch(&processor)
        .watch(&store);
    DevicePolicy::new(plant, "Devices", DevicePolicyProps::new(topic));
    Ok(())
}
