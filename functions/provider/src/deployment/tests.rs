//! Content of a bucket after a deployment, whatever stood there before.

use std::cell::{Cell, RefCell};
use std::io::Write;

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::protocol::Envelope;

use super::*;

/// An object: content, settings, mark.
#[derive(Clone, Debug, PartialEq)]
struct Object {
    content: Vec<u8>,
    settings: Settings,
    mark: String,
}

/// Buckets in memory, whose lists have pages of two.
#[derive(Default)]
struct FakeObjects {
    all: RefCell<BTreeMap<(String, String), Object>>,
    puts: Cell<usize>,
    /// How many calls are still denied.
    denied: Cell<usize>,
    locked: Option<String>,
}

impl FakeObjects {
    fn ask(&self) -> Result<(), S3Error> {
        match self.denied.get() {
            0 => Ok(()),
            left => {
                self.denied.set(left - 1);
                Err(S3Error::Denied)
            }
        }
    }

    fn add(&self, bucket: &str, key: &str, content: &[u8]) {
        let object = Object {
            content: content.to_vec(),
            settings: Settings::default(),
            mark: String::new(),
        };
        self.all
            .borrow_mut()
            .insert((bucket.to_owned(), key.to_owned()), object);
    }

    /// Names and contents in the bucket that is deployed to.
    fn site(&self) -> BTreeMap<String, String> {
        let all = self.all.borrow();
        let site = all.iter().filter(|((bucket, _), _)| bucket == "site");
        site.map(|((_, key), object)| (key.clone(), String::from_utf8_lossy(&object.content).into_owned()))
            .collect()
    }
}

impl Objects for FakeObjects {
    async fn download(&self, from: &Place, to: &Path) -> Result<(), S3Error> {
        self.ask()?;
        let all = self.all.borrow();
        let object = all.get(&(from.bucket.clone(), from.key.clone()));
        let object = object.ok_or_else(|| S3Error::Other("NoSuchKey".to_owned()))?;
        std::fs::write(to, &object.content).unwrap();
        Ok(())
    }

    async fn mark(&self, of: &Place) -> Result<Option<String>, S3Error> {
        self.ask()?;
        let all = self.all.borrow();
        let object = all.get(&(of.bucket.clone(), of.key.clone()));
        Ok(object.map(|object| object.mark.clone()).filter(|mark| !mark.is_empty()))
    }

    async fn put(&self, at: &Place, content: &Content, settings: &Settings, mark: &str) -> Result<(), S3Error> {
        self.ask()?;
        self.puts.set(self.puts.get() + 1);
        let content = match content {
            Content::Bytes(bytes) => bytes.clone(),
            Content::File(file) => std::fs::read(file.path()).unwrap(),
        };
        let object = Object {
            content,
            settings: settings.clone(),
            mark: mark.to_owned(),
        };
        self.all
            .borrow_mut()
            .insert((at.bucket.clone(), at.key.clone()), object);
        Ok(())
    }

    async fn keys(&self, at: &Place, after: Option<String>) -> Result<Vec<String>, S3Error> {
        self.ask()?;
        let all = self.all.borrow();
        let keys = all
            .keys()
            .filter(|(bucket, key)| *bucket == at.bucket && key.starts_with(&at.key));
        let keys = keys
            .map(|(_, key)| key.clone())
            .filter(|key| after.as_ref().is_none_or(|after| key > after));
        Ok(keys.take(2).collect())
    }

