//! Forms that mean the same are written alike before templates are compared: one function for each, with the reason why it means the same.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::dependencies;

/// A change of a template that leaves its meaning.
pub(crate) type Step = fn(&mut Json);

/// All of them, in their order.
pub(crate) const STEPS: &[Step] = &[
    drop_metadata,
    write_joins_without_separators,
    name_resource_policies_by_their_owners,
    name_parts_of_functions,
    name_roles_of_schedules,
    name_permissions_by_who_has_them,
    drop_hashes_of_contents,
    read_json_in_texts,
    sort_dimensions,
    sort_replicas,
    write_policies_by_action,
    give_permissions_to_their_owners,
    dependencies::drop_implied,
];

/// Paths of constructs and settings of scanners deploy nothing.
fn drop_metadata(template: &mut Json) {
    for resource in resources(template).values_mut() {
        remove(resource, "Metadata");
    }
}

/// `Fn::Join` with a separator is one without, in which the separator stands between the parts; texts beside each other are one.
fn write_joins_without_separators(template: &mut Json) {
    visit(template, &mut |json| {
        let Some([Json::String(separator), Json::Array(parts)]) =
            json.get("Fn::Join").and_then(Json::as_array).map(Vec::as_slice)
        else {
            return;
        };
        let mut joined: Vec<Json> = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let separator = if index == 0 { "" } else { separator };
            for part in [&json!(separator), part] {
                match (joined.last_mut(), part) {
                    (_, Json::String(text)) if text.is_empty() => {}
                    (Some(Json::String(before)), Json::String(text)) => before.push_str(text),
                    _ => joined.push(part.clone()),
                }
            }
        }
        *json = json!({ "Fn::Join": ["", joined] });
    });
}

/// A text of JSON, such as a dashboard or a state machine, means what its JSON does, in whatever order it is written and wherever its parts are joined.
fn read_json_in_texts(template: &mut Json) {
    visit(template, &mut |json| {
        if let Some(text) = joined(json)
            && text.starts_with(['{', '['])
            && let Ok(meant) = serde_json::from_str::<Json>(&text)
        {
            *json = meant;
        }
    });
}

/// The text that a string or a join is, its references as they stand in it.
fn joined(json: &Json) -> Option<String> {
    if let Some(text) = json.as_str() {
        return Some(text.to_owned());
    }
    let [separator, parts] = json.get("Fn::Join")?.as_array()?.as_slice() else {
        return None;
    };
    let parts = parts.as_array()?.iter().map(|part| match part {
        Json::String(text) => text.clone(),
        // Quotes would end the text that the reference stands in.
        reference => format!("<{}>", reference.to_string().replace('"', "'")),
    });
    Some(parts.collect::<Vec<_>>().join(separator.as_str()?))
}

/// A metric is the one of all its dimensions, in whatever order they stand.
fn sort_dimensions(template: &mut Json) {
    visit(template, &mut |json| {
        if let Some(Json::Array(dimensions)) = json.get_mut("Dimensions") {
            dimensions.sort_by_key(|dimension| dimension["Name"].to_string());
        }
    });
}

/// The copies of a table stand beside each other, in whatever order.
fn sort_replicas(template: &mut Json) {
    for table in resources(template).values_mut() {
        if table["Type"] == "AWS::DynamoDB::GlobalTable"
            && let Some(Json::Array(replicas)) = table["Properties"].get_mut("Replicas")
        {
            replicas.sort_by_key(|replica| replica["Region"].to_string());
        }
    }
}

/// In which statement an action stands means nothing, and in which order. A policy becomes a map: below `Allow sqs:SendMessage` stands each
/// thing that it is allowed on, with by whom and under which conditions.
fn write_policies_by_action(template: &mut Json) {
    visit(template, &mut |json| {
        if json.get("Statement").is_some() && json.get("Version").is_none_or(Json::is_string) {
            *json = by_action(json);
        }
    });
}

fn by_action(policy: &Json) -> Json {
    let mut actions = Map::new();
    for statement in one_or_many(&policy["Statement"]) {
        let effect = statement["Effect"].as_str().unwrap_or("?");
        let mut rest = statement.as_object().cloned().unwrap_or_default();
        for key in ["Effect", "Action", "NotAction", "Resource", "Principal", "Sid"] {
            rest.shift_remove(key);
        }
        let by = principals(statement.get("Principal"));
        let mut names: Vec<String> = Vec::new();
        for (key, prefix) in [("Action", ""), ("NotAction", "not ")] {
            let given = statement.get(key).map(one_or_many).unwrap_or_default();
            names.extend(
                given
                    .iter()
                    .map(|action| format!("{effect} {prefix}{}", action.as_str().unwrap_or("?"))),
            );
        }
        let on = statement
            .get("Resource")
            .map_or_else(|| vec![None], |on| one_or_many(on).into_iter().map(Some).collect());
        for name in names {
            for (resource, principal) in on.iter().flat_map(|on| by.iter().map(move |by| (on, by))) {
                let mut entry = rest.clone();
                entry.extend(resource.clone().map(|resource| ("Resource".to_owned(), resource)));
                entry.extend(principal.clone().map(|principal| ("Principal".to_owned(), principal)));
                let mut entry = Json::Object(entry);
                entry.sort_all_objects();
                let on = actions.entry(name.clone()).or_insert_with(|| json!({}));
                map(on).insert(entry.to_string(), Json::Bool(true));
            }
        }
    }
    Json::Object(actions)
}

