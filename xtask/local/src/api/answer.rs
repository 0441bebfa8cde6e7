//! The answer of a method, made of that of a service by the integration's responses.

use super::server::Answer;
use super::template::{Context, render};
use serde_json::{Map, Value};

/// The answer for a status and body of the service.
///
/// The first response whose pattern is all of the status, else the one without a pattern; API Gateway has no answer of its own for what none fits. A template may
/// override the status. Source: "Set up an integration response in API Gateway", "Use mapping templates to override an API's request and response parameters".
pub(super) fn answer(integration: &Value, status: u16, body: &str, context: &mut Context) -> Result<Answer, String> {
    let none = Map::new();
    let responses = integration["integrationResponses"].as_object().unwrap_or(&none);
    let pattern = |response: &Value| response["selectionPattern"].as_str().unwrap_or_default().to_owned();
    let mut chosen = None;
    for response in responses.values() {
        let pattern = pattern(response);
        if pattern.is_empty() {
            chosen = chosen.or(Some(response));
        } else {
            let whole = regex_lite::Regex::new(&format!("^(?:{pattern})$"))
                .map_err(|error| format!("the pattern {pattern:?}: {error}"))?;
            if whole.is_match(&status.to_string()) {
                chosen = Some(response);
                break;
            }
        }
    }
    let Some(chosen) = chosen else {
        return Ok(Answer::failed());
    };
    context.body = body.to_owned();
    let templates = chosen["responseTemplates"].as_object();
    let template = templates.and_then(|templates| templates.get("application/json").or(templates.values().next()));
    let body = match template.and_then(Value::as_str) {
        Some(template) => render(template, context)?,
        None => body.to_owned(),
    };
    let declared = chosen["statusCode"].as_str().and_then(|status| status.parse().ok());
    let overridden = context.facts["responseOverride"]["status"].as_u64();
    let overridden = overridden.and_then(|status| u16::try_from(status).ok());
    let headers = chosen["responseParameters"].as_object().into_iter().flatten();
    let headers = headers.filter_map(|(name, value)| {
        let name = name.strip_prefix("method.response.header.")?;
        let text = value.as_str()?.strip_prefix('\'')?.strip_suffix('\'')?;
        Some((name.to_owned(), text.to_owned()))
    });
    Ok(Answer {
        status: overridden.or(declared).unwrap_or(status),
        headers: headers.collect(),
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeMap;

    fn integration() -> Value {
        let refused = "#if($input.path('$.__type').contains(\"Validation\"))\n#set($context.responseOverride.status = 400)\nno\n#else\nlater\n#end";
        json!({ "integrationResponses": {
            "200": { "statusCode": "200", "selectionPattern": "2\\d{2}", "responseTemplates": { "application/json": "$input.path('$.ShardId')" } },
            "503": { "statusCode": "503", "responseTemplates": { "application/json": refused },
                "responseParameters": { "method.response.header.Retry-After": "'1'" } },
        } })
    }

    fn answered(status: u16, body: &str) -> Answer {
        let mut context = Context::new(String::new(), BTreeMap::new(), json!({}));
        answer(&integration(), status, body, &mut context).unwrap()
    }

    #[test]
    fn the_response_that_fits_the_status_answers() {
        let taken = answered(200, r#"{"ShardId":"shardId-0"}"#);
        assert_eq!((taken.status, taken.body.as_str()), (200, "shardId-0"));
        let full = answered(400, r#"{"__type":"ProvisionedThroughputExceededException"}"#);
        assert_eq!((full.status, full.body.trim()), (503, "later"));
        assert_eq!(full.headers, [("Retry-After".to_owned(), "1".to_owned())]);
        let wrong = answered(400, r#"{"__type":"ValidationException"}"#);
        assert_eq!((wrong.status, wrong.body.trim()), (400, "no"));
    }

    #[test]
    fn what_no_response_fits_is_a_failure() {
        let mut context = Context::new(String::new(), BTreeMap::new(), json!({}));
        let answer = answer(&json!({}), 200, "{}", &mut context).unwrap();
        assert_eq!(answer, Answer::failed());
    }
}
