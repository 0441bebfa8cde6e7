//! Calls on the wire, what is read of their answers, and what happens when they fail.

use std::cell::RefCell;

use serde_json::json;

use crate::aws::Unreachable;
use crate::protocol::Envelope;

use super::*;

/// Answers with what a test prepared, and keeps what was asked.
pub(crate) struct FakeAws {
    answers: RefCell<Vec<Result<Reply, Unreachable>>>,
    pub(crate) asked: RefCell<Vec<(String, Message)>>,
}

impl FakeAws {
    pub(crate) fn new(answers: impl IntoIterator<Item = Result<Reply, Unreachable>>) -> Self {
        let mut answers: Vec<_> = answers.into_iter().collect();
        answers.reverse();
        Self {
            answers: RefCell::new(answers),
            asked: RefCell::default(),
        }
    }

    fn body(&self, number: usize) -> Json {
        serde_json::from_slice(&self.asked.borrow()[number].1.body).unwrap()
    }
}

impl Aws for FakeAws {
    async fn send(&self, service: &str, message: &Message) -> Result<Reply, Unreachable> {
        self.asked.borrow_mut().push((service.to_owned(), message.clone()));
        self.answers.borrow_mut().pop().unwrap()
    }
}

fn reply(status: u16, body: &Json) -> Result<Reply, Unreachable> {
    Ok(Reply {
        status,
        error_type: None,
        body: body.to_string().into_bytes(),
    })
}

fn ssm(action: &str, parameters: Json) -> Json {
    json!({
        "service": "ssm", "host": "ssm.sa-east-1.amazonaws.com", "action": action, "method": "POST", "path": "/",
        "headers": { "content-type": "application/x-amz-json-1.1", "x-amz-target": format!("AmazonSSM.{action}") },
        "parameters": parameters,
    })
}

fn with(mut call: Json, name: &str, value: Json) -> Json {
    call[name] = value;
    call
}

fn request(request_type: RequestType, physical_id: Option<&str>, call: &Json) -> Request {
    let name = format!("{request_type:?}");
    let mut properties = json!({ "ServiceToken": "arn", "Kind": "AwsCall" });
    properties[name] = Json::String(call.to_string());
    Request {
        request_type,
        envelope: Envelope {
            response_url: String::new(),
            stack_id: "stack/5f1c".to_owned(),
            request_id: "r-1".to_owned(),
            logical_resource_id: "Setting".to_owned(),
            physical_resource_id: physical_id.map(str::to_owned),
        },
        resource_properties: properties,
    }
}

#[tokio::test]
async fn a_json_service_gets_its_parameters_with_their_types() {
    let call = ssm(
        "GetParameters",
        json!({ "Names": ["/a"], "WithDecryption": true, "MaxResults": 5 }),
    );
    let call = with(call, "outputs", json!(["Parameters.0.Value", "Parameters.0.Version"]));
    let aws = FakeAws::new([reply(
        200,
        &json!({ "Parameters": [{ "Value": "high", "Version": 3 }] }),
    )]);
    let done = handle(&aws, &request(RequestType::Create, None, &call)).await.unwrap();
    let data: Vec<_> = done
        .data
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(data, [("Parameters.0.Value", "high"), ("Parameters.0.Version", "3")]);
    assert_eq!(done.physical_id, "Setting-5f1c");
    let (service, message) = aws.asked.borrow()[0].clone();
    assert_eq!((service.as_str(), message.method.as_str()), ("ssm", "POST"));
    assert_eq!(message.url, "https://ssm.sa-east-1.amazonaws.com/");
    assert!(
        message
            .headers
            .contains(&("x-amz-target".to_owned(), "AmazonSSM.GetParameters".to_owned()))
    );
    assert_eq!(
        aws.body(0),
        json!({ "Names": ["/a"], "WithDecryption": true, "MaxResults": 5 })
    );
}

#[tokio::test]
async fn a_rest_service_gets_parameters_in_path_and_query() {
    let call = json!({
        "service": "iot", "host": "iot.sa-east-1.amazonaws.com", "action": "DeleteThingGroup", "method": "DELETE",
        "path": "/thing-groups/{thingGroupName}", "query": ["expectedVersion"],
        "parameters": { "thingGroupName": "hall 1/2", "expectedVersion": 7 },
    });
    let aws = FakeAws::new([Ok(Reply {
        status: 200,
        error_type: None,
        body: Vec::new(),
    })]);
    let done = handle(&aws, &request(RequestType::Delete, Some("g"), &call))
        .await
        .unwrap();
    assert_eq!(done.physical_id, "g");
    let message = aws.asked.borrow()[0].1.clone();
    assert_eq!(
        message.url,
        "https://iot.sa-east-1.amazonaws.com/thing-groups/hall%201%2F2?expectedVersion=7"
    );
    assert!(message.body.is_empty());
    for (parameters, reason) in [
        (
            json!({ "thingGroupName": "g" }),
            "iot:DeleteThingGroup needs parameter expectedVersion",
        ),
        (
            json!({ "thingGroupName": "g", "expectedVersion": 1, "force": true }),
            "iot:DeleteThingGroup takes no parameter force",
        ),
    ] {
        let call = with(call.clone(), "parameters", parameters);
        let failed = handle(&FakeAws::new([]), &request(RequestType::Delete, Some("g"), &call)).await;
        assert_eq!(failed.unwrap_err().reason, reason);
    }
}