/// The principals of a statement, one by one; one `None` where it names none.
fn principals(principal: Option<&Json>) -> Vec<Option<Json>> {
    match principal {
        Some(Json::Object(kinds)) => {
            let single = |(kind, names): (&String, &Json)| {
                let names = one_or_many(names).into_iter();
                names.map(|name| Some(json!({ kind: name }))).collect::<Vec<_>>()
            };
            kinds.iter().flat_map(single).collect()
        }
        // Everybody, in two forms.
        Some(Json::String(all)) if all == "*" => vec![Some(json!({ "AWS": "*" }))],
        other => vec![other.cloned()],
    }
}

/// A role has its permissions from inline policies, `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy`; together they mean what each alone would. They become
/// `Permissions` of the role, user or group; whoever waits for the policy waits for those.
fn give_permissions_to_their_owners(template: &mut Json) {
    let resources = resources(template);
    let mut renamed = BTreeMap::new();
    let mut given: Vec<(String, Json)> = Vec::new();
    for (id, resource) in resources.iter() {
        if !["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"].contains(&resource["Type"].as_str().unwrap_or_default()) {
            continue;
        }
        let properties = &resource["Properties"];
        let owners = ["Roles", "Users", "Groups"]
            .iter()
            .flat_map(|key| properties.get(key).map(one_or_many).unwrap_or_default());
        let owners: Vec<String> = owners
            .filter_map(|owner| Some(owner.get("Ref")?.as_str()?.to_owned()))
            .collect();
        if let [owner] = owners.as_slice()
            && resources.contains_key(owner)
        {
            renamed.insert(id.clone(), format!("{owner} Permissions"));
            given.push((owner.clone(), properties["PolicyDocument"].clone()));
        }
    }
    for (id, resource) in resources.iter_mut() {
        let Some(properties) = resource.get_mut("Properties") else {
            continue;
        };
        let Some(Json::Array(inline)) = remove(properties, "Policies") else {
            continue;
        };
        given.extend(
            inline
                .into_iter()
                .map(|policy| (id.clone(), policy["PolicyDocument"].clone())),
        );
    }
    resources.retain(|id, _| !renamed.contains_key(id));
    for (owner, policy) in given {
        let permissions = &mut resources[&owner]["Permissions"];
        if permissions.is_null() {
            *permissions = json!({});
        }
        for (action, on) in policy.as_object().into_iter().flatten() {
            let all = map(permissions).entry(action).or_insert_with(|| json!({}));
            map(all).extend(on.as_object().cloned().unwrap_or_default());
        }
    }
    rename(template, &renamed);
}

/// The policy of a queue, a topic or a bucket is a part of it here, where AWS CDK has a construct around it, so that their logical ids differ; a plant that is
/// deployed keeps its own, since a policy that is replaced is deleted last. Each is named by what it belongs to.
fn name_resource_policies_by_their_owners(template: &mut Json) {
    let kinds = [
        ("AWS::S3::BucketPolicy", "Bucket"),
        ("AWS::SNS::TopicPolicy", "Topics"),
        ("AWS::SQS::QueuePolicy", "Queues"),
    ];
    let mut names = BTreeMap::new();
    for (id, resource) in resources(template).iter() {
        let Some((_, property)) = kinds.iter().find(|(name, _)| resource["Type"] == *name) else {
            continue;
        };
        let owners = one_or_many(&resource["Properties"][property]);
        if let [owner] = owners.as_slice()
            && let Some(owner) = owner["Ref"].as_str()
        {
            names.insert(id.clone(), format!("{owner} Policy"));
        }
    }
    rename(template, &names);
}

