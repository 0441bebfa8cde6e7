//! Keywords that put schemas together.

use serde_json::Value as Json;

use super::Keyword;
use crate::findings::Findings;
use crate::rules;
use crate::schema::sink::{Sink, Verdict};
use crate::words;

pub(super) fn reference(at: Keyword<'_>, sink: &mut Sink<'_>) {
    if let Some(schema) = at
        .wanted
        .as_str()
        .and_then(|reference| at.evaluation.resolve(reference))
    {
        // The rules of the property hold once: they run where the reference stands.
        at.evaluation.check(at.node, schema, at.frame.referred(), sink);
    }
}

pub(super) fn all_of(at: Keyword<'_>, sink: &mut Sink<'_>) {
    for schema in schemas(at) {
        at.evaluation.check(at.node, schema, at.frame.within(), sink);
    }
}

pub(super) fn any_of(at: Keyword<'_>, sink: &mut Sink<'_>) {
    let mut unknown = false;
    for schema in schemas(at) {
        match at.evaluation.verdict(at.node, schema, at.frame) {
            Verdict::Fits => return,
            Verdict::Unknown => unknown = true,
            Verdict::Fails => {}
        }
    }
    if unknown || at.evaluation.is_serverless() {
        sink.unknown = true;
    } else {
        sink.add(&rules::E3017, at.frame.place, || none_fits(at));
    }
}

pub(super) fn one_of(at: Keyword<'_>, sink: &mut Sink<'_>) {
    let (mut fits, mut unknown) = (Vec::new(), at.evaluation.is_serverless());
    for schema in schemas(at) {
        match at.evaluation.verdict(at.node, schema, at.frame) {
            Verdict::Fits => fits.push(schema),
            Verdict::Unknown => unknown = true,
            Verdict::Fails => {}
        }
    }
    match fits.as_slice() {
        [_] if !unknown => {}
        [] | [_] if unknown => sink.unknown = true,
        [] => sink.add(&rules::E3018, at.frame.place, || none_fits(at)),
        _ => sink.add(&rules::E3018, at.frame.place, || {
            let wanted: Option<Vec<String>> = fits.iter().map(|schema| required_of(schema)).collect();
            let message = match wanted {
                Some(wanted) => format!("only one of {} may be there", wanted.join(" or ")),
                None => format!("fits {} of the allowed forms, and may fit only one", fits.len()),
            };
            (message, None)
        }),
    }
}

pub(super) fn not(at: Keyword<'_>, sink: &mut Sink<'_>) {
    match at.evaluation.verdict(at.node, at.wanted, at.frame) {
        Verdict::Fails => {}
        Verdict::Unknown => sink.unknown = true,
        Verdict::Fits => sink.add(&rules::E3002, at.frame.place, || {
            let message = match required_of(at.wanted) {
                Some(names) => format!("{names} may not be there"),
                None => format!("{} may not stand here", words::describe(at.node)),
            };
            (message, None)
        }),
    }
}

pub(super) fn condition(at: Keyword<'_>, sink: &mut Sink<'_>) {
    let next = match at.evaluation.verdict(at.node, at.wanted, at.frame) {
        Verdict::Fits => "then",
        Verdict::Fails => "else",
        Verdict::Unknown => {
            sink.unknown = true;
            return;
        }
    };
    if let Some(schema) = at.schema.get(next) {
        at.evaluation.check(at.node, schema, at.frame.within(), sink);
    }
}

/// Checks with other functions than elsewhere; the only use is to have none.
pub(super) fn context(at: Keyword<'_>, sink: &mut Sink<'_>) {
    if let Some(schema) = at.wanted.get("schema") {
        at.evaluation.check(at.node, schema, at.frame.literal(), sink);
    }
}

fn schemas(at: Keyword<'_>) -> &[Json] {
    at.wanted.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Why no form fits: the names when the forms differ in what they require, else what the nearest form says.
fn none_fits(at: Keyword<'_>) -> (String, Option<String>) {
    let schemas = schemas(at);
    if let Some(names) = schemas.iter().map(required_of).collect::<Option<Vec<String>>>() {
        return (format!("one of {} is required", names.join(" or ")), None);
    }
    let nearest = schemas
        .iter()
        .map(|schema| {
            let mut found = Findings::default();
            at.evaluation
                .check(at.node, schema, at.frame.deciding(), &mut Sink::into(&mut found));
            found.into_sorted()
        })
        .filter(|found| !found.is_empty())
        .min_by_key(|found| {
            (
                std::cmp::Reverse(found.iter().map(|finding| finding.path.0.len()).max()),
                found.len(),
            )
        })
        .and_then(|found| found.into_iter().next());
    let message = format!(
        "{} fits none of the {} allowed forms",
        words::describe(at.node),
        schemas.len()
    );
    let help = nearest.map(|finding| format!("the nearest form says of `{}`: {}", finding.path, finding.message));
    (message, help)
}

/// The names that a schema requires, when that is all it says.
fn required_of(schema: &Json) -> Option<String> {
    let schema = schema.as_object()?;
    let names = schema.get("required")?.as_array()?;
    let says_more = schema
        .keys()
        .any(|keyword| !matches!(keyword.as_str(), "required" | "type"));
    if says_more || names.is_empty() {
        return None;
    }
    Some(
        names
            .iter()
            .filter_map(Json::as_str)
            .map(words::quote)
            .collect::<Vec<_>>()
            .join(" with "),
    )
}
