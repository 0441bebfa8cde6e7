//! Deployments of files: what the provider is told, and what it may do.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::s3::*;
use ferrocdk_aws::units::Seconds;
use ferrocdk_core::{CfnOutput, Stack, doc, pseudo};
use serde_json::{Value as Json, json};

use super::{mistakes, statements, synthesize};

fn deployment(template: &Json) -> &Json {
    let mut all = template["Resources"].as_object().unwrap().values();
    all.find(|resource| resource["Type"] == "Custom::BucketDeployment")
        .unwrap()
}

/// The actions that a policy allows, with what they are allowed on as text.
fn allowed(policy: &[Json]) -> Vec<String> {
    let shown = |statement: &Json| format!("{} on {}", statement["Action"], statement["Resource"]);
    policy.iter().map(shown).collect()
}

#[test]
fn the_provider_is_told_what_goes_where() {
    let template = synthesize(|stack| {
        let site = Bucket::new(stack, "Site", BucketProps::new());
        let shared = Bucket::from_bucket_name(stack, "Shared", "shared");
        let config = Source::json_data("config.json", doc!({ "region": pseudo::region() }));
        let props = BucketDeploymentProps::new(&site)
            .sources([Source::asset("tests/s3"), config, Source::bucket(&shared, "docs.zip")])
            .destination_prefix("app/")
            .exclude(["*.snap"])
            .include(["*settings*"])
            .leftovers(Leftovers::Keep)
            .cache_control([
                CacheControl::Public,
                CacheControl::MaxAge(Seconds(60)),
                CacheControl::Other("x".to_owned()),
            ])
            .content_language("pt-BR")
            .storage_class(StorageClass::IntelligentTiering)
            .metadata("Line", "press");
        let files = BucketDeployment::new(stack, "Files", props);
        CfnOutput::new(
            stack,
            "Url",
            files.deployed_bucket().s3_url_for_object("app/index.html"),
        );
        assert_eq!(files.deployed_bucket().name(), files.deployed_bucket().name());
    });
    let mut properties = deployment(&template)["Properties"].clone();
    let asset = &mut properties["Sources"][0];
    assert!(asset["Key"].as_str().unwrap().ends_with(".zip"));
    asset["Key"] = json!("asset.zip");
    insta::assert_json_snapshot!(properties);
    let url = template["Outputs"]["Url"].to_string();
    assert!(
        url.contains("BucketName"),
        "whoever needs the files waits for them: {url}"
    );
}

#[test]
fn the_provider_may_do_that_and_no_more() {
    let template = synthesize(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let site = Bucket::new(stack, "Site", BucketProps::new().encryption_key(&key));
        let props = BucketDeploymentProps::new(&site)
            .sources([Source::asset("tests/s3")])
            .destination_prefix("app/");
        BucketDeployment::new(stack, "Files", props);
    });
    let policy = allowed(&statements(
        &template,
        "AWS::IAM::ManagedPolicy",
        "CustomResourceProvider",
    ));
    let own: Vec<&String> = policy
        .iter()
        .filter(|statement| statement.contains("s3:") || statement.contains("kms:"))
        .collect();
    assert_eq!(own.len(), 4, "{own:#?}");
    assert!(
        own.iter()
            .any(|statement| statement.contains("PutObject") && statement.contains("/app/*")),
        "{own:#?}"
    );
    assert!(
        own.iter()
            .any(|statement| statement.starts_with("\"s3:GetObject\" on") && statement.contains("assets")),
        "{own:#?}"
    );
    let after = deployment(&template)["DependsOn"].to_string();
    assert!(
        after.contains("CustomResourceProviderFunctionRolePolicy") && after.contains("SitePolicy"),
        "{after}"
    );
}

#[test]
fn files_that_go_with_the_deployment_keep_the_permission_to_delete_them_until_then() {
    let template = synthesize(|stack| {
        let site = Bucket::new(stack, "Site", BucketProps::new());
        let props = BucketDeploymentProps::new(&site)
            .sources([Source::data("a", "b")])
            .extraction(Extraction::AsTheyAre)
            .on_deletion(ObjectsOnDeletion::Delete);
        BucketDeployment::new(stack, "Files", props);
    });
    assert_eq!(deployment(&template)["Properties"]["OnDeletion"], "delete");
    let policy = statements(
        &template,
        "AWS::IAM::ManagedPolicy",
        "CustomResourceProviderPoliciesFiles",
    );
    assert!(allowed(&policy)[1].contains("DeleteObject"));
}

#[test]
fn deployments_that_cannot_work_are_told() {
    let deploy = |stack: &Stack, id: &str, props: BucketDeploymentProps| BucketDeployment::new(stack, id, props);
    let empty = mistakes(|stack| {
        let site = Bucket::new(stack, "Site", BucketProps::new());
        deploy(stack, "Files", BucketDeploymentProps::new(&site));
    });
    assert_eq!(empty, ["F3132: a deployment without files"]);
    let one_another = mistakes(|stack| {
        let site = Bucket::new(stack, "Site", BucketProps::new());
        let text = || BucketDeploymentProps::new(&site).sources([Source::data("a", "b")]);
        deploy(stack, "App", text().destination_prefix("app/"));
        deploy(stack, "Docs", text().destination_prefix("docs/"));
        deploy(stack, "All", text());
    });
    assert_eq!(one_another, ["F3132: two deployments delete each other's files"]);
    let marked = mistakes(|stack| {
        let site = Bucket::new(stack, "Site", BucketProps::new());
        let props = BucketDeploymentProps::new(&site).sources([Source::data("a", "b")]);
        deploy(stack, "Files", props.metadata("Ferrocdk-Mark", "1"));
    });
    assert_eq!(marked, ["F3132: a name that the deployment has for itself"]);
    let beside = synthesize(|stack| {
        let site = Bucket::new(stack, "Site", BucketProps::new());
        let text = || {
            BucketDeploymentProps::new(&site)
                .sources([Source::data("a", "b")])
                .leftovers(Leftovers::Keep)
        };
        deploy(stack, "One", text());
        deploy(stack, "Other", text());
    });
    assert!(beside["Resources"].is_object());
}