/// The role and the log group that a function has for itself have other logical ids than AWS CDK's; a plant that is deployed keeps its own.
fn name_parts_of_functions(template: &mut Json) {
    let resources = resources(template);
    // Without the hash that a logical id ends in.
    let name = |id: &str| id.get(..id.len().saturating_sub(8)).unwrap_or_default().to_owned();
    let functions = resources
        .iter()
        .filter(|(_, resource)| resource["Type"] == "AWS::Lambda::Function");
    let mut names = BTreeMap::new();
    for (function, _) in functions {
        for part in ["Role", "ServiceRole", "LogGroup", "Logs"] {
            let own = resources.keys().find(|id| name(id) == name(function) + part);
            let kind = if part.ends_with("Role") { "Role" } else { "Logs" };
            names.extend(own.map(|id| (id.clone(), format!("{function} {kind}"))));
        }
    }
    rename(template, &names);
}

/// The role of a schedule stands beside it in AWS CDK, called by a hash of what the schedule calls. One that no other schedule has is named by its own.
fn name_roles_of_schedules(template: &mut Json) {
    let schedules = resources(template)
        .iter()
        .filter(|(_, resource)| resource["Type"] == "AWS::Scheduler::Schedule");
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, schedule) in schedules {
        if let Some(role) = schedule["Properties"]["Target"]["RoleArn"]["Fn::GetAtt"][0].as_str() {
            owners.entry(role.to_owned()).or_default().push(id.clone());
        }
    }
    let own = owners.into_iter().filter_map(|(role, of)| match of.as_slice() {
        [schedule] => Some((role, format!("{schedule} Role"))),
        _ => None,
    });
    let names = own.collect();
    rename(template, &names);
}

/// Whoever may invoke a function has a permission, whose logical id AWS CDK makes of a hash; nothing else refers to it.
fn name_permissions_by_who_has_them(template: &mut Json) {
    let mut names = BTreeMap::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (id, resource) in resources(template).iter() {
        if resource["Type"] != "AWS::Lambda::Permission" {
            continue;
        }
        let properties = &resource["Properties"];
        let function = &properties["FunctionName"];
        let function = function["Ref"].as_str().or(function["Fn::GetAtt"][0].as_str());
        let account = properties["Principal"].to_string();
        let name = format!("{} for {account}", function.unwrap_or("another function"));
        let count = counts.entry(name.clone()).or_default();
        *count += 1;
        names.insert(id.clone(), format!("{name} {count}"));
    }
    rename(template, &names);
}

/// Deployments of APIs and versions of functions end in a hash of what they hold, so that a change makes a new one.
fn drop_hashes_of_contents(template: &mut Json) {
    let types = ["AWS::ApiGateway::Deployment", "AWS::Lambda::Version"];
    let hashed = resources(template).iter().filter_map(|(id, resource)| {
        let (name, hash) = id.split_at_checked(id.len().checked_sub(32)?)?;
        let is_hash = hash.chars().all(|character| character.is_ascii_hexdigit());
        (types.iter().any(|name| resource["Type"] == *name) && is_hash).then(|| (id.clone(), format!("{name}<hash>")))
    });
    let hashed = hashed.collect();
    rename(template, &hashed);
}

/// Gives resources other logical ids, wherever these stand.
pub(crate) fn rename(template: &mut Json, names: &BTreeMap<String, String>) {
    if names.is_empty() {
        return;
    }
    let new = |id: &mut Json| {
        if let Some(name) = id.as_str().and_then(|id| names.get(id)) {
            *id = json!(name);
        }
    };
    visit(template, &mut |json| {
        if let Some(id) = json.get_mut("Ref") {
            new(id);
        }
        if let Some(id) = json.get_mut("Fn::GetAtt").and_then(|attribute| attribute.get_mut(0)) {
            new(id);
        }
        if let Some(Json::Array(waits)) = json.get_mut("DependsOn") {
            waits.iter_mut().for_each(new);
        }
    });
    let resources = resources(template);
    *resources = std::mem::take(resources)
        .into_iter()
        .map(|(id, resource)| (names.get(&id).cloned().unwrap_or(id), resource))
        .collect();
}

fn resources(template: &mut Json) -> &mut Map<String, Json> {
    map(&mut template["Resources"])
}

/// The map that a value is; it becomes an empty one where it is none.
fn map(json: &mut Json) -> &mut Map<String, Json> {
    if !json.is_object() {
        *json = json!({});
    }
    match json {
        Json::Object(map) => map,
        _ => unreachable!("it was made one"),
    }
}

fn remove(json: &mut Json, key: &str) -> Option<Json> {
    json.as_object_mut()?.shift_remove(key)
}

fn one_or_many(json: &Json) -> Vec<Json> {
    json.as_array().cloned().unwrap_or_else(|| vec![json.clone()])
}

/// Calls `change` with every value, the inner ones first.
fn visit(json: &mut Json, change: &mut impl FnMut(&mut Json)) {
    match json {
        Json::Object(map) => map.values_mut().for_each(|value| visit(value, change)),
        Json::Array(items) => items.iter_mut().for_each(|item| visit(item, change)),
        _ => {}
    }
    change(json);
}