    async fn delete_keys(&self, bucket: &str, keys: &[String]) -> Result<Vec<(String, String)>, S3Error> {
        self.ask()?;
        assert!(!keys.is_empty() && keys.len() <= 1_000, "S3 takes 1 to 1000");
        if let Some(key) = keys.iter().find(|key| Some(*key) == self.locked.as_ref()) {
            return Ok(vec![(key.clone(), "locked".to_owned())]);
        }
        let mut all = self.all.borrow_mut();
        all.retain(|(of, key), _| of != bucket || !keys.contains(key));
        Ok(Vec::new())
    }
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        if name.ends_with('/') {
            zip.add_directory(*name, SimpleFileOptions::default()).unwrap();
        } else {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

fn request(request_type: RequestType, more: &Json) -> Request {
    let mut properties = json!({
        "ServiceToken": "arn", "Kind": "BucketDeployment", "BucketName": "site",
        "Sources": [{ "Bucket": "assets", "Key": "a.zip" }],
    });
    for (key, value) in more.as_object().unwrap() {
        properties[key] = value.clone();
    }
    Request {
        request_type,
        envelope: Envelope {
            response_url: String::new(),
            stack_id: "stack/5f1c".to_owned(),
            request_id: "r-1".to_owned(),
            logical_resource_id: "Site".to_owned(),
            physical_resource_id: (request_type != RequestType::Create).then(|| "site/".to_owned()),
        },
        resource_properties: properties,
    }
}

/// Buckets with the files of a page in an archive, and something old where they go.
fn buckets() -> FakeObjects {
    let objects = FakeObjects::default();
    let files: [(&str, &[u8]); 4] = [
        ("index.html", b"<p>"),
        ("img/", b""),
        ("img/logo.svg", b"<svg>"),
        ("notes.md", b"#"),
    ];
    objects.add("assets", "a.zip", &zip(&files));
    objects.add("site", "old.html", b"old");
    objects.add("site", "other/old.html", b"old");
    objects
}

async fn create(objects: &FakeObjects, more: Json) -> Result<Done, Failed> {
    handle(objects, &request(RequestType::Create, &more)).await
}

fn names(objects: &FakeObjects) -> Vec<String> {
    objects.site().into_keys().collect()
}

#[tokio::test]
async fn files_replace_what_was_there() {
    let objects = buckets();
    let done = create(&objects, json!({})).await.unwrap();
    assert_eq!(
        (done.physical_id.as_str(), done.data["BucketName"].as_str()),
        ("site/", "site")
    );
    let expected = [("img/logo.svg", "<svg>"), ("index.html", "<p>"), ("notes.md", "#")];
    let expected = expected.map(|(name, content)| (name.to_owned(), content.to_owned()));
    assert_eq!(objects.site(), BTreeMap::from(expected));
}

#[tokio::test]
async fn below_a_prefix_only_what_is_below_it_is_replaced() {
    let objects = buckets();
    let done = create(&objects, json!({ "Prefix": "other/" })).await.unwrap();
    assert_eq!(done.physical_id, "site/other/");
    assert_eq!(
        names(&objects),
        ["old.html", "other/img/logo.svg", "other/index.html", "other/notes.md"]
    );
}

#[tokio::test]
async fn what_is_left_over_stays_on_demand_and_where_the_filter_is_not_about_it() {
    let objects = buckets();
    create(&objects, json!({ "Leftovers": "keep" })).await.unwrap();
    assert_eq!(
        names(&objects),
        ["img/logo.svg", "index.html", "notes.md", "old.html", "other/old.html"]
    );
    let objects = buckets();
    create(
        &objects,
        json!({ "Exclude": ["*.md", "old.html", "*.svg"], "Include": ["img/*"] }),
    )
    .await
    .unwrap();
    assert_eq!(names(&objects), ["img/logo.svg", "index.html", "old.html"]);
}

#[tokio::test]
async fn nothing_is_written_that_is_there_already() {
    let objects = buckets();
    create(&objects, json!({})).await.unwrap();
    assert_eq!(objects.puts.get(), 3);
    create(&objects, json!({})).await.unwrap();
    assert_eq!(objects.puts.get(), 3);
    objects.add("assets", "a.zip", &zip(&[("index.html", b"<p>"), ("notes.md", b"##")]));
    create(&objects, json!({})).await.unwrap();
    assert_eq!(
        (objects.puts.get(), names(&objects)),
        (4, vec!["index.html".to_owned(), "notes.md".to_owned()])
    );
    let settings = json!({ "Settings": { "CacheControl": "max-age=60", "Metadata": { "line": "press" } } });
    create(&objects, settings).await.unwrap();
    assert_eq!(objects.puts.get(), 6, "other settings write anew");
    let all = objects.all.borrow();
    let index = &all[&("site".to_owned(), "index.html".to_owned())];
    assert_eq!(index.settings.cache_control.as_deref(), Some("max-age=60"));
    assert_eq!(index.settings.metadata["line"], "press");
}

#[tokio::test]
async fn texts_and_whole_objects_stand_beside_files_and_the_last_source_wins() {
    let objects = buckets();
    objects.add("assets", "firmware/7.bin", b"\x7f");
    let sources = json!({ "Sources": [
        { "Bucket": "assets", "Key": "a.zip" },
        { "Name": "index.html", "Text": "text" },
        { "Bucket": "assets", "Key": "firmware/7.bin", "Extract": "false" },
    ] });
    create(&objects, sources).await.unwrap();
    let site = objects.site();
    assert_eq!(
        site.keys().collect::<Vec<_>>(),
        ["7.bin", "img/logo.svg", "index.html", "notes.md"]
    );
    assert_eq!(site["index.html"], "text");
}

#[tokio::test]
async fn a_large_file_goes_over_the_disk_unchanged() {
    let objects = buckets();
    let large = vec![7_u8; 9 * 1024 * 1024 + 1];
    objects.add("assets", "a.zip", &zip(&[("large.bin", &large)]));
    create(&objects, json!({})).await.unwrap();
    let all = objects.all.borrow();
    assert!(all[&("site".to_owned(), "large.bin".to_owned())].content == large);
}

#[tokio::test]
async fn a_deletion_takes_what_was_deployed_and_on_demand_only() {
    let objects = buckets();
    create(&objects, json!({ "Leftovers": "keep" })).await.unwrap();
    handle(&objects, &request(RequestType::Delete, &json!({})))
        .await
        .unwrap();
    assert_eq!(names(&objects).len(), 5);
    let delete = request(RequestType::Delete, &json!({ "OnDeletion": "delete" }));
    let done = handle(&objects, &delete).await.unwrap();
    assert_eq!(done.physical_id, "site/");
    assert_eq!(names(&objects), ["old.html", "other/old.html"]);
}

#[tokio::test(start_paused = true)]
async fn failures_name_what_failed() {
    let objects = buckets();
    objects.denied.set(3);
    create(&objects, json!({})).await.unwrap();
    let fail = async |objects: FakeObjects, more: Json| create(&objects, more).await.unwrap_err().reason;
    let missing = fail(
        buckets(),
        json!({ "Sources": [{ "Bucket": "assets", "Key": "b.zip" }] }),
    )
    .await;
    assert_eq!(missing, "cannot deploy to bucket site: source assets/b.zip: NoSuchKey");
    let no_zip = buckets();
    no_zip.add("assets", "a.zip", b"no zip");
    assert!(
        fail(no_zip, json!({}))
            .await
            .starts_with("cannot deploy to bucket site: source assets/a.zip: ")
    );
    let locked = FakeObjects {
        locked: Some("old.html".to_owned()),
        ..buckets()
    };
    let reason = fail(locked, json!({})).await;
    assert_eq!(
        reason,
        "cannot deploy to bucket site: 1 of 1 objects stay, first old.html: locked"
    );
    let pattern = fail(buckets(), json!({ "Exclude": ["[a"] })).await;
    assert!(pattern.contains("[a"), "{pattern}");
}

proptest! {
    #[test]
    fn a_bucket_ends_up_with_exactly_the_files(
        before in proptest::collection::btree_map("[ab]{1,3}", "[xy]{0,2}", 0..8),
        files in proptest::collection::btree_map("[ab]{1,3}", "[xy]{0,2}", 1..8),
    ) {
        let objects = FakeObjects::default();
        for (name, content) in &before {
            objects.add("site", name, content.as_bytes());
        }
        let archive: Vec<(&str, &[u8])> = files.iter().map(|(name, content)| (name.as_str(), content.as_bytes())).collect();
        objects.add("assets", "a.zip", &zip(&archive));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(create(&objects, json!({}))).unwrap();
        prop_assert_eq!(objects.site(), files);
    }
}
