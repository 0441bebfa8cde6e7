//! The assembly: assets of files and folders, synthesizers.

use std::path::PathBuf;

use ferrocdk::{
    App, Asset, AssetOptions, CfnResource, DefaultSynthesizer, Environment, FingerprintOptions, NestedStack,
    NestedStackProps, Stack, StackProps, Stage, Synthesizer, doc,
};

use super::{Entry, resource};

pub(super) const APPS: &[Entry] = &[
    ("file_assets", file_assets),
    ("file_asset_without_extension", file_asset_without_extension),
    ("folder_assets", folder_assets),
    ("asset_options", asset_options),
    ("assets_in_nested_places", assets_in_nested_places),
    ("qualifier", qualifier),
    ("custom_synthesizer", custom_synthesizer),
    ("bootstrapless", bootstrapless),
];

/// A file of `tests/parity/assets`.
pub(super) fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("parity/assets")
        .join(name)
}

fn file_assets(app: &App) {
    let known = Environment {
        account: Some("111111111111".to_owned()),
        region: Some("sa-east-1".to_owned()),
    };
    for (id, environment) in [("Known", known), ("Agnostic", Environment::default())] {
        let stack = Stack::new(app, id, StackProps::default().environment(environment));
        let reading = Asset::new(&stack, "Reading", file("reading.csv"));
        Asset::new(&stack, "Windows", file("crlf.txt"));
        Asset::new(&stack, "Again", file("reading.csv"));
        let properties = doc!({
            "Bucket": reading.bucket_name(),
            "Key": reading.object_key(),
            "Url": reading.s3_url(),
            "Http": reading.http_url(),
        });
        resource(&stack, "Use", "Test::Use::Asset", properties);
    }
}

fn file_asset_without_extension(app: &App) {
    let stack = Stack::new(app, "NoExtension", StackProps::default());
    Asset::new(&stack, "Plain", file("noext"));
}

fn folder_assets(app: &App) {
    let stack = Stack::new(app, "Folders", StackProps::default());
    let folder = Asset::new(&stack, "Folder", file("folder"));
    let filtered = FingerprintOptions {
        exclude: vec!["*.md".to_owned(), "sub/*.bin".to_owned()],
        ..FingerprintOptions::default()
    };
    Asset::with_options(&stack, "Filtered", file("folder"), filtered);
    let salted = FingerprintOptions {
        extra_hash: "salt".to_owned(),
        ..FingerprintOptions::default()
    };
    Asset::with_options(&stack, "Salted", file("folder"), salted);
    let code = doc!({ "Code": { "S3Bucket": folder.bucket_name(), "S3Key": folder.object_key() } });
    let function: CfnResource = resource(&stack, "Function", "AWS::Lambda::Function", code);
    folder.add_resource_metadata(&function, "Code");
}

fn asset_options(app: &App) {
    let stack = Stack::new(app, "AssetOptions", StackProps::default());
    let fixed = AssetOptions::default().hash("chosen by hand");
    Asset::with_options(&stack, "Fixed", file("folder"), fixed);
    let named = AssetOptions::default().display_name("the readings");
    Asset::with_options(&stack, "Named", file("reading.csv"), named);
}

fn assets_in_nested_places(app: &App) {
    let stage = Stage::new(app, "Dev", Environment::default());
    let in_stage = Stack::new(&stage, "Store", StackProps::default());
    Asset::new(&in_stage, "Reading", file("reading.csv"));
    let stack = Stack::new(app, "Plant", StackProps::default());
    let nested = NestedStack::new(&stack, "Nested", NestedStackProps::default());
    let inner = Asset::new(&nested, "Reading", file("reading.csv"));
    resource(&nested, "Use", "Test::Use::Asset", doc!({ "Url": inner.s3_url() }));
}

fn qualifier(app: &App) {
    let stack = Stack::new(app, "Qualified", StackProps::default());
    Asset::new(&stack, "Reading", file("reading.csv"));
}

fn custom_synthesizer(app: &App) {
    let synthesizer = DefaultSynthesizer::default()
        .qualifier("q")
        .file_assets_bucket_name("assets-${AWS::AccountId}-${Qualifier}")
        .bucket_prefix("plant/")
        .deploy_role_arn("arn:aws:iam::${AWS::AccountId}:role/deployer")
        .generate_bootstrap_version_rule(false);
    let environment = Environment {
        account: Some("111111111111".to_owned()),
        region: Some("sa-east-1".to_owned()),
    };
    let props = StackProps::default().environment(environment).synthesizer(synthesizer);
    Stack::new(app, "Custom", props);
}

fn bootstrapless(app: &App) {
    let props = StackProps::default().synthesizer(Synthesizer::Bootstrapless);
    let stack = Stack::new(app, "Bootstrapless", props);
    resource(&stack, "Topic", "AWS::SNS::Topic", doc!({}));
}