#[tokio::test]
async fn the_physical_id_comes_from_the_answer_and_serves_later_calls() {
    let call = with(
        ssm("CreateDocument", json!({ "token": { "ferrocdk:value": "RequestId" } })),
        "physicalId",
        json!({ "path": "Document.Name" }),
    );
    let aws = FakeAws::new([reply(200, &json!({ "Document": { "Name": "d-1" } }))]);
    let done = handle(&aws, &request(RequestType::Create, None, &call)).await.unwrap();
    assert_eq!(done.physical_id, "d-1");
    assert_eq!(aws.body(0)["token"], "r-1");

    let name = json!({ "ferrocdk:value": "PhysicalResourceId" });
    let delete = ssm("DeleteDocument", json!({ "Names": [{ "Name": name }] }));
    let aws = FakeAws::new([reply(200, &json!({}))]);
    handle(&aws, &request(RequestType::Delete, Some("d-1"), &delete))
        .await
        .unwrap();
    assert_eq!(aws.body(0), json!({ "Names": [{ "Name": "d-1" }] }));

    let early = handle(&FakeAws::new([]), &request(RequestType::Create, None, &delete))
        .await
        .unwrap_err();
    assert_eq!(
        early.reason,
        "parameters of ssm:DeleteDocument: Names: Name: there is no physical id before the resource is created"
    );
}

#[tokio::test]
async fn a_fixed_id_replaces_the_resource_and_deletion_keeps_the_one_it_deletes() {
    let call = with(ssm("PutParameter", json!({})), "physicalId", json!({ "value": "/b" }));
    for (request_type, expected) in [(RequestType::Update, "/b"), (RequestType::Delete, "/a")] {
        let aws = FakeAws::new([reply(200, &json!({}))]);
        let done = handle(&aws, &request(request_type, Some("/a"), &call)).await.unwrap();
        assert_eq!(done.physical_id, expected);
    }
}

#[tokio::test]
async fn an_answer_without_an_output_says_what_it_has_and_keeps_the_id() {
    let call = with(
        ssm("CreateDocument", json!({})),
        "physicalId",
        json!({ "path": "Name" }),
    );
    let call = with(call, "outputs", json!(["Nmae"]));
    let aws = FakeAws::new([reply(200, &json!({ "Name": "d-1", "Tags": [{ "Key": "k" }] }))]);
    let failed = handle(&aws, &request(RequestType::Create, None, &call))
        .await
        .unwrap_err();
    assert_eq!(
        failed.reason,
        "the answer to ssm:CreateDocument has no Nmae; it has: Name, Tags.0.Key"
    );
    assert_eq!(failed.physical_id.as_deref(), Some("d-1"));
}

#[tokio::test]
async fn no_call_for_an_event_is_success() {
    let call = ssm("PutParameter", json!({}));
    let mut request = request(RequestType::Create, None, &call);
    request.request_type = RequestType::Delete;
    request.envelope.physical_resource_id = Some("p".to_owned());
    request.resource_properties["NoEcho"] = json!("true");
    let done = handle(&FakeAws::new([]), &request).await.unwrap();
    assert_eq!((done.physical_id.as_str(), done.no_echo), ("p", true));
}

#[tokio::test]
async fn errors_are_ignored_by_code_however_the_service_writes_it() {
    let call = with(
        ssm("DeleteParameter", json!({})),
        "ignoreErrors",
        json!(["ParameterNotFound"]),
    );
    let in_body = reply(
        400,
        &json!({ "__type": "com.amazonaws.ssm#ParameterNotFound", "message": "gone" }),
    );
    let in_header = Ok(Reply {
        status: 404,
        error_type: Some("ParameterNotFound:http://internal.amazon.com/coral/".to_owned()),
        body: Vec::new(),
    });
    for answer in [in_body, in_header] {
        let done = handle(&FakeAws::new([answer]), &request(RequestType::Delete, Some("p"), &call)).await;
        assert_eq!(done.unwrap().physical_id, "p");
    }
    let other = reply(400, &json!({ "__type": "ValidationException", "Message": "too long" }));
    let failed = handle(&FakeAws::new([other]), &request(RequestType::Delete, Some("p"), &call)).await;
    assert_eq!(
        failed.unwrap_err().reason,
        "ssm:DeleteParameter failed: ValidationException: too long"
    );
}

#[tokio::test(start_paused = true)]
async fn what_passes_is_tried_again_and_then_given_up() {
    let call = ssm("PutParameter", json!({}));
    let denied = || reply(400, &json!({ "__type": "AccessDeniedException", "message": "not yet" }));
    let nobody = || Err(Unreachable("connection refused".to_owned()));
    let aws = FakeAws::new([denied(), nobody(), reply(503, &json!({})), reply(200, &json!({}))]);
    handle(&aws, &request(RequestType::Create, None, &call)).await.unwrap();
    assert_eq!(aws.asked.borrow().len(), 4);

    let aws = FakeAws::new((0..6).map(|_| denied()));
    let failed = handle(&aws, &request(RequestType::Create, None, &call))
        .await
        .unwrap_err();
    assert_eq!(failed.reason, "ssm:PutParameter failed: AccessDeniedException: not yet");
    assert_eq!(aws.asked.borrow().len(), 6);
}

#[tokio::test]
async fn a_call_that_is_not_understood_is_refused() {
    let failed = handle(
        &FakeAws::new([]),
        &request(RequestType::Create, None, &json!({ "service": "ssm" })),
    )
    .await;
    let reason = failed.unwrap_err().reason;
    assert!(
        reason.starts_with("property Create of AwsCall: missing field `host`"),
        "{reason}"
    );
}
