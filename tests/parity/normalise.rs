//! Differences that are set aside before two assemblies are compared: one function for each difference that goes through all apps, with the reason.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use crate::compare::Files;
use crate::dependencies;

/// Whose files a rule is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Theirs,
    Ours,
    Both,
}

/// A named difference: whose files are changed so that it is set aside, and how.
pub(crate) type Rule = (Side, fn(&mut Files));

/// All rules, in their order.
pub(crate) const RULES: &[Rule] = &[
    (Side::Both, drop_versions),
    (Side::Both, write_attributes_as_lists),
    (Side::Both, write_a_lone_dependency_as_list),
    (Side::Both, drop_implied_dependencies),
    (Side::Both, name_templates_instead_of_hashing),
    (Side::Theirs, move_metadata_into_the_manifest),
    (Side::Theirs, drop_template_file_entries),
    (Side::Theirs, drop_metadata_of_the_version_rule),
    (Side::Theirs, drop_metadata_of_links),
    (Side::Theirs, drop_metadata_of_includes),
    (Side::Theirs, drop_advice_on_mappings),
    (Side::Theirs, drop_analytics),
    (Side::Theirs, write_one_transform_alone),
    (Side::Ours, drop_stack_names_like_the_artifact),
];

/// AWS CDK 2.276 writes version 55 of the schema; ferrocdk writes version 48, which older CLIs read too.
fn drop_versions(files: &mut Files) {
    for (_, json) in files.0.iter_mut().filter(|(name, _)| !name.ends_with(".template.json")) {
        if let Json::Object(map) = json {
            map.remove("version");
            map.remove("minimumCliVersion");
        }
    }
}

/// AWS CDK 2.276 writes metadata into a file of its own; in version 48 of the schema it stands in the manifest.
fn move_metadata_into_the_manifest(files: &mut Files) {
    let metadata: BTreeMap<String, Json> = files
        .0
        .extract_if(.., |name, _| name.ends_with(".metadata.json"))
        .collect();
    for (name, manifest) in files.ending("manifest.json") {
        let folder = name.trim_end_matches("manifest.json").to_owned();
        for artifact in children(manifest, "artifacts") {
            if let Json::Object(map) = artifact
                && let Some(file) = map.remove("additionalMetadataFile")
            {
                let path = format!("{folder}{}", file.as_str().unwrap_or_default());
                map.insert("metadata".to_owned(), metadata.get(&path).cloned().unwrap_or_default());
            }
        }
    }
}

/// `aws:cdk:templateFile` says of a stack what `properties.templateFile` of its artifact says; version 48 of the schema does not know it.
fn drop_template_file_entries(files: &mut Files) {
    drop_metadata(files, |entry| entry["type"] == "aws:cdk:templateFile");
}

/// In AWS CDK the parameter and the rule about the bootstrap version are constructs; ferrocdk adds them to the template, where nobody has to look
/// for their construct.
fn drop_metadata_of_the_version_rule(files: &mut Files) {
    let generated = ["BootstrapVersion", "CheckBootstrapVersion"];
    drop_metadata(files, |entry| generated.iter().any(|name| entry["data"] == *name));
}

/// The carrier of a value from stack to stack is a construct in AWS CDK (`Publish/Output…`, `Publish/GetStackOutputRole`, `Exports/Output…`, `reference-to-…`, and in a nested stack
/// an output named after its construct); ferrocdk adds it to the template as it resolves the value. The templates are compared with all of it.
fn drop_metadata_of_links(files: &mut Files) {
    let is_link = |path: &str| {
        let Some((above, last)) = path.rsplit_once('/') else {
            return false;
        };
        let nested_output: String = above.chars().filter(char::is_ascii_alphanumeric).collect();
        path.contains("/Publish/Output{")
            || path.contains("/Publish/GetStackOutput")
            || path.contains("/Exports/Output{")
            || last.starts_with("reference-to-")
            || above.matches('/').count() > 1 && last.len() > nested_output.len() && last.starts_with(&nested_output)
    };
    for (_, manifest) in files.ending("manifest.json") {
        for artifact in children(manifest, "artifacts") {
            if let Some(Json::Object(metadata)) = artifact.get_mut("metadata") {
                metadata.retain(|path, _| !is_link(path));
            }
        }
    }
}

/// AWS CDK takes an included template itself for an element of its stack, with a logical id that no template has.
fn drop_metadata_of_includes(files: &mut Files) {
    let sections = files.ending(".template.json").flat_map(|(_, template)| {
        let sections = template.as_object().into_iter().flat_map(|map| map.values());
        sections
            .filter_map(Json::as_object)
            .flat_map(|section| section.keys().cloned())
    });
    let known: BTreeSet<String> = sections.collect();
    drop_metadata(files, |entry| {
        entry["type"] == "aws:cdk:logicalId" && entry["data"].as_str().is_some_and(|name| !known.contains(name))
    });
}

/// Which constructs and methods an app uses, for those who make AWS CDK. ferrocdk reports nothing to anybody.
fn drop_analytics(files: &mut Files) {
    drop_metadata(files, |entry| {
        entry["type"]
            .as_str()
            .is_some_and(|kind| kind.starts_with("aws:cdk:analytics:"))
    });
}

