//! A plant with a queue, a stream, a bucket and a processor, each of which may fail: nothing is taken away too early.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;

#[derive(Default)]
struct Fake {
    queue: RefCell<Vec<Held>>,
    given: Cell<usize>,
    shard: RefCell<Vec<Record>>,
    put: RefCell<Vec<String>>,
    processed: RefCell<Vec<String>>,
    /// Objects with how often they were written.
    bucket: RefCell<BTreeMap<String, (Vec<u8>, usize)>>,
    /// Answer of the processor about a record.
    refuses: Cell<bool>,
    gives_back: Cell<usize>,
}

impl Plant for Fake {
    async fn failures(&self) -> Result<Vec<Held>, String> {
        // What was given out is held, and not seen again in the same request.
        let queue = self.queue.borrow();
        let next: Vec<Held> = queue.iter().skip(self.given.get()).take(2).cloned().collect();
        self.given.set(self.given.get() + next.len());
        Ok(next)
    }

    async fn done(&self, held: &Held) -> Result<(), String> {
        let before = self.queue.borrow().len();
        self.queue.borrow_mut().retain(|other| other.receipt != held.receipt);
        self.given.set(self.given.get() - (before - self.queue.borrow().len()));
        Ok(())
    }

    async fn records(&self, batch: &Batch) -> Result<Vec<Record>, String> {
        let number = |text: &str| text.parse::<u64>().unwrap();
        let span = number(&batch.start_sequence_number)..=number(&batch.end_sequence_number);
        let shard = self.shard.borrow();
        Ok(shard
            .iter()
            .filter(|record| span.contains(&number(&record.sequence_number)))
            .cloned()
            .collect())
    }

    async fn put(&self, partition_key: &str, _: &[u8]) -> Result<(), String> {
        self.put.borrow_mut().push(partition_key.to_owned());
        Ok(())
    }

    async fn process(&self, event: &Value) -> Result<usize, String> {
        for record in event["Records"].as_array().unwrap() {
            let number = record["kinesis"]["sequenceNumber"].as_str().unwrap().to_owned();
            if self.refuses.get() {
                let mut bucket = self.bucket.borrow_mut();
                let written = bucket.get_mut(&format!("quarantine/{number}.json"));
                written.into_iter().for_each(|(_, times)| *times += 1);
            }
            self.processed.borrow_mut().push(number);
        }
        Ok(self.gives_back.get())
    }

    async fn objects(&self, prefix: &str, after: Option<&str>) -> Result<Vec<Object>, String> {
        let bucket = self.bucket.borrow();
        let below = bucket
            .iter()
            .filter(|(key, _)| key.starts_with(prefix) && after.is_none_or(|after| key.as_str() > after));
        let objects = below.take(2).map(|(key, (_, times))| Object {
            key: key.clone(),
            version: times.to_string(),
            modified: String::new(),
        });
        Ok(objects.collect())
    }

    async fn read(&self, object: &Object) -> Result<Vec<u8>, String> {
        Ok(self.bucket.borrow()[&object.key].0.clone())
    }

    async fn delete(&self, object: &Object) -> Result<(), String> {
        self.bucket.borrow_mut().remove(&object.key);
        Ok(())
    }
}

fn held(receipt: &str, body: &Value) -> Held {
    Held {
        body: body.to_string(),
        sent_at: 7,
        receipt: receipt.to_owned(),
    }
}

fn batch(start: u64, end: u64) -> Value {
    let stream = "arn:aws:kinesis:sa-east-1:000000000000:stream/readings";
    json!({ "KinesisBatchInfo": {
        "shardId": "shardId-000000000000", "streamArn": stream,
        "startSequenceNumber": start.to_string(), "endSequenceNumber": end.to_string(),
    }})
}

