//! Values: intrinsic functions, composed strings, JSON as text, numbers and lists.

use ferrocdk::{App, Arn, ArnFormat, CfnParameter, Document, Environment, Stack, StackProps, Value, doc, pseudo, text};

use super::{Entry, resource};

pub(super) const APPS: &[Entry] = &[
    ("intrinsics", intrinsics),
    ("language_extensions", language_extensions),
    ("joins", joins),
    ("json_strings", json_strings),
    ("numbers_and_lists", numbers_and_lists),
    ("json_numbers", json_numbers),
    ("pseudo_parameters", pseudo_parameters),
    ("arns", arns),
    ("dynamic_references", dynamic_references),
];

type List = Value<Vec<Value<String>>>;

fn intrinsics(app: &App) {
    let stack = Stack::new(app, "Intrinsics", StackProps::default());
    let queue = resource(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    let properties = doc!({
        "Ref": queue.reference(),
        "GetAtt": queue.attr::<String>("Arn"),
        "Base64": Value::from("user data").base64(),
        "Cidr": List::cidr("10.0.0.0/16", 4, 8),
        "Zones": List::availability_zones(""),
        "ZonesOf": List::availability_zones("eu-west-1"),
        "Import": Value::import("exported"),
        "Select": Value::select(1, List::availability_zones("")),
        "Split": queue.attr::<String>("Arn").split(":"),
        "Join": Value::join("-", [Value::from("a"), queue.reference(), Value::from("b")]),
        "Sub": Value::sub("${AWS::StackName}-${!literal}"),
        "SubWith": Value::sub_with("${Name}-x", [("Name", queue.reference())]),
        "Transform": Document::transform("AWS::Include", doc!({ "Location": "s3://bucket/key" })),
        "FindInMap": { "Fn::FindInMap": ["Map", "top", pseudo::region()] },
    });
    resource(&stack, "All", "Test::All::Functions", properties);
}

fn language_extensions(app: &App) {
    let stack = Stack::new(app, "LanguageExtensions", StackProps::default());
    stack.add_transform("AWS::LanguageExtensions");
    let queue = resource(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    let properties = doc!({
        "Length": queue.reference().split(",").length(),
        "Text": doc!({ "Queue": queue.reference(), "Depth": 3 }).to_json_string(),
    });
    resource(&stack, "Use", "Test::Use::It", properties);
}

fn joins(app: &App) {
    let stack = Stack::new(app, "Joins", StackProps::default());
    let queue = resource(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    let url = || queue.reference();
    let inner = Value::join("/", [Value::from("b"), url()]);
    let properties = doc!({
        "Alone": text!("{}", url()),
        "Between": text!("a{}b", url()),
        "Twice": text!("{}{}", url(), url()),
        "Nested": text!("a{}d", text!("b{}c", url())),
        "OtherDelimiter": text!("a{}c", &inner),
        "SameDelimiter": Value::join("/", [Value::from("a"), inner.clone(), Value::from("c")]),
        "Merged": Value::join("/", ["a".into(), "b".into(), url(), "c".into(), "d".into()]),
        "Literals": Value::join(",", ["a", "b", "c"]),
        "OfList": Value::join(",", queue.attr::<Vec<Value<String>>>("List")),
        "Concatenated": text!("arn:{}:iam::{}:role/{}", pseudo::partition(), pseudo::account_id(), url()),
        "Within": [text!("x-{}", url()), "plain", { "Deep": text!("{}-y", url()) }],
        "SelectLiteral": Value::select(1, ["a", "b"]),
        "SplitLiteral": Value::from("a/b/c").split("/"),
    });
    resource(&stack, "Joined", "Test::Joined::Strings", properties);
}

fn json_strings(app: &App) {
    let stack = Stack::new(app, "JsonStrings", StackProps::default());
    let queue = resource(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    let url = || queue.reference();
    let arn = || queue.attr::<String>("Arn");
    let literal = serde_json::json!({
        "a": 1, "b": [true, null, 1.5], "c": {}, "d": [], "e": "quote \" and \\ and\nline",
    });
    let inner = doc!({ "queue": url(), "quote": "\"" }).to_json_string();
    let policy = doc!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": text!("{}/*", arn()) }],
    });
    let properties = doc!({
        "Literal": Document::from(literal).to_json_string(),
        "Reference": doc!({ "queue": url(), "nested": { "arn": arn() } }).to_json_string(),
        "Composed": doc!({ "text": text!("before \"{}\" after\n", url()) }).to_json_string(),
        "InList": doc!([url(), "x", arn()]).to_json_string(),
        "Twice": doc!({ "inner": inner }).to_json_string(),
        "Policy": policy.to_json_string(),
    });
    resource(&stack, "Documents", "Test::Json::Documents", properties);
}

fn numbers_and_lists(app: &App) {
    let stack = Stack::new(app, "NumbersAndLists", StackProps::default());
    let table = resource(&stack, "Table", "AWS::DynamoDB::Table", doc!({}));
    let depth = || table.attr::<i64>("Depth");
    let names = || table.attr::<Vec<Value<String>>>("Names");
    let properties = doc!({
        "Integer": 42,
        "Fraction": 0.25,
        "Large": 1e21,
        "Negative": -7,
        "Text": "42",
        "Flag": false,
        "FromToken": depth(),
        "List": names(),
        "First": Value::select(0, names()),
        "Mixed": ["a", table.reference(), { "Key": depth() }],
        "Map": { "one": 1, "two": table.reference() },
    });
    resource(&stack, "Numbers", "Test::Numbers::Lists", properties);
}

fn json_numbers(app: &App) {
    let stack = Stack::new(app, "JsonNumbers", StackProps::default());
    let table = resource(&stack, "Table", "AWS::DynamoDB::Table", doc!({}));
    let days = CfnParameter::new(&stack, "Days", "Number").default(30);
    let depth = || table.attr::<i64>("Depth");
    let map = doc!({ "depth": depth(), "days": days.value::<i64>(), "name": table.reference() });
    let properties = doc!({
        "Map": map.to_json_string(),
        "List": doc!([depth(), 1, { "depth": depth() }]).to_json_string(),
        "Alone": Document::from(depth()).to_json_string(),
        "Outside": depth(),
    });
    resource(&stack, "Documents", "Test::Json::Documents", properties);
}

fn pseudo_parameters(app: &App) {
    let known = Environment {
        account: Some("111111111111".to_owned()),
        region: Some("cn-north-1".to_owned()),
    };
    for (id, environment) in [("Agnostic", Environment::default()), ("Known", known)] {
        let stack = Stack::new(app, id, StackProps::default().environment(environment.clone()));
        let properties = doc!({
            "Account": pseudo::account_id(),
            "Region": pseudo::region(),
            "Partition": pseudo::partition(),
            "Suffix": pseudo::url_suffix(),
            "StackName": pseudo::stack_name(),
            "StackId": pseudo::stack_id(),
            "Topics": pseudo::notification_arns(),
            "OwnAccount": environment.account.map_or_else(pseudo::account_id, Value::from),
            "OwnRegion": environment.region.map_or_else(pseudo::region, Value::from),
            "Nothing": Value::<String>::NoValue,
        });
        resource(&stack, "Pseudo", "Test::Pseudo::Parameters", properties);
    }
}

fn arns(app: &App) {
    let known = Environment {
        account: Some("111111111111".to_owned()),
        region: Some("sa-east-1".to_owned()),
    };
    for (id, environment) in [("Agnostic", Environment::default()), ("Known", known)] {
        let stack = Stack::new(app, id, StackProps::default().environment(environment));
        let function = Arn::new("lambda", "function").resource_name("f");
        let bucket = Arn::new("s3", "bucket").region("").account("");
        let role = Arn::new("iam", "role")
            .resource_name("r")
            .region("")
            .account("222222222222")
            .partition("aws");
        let properties = doc!({
            "Slash": stack.format_arn(Arn::new("dynamodb", "table").resource_name("readings")),
            "Colon": stack.format_arn(function.format(ArnFormat::ColonResourceName)),
            "Global": stack.format_arn(bucket.format(ArnFormat::NoResourceName)),
            "Other": stack.format_arn(role),
        });
        resource(&stack, "Arns", "Test::Many::Arns", properties);
    }
}

fn dynamic_references(app: &App) {
    let stack = Stack::new(app, "DynamicReferences", StackProps::default());
    let properties = doc!({
        "Plain": Value::ssm_parameter("/plant/name", None),
        "Versioned": Value::ssm_parameter("/plant/name", Some(3)),
        "Secure": "{{resolve:ssm-secure:/plant/password:1}}",
        "Secret": Value::secret("plant/db", ""),
        "Field": Value::secret("plant/db", "password"),
        "Stage": "{{resolve:secretsmanager:plant/db:SecretString:password:AWSPREVIOUS:}}",
    });
    resource(&stack, "Database", "Test::Some::Database", properties);
}
