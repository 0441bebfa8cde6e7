//! A bucket whose objects age, and the bucket of its access log.

use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::s3::{
    Bucket, BucketProps, CorsRule, HttpMethod, LifecycleRule, ServerAccessLog, StorageClass,
};
use ferrocdk::aws::units::{Days, Seconds};
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Archive", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let logs = Bucket::new(&stack, "Logs", BucketProps::for_access_logs(Days(90)));
    let age = LifecycleRule::new()
        .prefix("raw/")
        .transition(StorageClass::StandardIa, Days(30))
        .transition(StorageClass::Glacier, Days(90))
        .expiration(Days(365));
    let pages = CorsRule::new([HttpMethod::Get], ["https://plant.example"])
        .allowed_headers(["*"])
        .max_age(Seconds(300));
    let readings = BucketProps::new()
        .encryption_key(&key)
        .server_access_log(ServerAccessLog::to(&logs).prefix("readings/"))
        .lifecycle_rules([age])
        .cors([pages]);
    Bucket::new(&stack, "Readings", readings);
}