/// A plant with records 1 to 9, four messages in the queue and three objects in quarantine.
fn plant() -> Handler<Fake> {
    let fake = Fake::default();
    let record = |number: u64| Record {
        shard: "shardId-000000000000".to_owned(),
        sequence_number: number.to_string(),
        partition_key: "d".to_owned(),
        arrived_at: 1.0,
        data: "e30=".to_owned(),
    };
    *fake.shard.borrow_mut() = (1..10).map(record).collect();
    let rule = json!({ "topic": "sensor/data/press-7", "clientId": "press-7", "base64OriginalPayload": "e30=" });
    *fake.queue.borrow_mut() = vec![
        held("a", &batch(2, 4)),
        held("b", &rule),
        held("c", &json!({})),
        held("d", &batch(8, 12)),
    ];
    for number in 20..23 {
        let document = json!({
            "shardId": "s", "sequenceNumber": number.to_string(), "partitionKey": "d", "arrivedAt": 1, "dataBase64": "e30=",
        });
        let object = (document.to_string().into_bytes(), 1);
        fake.bucket
            .borrow_mut()
            .insert(format!("quarantine/{number}.json"), object);
    }
    Handler::new(fake)
}

async fn ask(handler: &Handler<Fake>, request: &Value) -> Answer {
    let request = serde_json::from_value(request.clone()).unwrap();
    let deadline = SystemTime::now() + Duration::from_secs(60);
    handler.handle(request, deadline).await.unwrap()
}

#[tokio::test]
async fn what_can_be_brought_back_is_and_the_rest_waits() {
    let handler = plant();
    let answer = ask(&handler, &json!({})).await;
    assert_eq!(
        (answer.records, answer.done, answer.left, answer.more),
        (4, 2, 2, false)
    );
    assert_eq!(*handler.plant.processed.borrow(), ["2", "3", "4"]);
    assert_eq!(*handler.plant.put.borrow(), ["press-7"]);
    let waiting: Vec<String> = handler
        .plant
        .queue
        .borrow()
        .iter()
        .map(|held| held.receipt.clone())
        .collect();
    assert_eq!(waiting, ["c", "d"]);
    assert!(answer.reasons[0].contains("neither a batch"), "{:?}", answer.reasons);
    assert!(
        answer.reasons[1].contains("has not all of the batch from 8 on any more"),
        "{:?}",
        answer.reasons
    );
    assert_eq!(
        handler.plant.bucket.borrow().len(),
        3,
        "nobody asked for the quarantine"
    );
}

#[tokio::test]
async fn what_the_processor_gives_back_waits() {
    let handler = plant();
    handler.plant.gives_back.set(1);
    let answer = ask(&handler, &json!({ "quarantine": "" })).await;
    assert_eq!((answer.records, answer.left), (1, 6));
    assert_eq!(handler.plant.bucket.borrow().len(), 3);
}

#[tokio::test]
async fn the_quarantine_is_released_once_its_reason_is_mended() {
    let handler = plant();
    handler.plant.refuses.set(true);
    let request = json!({ "failures": false, "quarantine": "" });
    let answer = ask(&handler, &request).await;
    assert_eq!((answer.done, answer.left), (0, 3));
    assert!(answer.reasons[0].contains("quarantine/20.json: it went into quarantine again"));
    assert_eq!(handler.plant.bucket.borrow().len(), 3);

    handler.plant.refuses.set(false);
    let answer = ask(&handler, &request).await;
    assert_eq!((answer.records, answer.done, answer.left), (3, 3, 0));
    assert!(handler.plant.bucket.borrow().is_empty());
}

#[tokio::test]
async fn limit_and_time_end_it_and_are_told() {
    let handler = plant();
    let answer = ask(&handler, &json!({ "limit": 1 })).await;
    assert_eq!((answer.done, answer.more), (1, true));
    let soon = SystemTime::now() + Duration::from_secs(1);
    let answer = handler.handle(Request::default(), soon).await.unwrap();
    assert_eq!((answer.done, answer.more), (0, true));
}

#[test]
fn a_wrong_request_is_refused() {
    for wrong in [json!({ "failure": true }), json!({ "limit": -1 })] {
        assert!(serde_json::from_value::<Request>(wrong.clone()).is_err(), "{wrong}");
    }
}
