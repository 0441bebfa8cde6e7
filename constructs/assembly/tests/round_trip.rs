//! Files of an assembly are read and written without loss, and mistakes in them are named.

use ferrocdk_assembly::{
    AssemblyManifest, AssetManifest, FilePackaging, MetadataEntry, Properties, SCHEMA_VERSION, Tree, metadata_type,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// Reads `document` as a `T`, writes it again, and asserts that nothing was lost, reordered, or added.
fn round_trip<T: Serialize + DeserializeOwned>(document: &Value) -> serde_json::Result<T> {
    let typed: T = serde_json::from_value(document.clone())?;
    assert_eq!(
        serde_json::to_string_pretty(&typed)?,
        serde_json::to_string_pretty(document)?
    );
    Ok(typed)
}

#[test]
fn manifest_of_every_artifact_kind() {
    let document = json!({
        "version": "48.0.0",
        "minimumCliVersion": "2.1027.0",
        "artifacts": {
            "Plant.assets": {
                "type": "cdk:asset-manifest",
                "properties": {
                    "file": "Plant.assets.json",
                    "requiresBootstrapStackVersion": 6,
                    "bootstrapStackVersionSsmParameter": "/cdk-bootstrap/hnb659fds/version"
                }
            },
            "Plant": {
                "type": "aws:cloudformation:stack",
                "environment": "aws://unknown-account/sa-east-1",
                "properties": {
                    "templateFile": "Plant.template.json",
                    "terminationProtection": false,
                    "validateOnSynth": false,
                    "parameters": { "Size": "4" },
                    "tags": { "plant": "sao-paulo", "suffix": "dev" },
                    "notificationArns": ["arn:aws:sns:sa-east-1:1:events"],
                    "assumeRoleArn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/deploy",
                    "cloudFormationExecutionRoleArn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/exec",
                    "stackTemplateAssetObjectUrl": "s3://assets-${AWS::AccountId}-sa-east-1/abc.json",
                    "requiresBootstrapStackVersion": 6,
                    "bootstrapStackVersionSsmParameter": "/cdk-bootstrap/hnb659fds/version",
                    "additionalDependencies": ["Plant.assets"],
                    "lookupRole": {
                        "arn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/lookup",
                        "requiresBootstrapStackVersion": 8,
                        "bootstrapStackVersionSsmParameter": "/cdk-bootstrap/hnb659fds/version"
                    },
                    "stackName": "plant-dev",
                    "assumeRoleAdditionalOptions": { "Tags": [{ "Key": "a", "Value": "b" }] }
                },
                "dependencies": ["Plant.assets"],
                "metadata": {
                    "/Plant/Stream/Resource": [
                        { "type": "aws:cdk:logicalId", "data": "Stream790BDEE4", "trace": ["src/main.rs:12:5"] },
                        { "type": "custom", "data": { "nested": [1, 2.5, null] } },
                        { "type": "custom", "data": null },
                        { "type": "bare" }
                    ]
                },
                "displayName": "Plant"
            },
            "assembly-Prod": {
                "type": "cdk:cloud-assembly",
                "properties": { "directoryName": "assembly-Prod", "displayName": "Prod" }
            },
            "Tree": { "type": "cdk:tree", "properties": { "file": "tree.json" } },
            "report": {
                "type": "cdk:feature-flag-report",
                "properties": { "module": "lib", "flags": { "@aws-cdk/core:x": { "recommendedValue": true } } },
                "newerField": { "z": 1, "a": 2 }
            },
            "bare": { "type": "somebody:else" }
        },
        "missing": [{ "key": "azs", "provider": "availability-zones", "props": { "account": "1", "region": "sa-east-1" } }],
        "runtime": { "libraries": { "ferrocdk": "0.1.0" } },
        "fromTheFuture": [true]
    });
    let manifest: AssemblyManifest = round_trip(&document).unwrap();
    let stack = manifest.artifacts["Plant"].as_stack().unwrap();
    assert_eq!(stack.stack_name.as_deref(), Some("plant-dev"));
    assert_eq!(
        stack.lookup_role.as_ref().unwrap().requires_bootstrap_stack_version,
        Some(8)
    );
    assert!(stack.extra.contains_key("assumeRoleAdditionalOptions"));
    assert_eq!(
        manifest.artifacts["Plant"].metadata["/Plant/Stream/Resource"][2].data,
        Some(Value::Null)
    );
    assert_eq!(
        manifest.artifacts["report"].properties.kind(),
        "cdk:feature-flag-report"
    );
    assert!(manifest.artifacts["Tree"].as_stack().is_none());
    assert!(matches!(
        &manifest.artifacts["bare"].properties,
        Properties::Other { properties: None, .. }
    ));
    assert!(manifest.extra.contains_key("fromTheFuture"));
}

#[test]
fn assets_with_files_and_images() {
    let document = json!({
        "version": "48.0.0",
        "files": {
            "aaaa": {
                "displayName": "processor",
                "source": { "executable": ["cargo", "xtask", "build", "--asset", "processor:aaaa"] },
                "destinations": {
                    "current_account-sa-east-1-12345678": {
                        "bucketName": "cdk-hnb659fds-assets-${AWS::AccountId}-sa-east-1",
                        "objectKey": "aaaa.zip",
                        "region": "sa-east-1",
                        "assumeRoleArn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/publish"
                    }
                }
            },
            "bbbb": { "source": { "path": "asset.bbbb", "packaging": "zip" }, "destinations": {} }
        },
        "dockerImages": {
            "cccc": {
                "source": { "directory": "image", "dockerBuildArgs": { "A": "1" } },
                "destinations": { "here": { "repositoryName": "r", "imageTag": "cccc", "assumeRoleExternalId": "x" } }
            }
        }
    });
    let manifest: AssetManifest = round_trip(&document).unwrap();
    assert_eq!(
        manifest.files["bbbb"].source.packaging,
        Some(FilePackaging::ZipDirectory)
    );
    assert_eq!(manifest.docker_images["cccc"].destinations["here"].image_tag, "cccc");
}

#[test]
fn tree_with_attributes() {
    let document = json!({
        "version": "tree-0.1",
        "tree": {
            "id": "App",
            "path": "",
            "children": {
                "Plant": {
                    "id": "Plant",
                    "path": "Plant",
                    "attributes": { "aws:cdk:cloudformation:type": "AWS::Kinesis::Stream" },
                    "constructInfo": { "fqn": "aws-cdk-lib.Stack", "version": "2.276.0", "metadata": [] }
                }
            },
            "constructInfo": { "fqn": "aws-cdk-lib.App", "version": "2.276.0" }
        }
    });
    let tree: Tree = round_trip(&document).unwrap();
    assert_eq!(
        tree.tree.children["Plant"].construct_info.as_ref().unwrap().version,
        "2.276.0"
    );
}

#[test]
fn empty_values_are_left_out() {
    let manifest = serde_json::to_string(&AssemblyManifest::default()).unwrap();
    assert_eq!(
        manifest,
        format!(r#"{{"version":"{SCHEMA_VERSION}","artifacts":{{}}}}"#)
    );
    let assets = serde_json::to_string(&AssetManifest::default()).unwrap();
    assert_eq!(
        assets,
        format!(r#"{{"version":"{SCHEMA_VERSION}","files":{{}},"dockerImages":{{}}}}"#)
    );
    let entry = serde_json::to_string(&MetadataEntry::new(metadata_type::LOGICAL_ID, "Stream")).unwrap();
    assert_eq!(entry, r#"{"type":"aws:cdk:logicalId","data":"Stream"}"#);
}

#[test]
fn mistakes_name_the_artifact_kind_and_the_field() {
    let read = |artifact: Value| {
        let document = json!({ "version": "48.0.0", "artifacts": { "Plant": artifact } });
        serde_json::from_value::<AssemblyManifest>(document)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        read(json!({ "type": "aws:cloudformation:stack", "properties": { "stackName": "x" } })),
        "properties of an artifact of type `aws:cloudformation:stack`: missing field `templateFile`"
    );
    assert_eq!(
        read(json!({ "type": "cdk:asset-manifest" })),
        "artifact of type `cdk:asset-manifest` without `properties`"
    );
    assert_eq!(read(json!({ "properties": {} })), "missing field `type`");
}