/// An included template may say `"Fn::GetAtt": "Queue.Arn"`, which each side keeps or not in places of its own; it means `["Queue", "Arn"]`.
fn write_attributes_as_lists(files: &mut Files) {
    fn write(json: &mut Json) {
        match json {
            Json::Object(map) => {
                if let Some(attribute) = map.get_mut("Fn::GetAtt")
                    && let Some((resource, name)) = attribute.as_str().and_then(|text| text.split_once('.'))
                {
                    *attribute = serde_json::json!([resource, name]);
                }
                map.values_mut().for_each(write);
            }
            Json::Array(items) => items.iter_mut().for_each(write),
            _ => {}
        }
    }
    files.ending(".template.json").for_each(|(_, template)| write(template));
}

/// An included template may say `"DependsOn": "Key"`; ferrocdk keeps it as it is written, AWS CDK makes it a list.
fn write_a_lone_dependency_as_list(files: &mut Files) {
    for (_, template) in files.ending(".template.json") {
        for resource in children(template, "Resources") {
            if let Some(waits) = resource.get_mut("DependsOn")
                && waits.is_string()
            {
                *waits = Json::Array(vec![waits.take()]);
            }
        }
    }
}

/// AWS CDK advises to make mappings lazy, so that they vanish when every look-up is known at synthesis. ferrocdk has one kind of mapping.
fn drop_advice_on_mappings(files: &mut Files) {
    let advice = |entry: &Json| {
        entry["data"]
            .as_str()
            .is_some_and(|text| text.starts_with("Consider making this CfnMapping a lazy"))
    };
    drop_metadata(files, advice);
}

/// Where an intrinsic function asks for a transform, AWS CDK adds it at each resolution and writes a list of one. A transform alone means the same.
fn write_one_transform_alone(files: &mut Files) {
    for (_, template) in files.ending(".template.json") {
        if let Some([one]) = template["Transform"].as_array().map(Vec::as_slice) {
            template["Transform"] = one.clone();
        }
    }
}

/// ferrocdk always says the stack's name; AWS CDK only where the artifact is called differently.
fn drop_stack_names_like_the_artifact(files: &mut Files) {
    for (_, manifest) in files.ending("manifest.json") {
        let Some(Json::Object(artifacts)) = manifest.get_mut("artifacts") else {
            continue;
        };
        for (id, artifact) in artifacts {
            if let Some(Json::Object(properties)) = artifact.get_mut("properties")
                && properties.get("stackName").is_some_and(|name| name == id)
            {
                properties.remove("stackName");
            }
        }
    }
}

/// Drops metadata entries, and constructs that have none left.
fn drop_metadata(files: &mut Files, unwanted: impl Fn(&Json) -> bool) {
    for (_, manifest) in files.ending("manifest.json") {
        for artifact in children(manifest, "artifacts") {
            let Some(Json::Object(metadata)) = artifact.get_mut("metadata") else {
                continue;
            };
            metadata.retain(|_, entries| {
                let Some(entries) = entries.as_array_mut() else {
                    return true;
                };
                entries.retain(|entry| !unwanted(entry));
                !entries.is_empty()
            });
            if metadata.is_empty() {
                artifact.as_object_mut().map(|artifact| artifact.remove("metadata"));
            }
        }
    }
}

/// ferrocdk leaves out of `DependsOn` what a resource refers to, since CloudFormation waits for that by itself; AWS CDK keeps it. Included templates
/// may say it too.
fn drop_implied_dependencies(files: &mut Files) {
    for (_, template) in files.ending(".template.json") {
        dependencies::drop_implied(template);
    }
}

/// The hash of a template depends on the order of its keys and on the white space, which mean nothing. Each is replaced by the file's name, wherever
/// it stands, and the id of the destination loses the hash over it.
fn name_templates_instead_of_hashing(files: &mut Files) {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (_, assets) in files.ending(".assets.json") {
        let Some(Json::Object(assets)) = assets.get_mut("files") else {
            continue;
        };
        for (hash, asset) in assets {
            let path = asset["source"]["path"].as_str().unwrap_or_default().to_owned();
            if !path.ends_with(".template.json") {
                continue;
            }
            // Stacks with equal templates share the hash on both sides, so they share the first name.
            let name = names.entry(hash.clone()).or_insert_with(|| path.clone());
            *name = path.min(name.clone());
            if let Some(Json::Object(destinations)) = asset.get_mut("destinations") {
                let entries = std::mem::take(destinations).into_iter();
                destinations.extend(entries.map(|(id, place)| {
                    let environment = id.rsplit_once('-').map(|(environment, _)| environment.to_owned());
                    (environment.unwrap_or(id), place)
                }));
            }
        }
    }
    for json in files.0.values_mut() {
        replace(json, &names);
    }
}

fn replace(json: &mut Json, names: &BTreeMap<String, String>) {
    let renamed = |text: &str| {
        names.iter().fold(text.to_owned(), |text, (hash, name)| {
            text.replace(hash.as_str(), &format!("<{name}>"))
        })
    };
    match json {
        Json::String(text) => *text = renamed(text),
        Json::Array(items) => items.iter_mut().for_each(|item| replace(item, names)),
        Json::Object(map) => {
            let entries: Map<String, Json> = std::mem::take(map);
            map.extend(entries.into_iter().map(|(key, mut value)| {
                replace(&mut value, names);
                (renamed(&key), value)
            }));
        }
        _ => {}
    }
}

fn children<'a>(json: &'a mut Json, key: &str) -> impl Iterator<Item = &'a mut Json> {
    json.get_mut(key)
        .and_then(Json::as_object_mut)
        .into_iter()
        .flat_map(|map| map.values_mut())
}
