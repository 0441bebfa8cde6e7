//! Values in place of an included template's parameters.

use indexmap::IndexMap;

use super::sub;
use crate::value::Expr;

/// Puts values in place of all references to parameters.
///
/// # Errors
/// Gives the name of a parameter in `Fn::ValueOf`, which asks for more than a value.
pub(super) fn substitute(expr: Expr, values: &IndexMap<String, Expr>) -> Result<Expr, String> {
    match expr {
        Expr::Array(items) => {
            let items: Result<_, _> = items.into_iter().map(|item| substitute(item, values)).collect();
            Ok(Expr::Array(items?))
        }
        Expr::Object(map) => match map.iter().next() {
            Some((key, argument)) if map.len() == 1 => match (key.as_str(), argument) {
                ("Ref", Expr::String(name)) if let Some(value) = values.get(name) => Ok(value.clone()),
                ("Fn::Sub", Expr::String(text)) => Ok(sub_call(text, IndexMap::new(), values)),
                ("Fn::Sub", Expr::Array(arguments))
                    if let [Expr::String(text), Expr::Object(own)] = arguments.as_slice() =>
                {
                    Ok(sub_call(text, entries(own.clone(), values)?, values))
                }
                ("Fn::ValueOf", Expr::Array(arguments))
                    if let Some(Expr::String(name)) = arguments.first()
                        && values.contains_key(name) =>
                {
                    Err(name.clone())
                }
                _ => Ok(Expr::Object(entries(map, values)?)),
            },
            _ => Ok(Expr::Object(entries(map, values)?)),
        },
        other => Ok(other),
    }
}

fn entries(map: IndexMap<String, Expr>, values: &IndexMap<String, Expr>) -> Result<IndexMap<String, Expr>, String> {
    map.into_iter()
        .map(|(key, item)| Ok((key, substitute(item, values)?)))
        .collect()
}

/// `Fn::Sub` with literals in the text, and everything else among its own values.
fn sub_call(text: &str, mut own: IndexMap<String, Expr>, values: &IndexMap<String, Expr>) -> Expr {
    let mut added = IndexMap::new();
    let text = sub::rewrite(text, |name| {
        let value = values.get(name).filter(|_| !own.contains_key(name))?;
        match value {
            Expr::String(text) => return Some(text.replace("${", "${!")),
            Expr::Number(number) => return Some(number.to_string()),
            Expr::Bool(value) => return Some(value.to_string()),
            other => drop(added.insert(name.to_owned(), other.clone())),
        }
        None
    });
    own.extend(added);
    let arguments = if own.is_empty() {
        Expr::String(text)
    } else {
        Expr::Array(vec![Expr::String(text), Expr::Object(own)])
    };
    Expr::object([("Fn::Sub", arguments)])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn literals_go_into_texts_and_references_beside_them() {
        let values: IndexMap<String, Expr> = [
            ("Stage".to_owned(), Expr::string("prod")),
            ("Topic".to_owned(), Expr::name_ref("Other")),
        ]
        .into();
        let put = |json: serde_json::Value| substitute(json.into(), &values).unwrap();
        assert_eq!(
            put(json!({ "Fn::Sub": "${Stage}-${Region}-${!Stage}" })),
            json!({ "Fn::Sub": "prod-${Region}-${!Stage}" }).into()
        );
        assert_eq!(
            put(json!({ "Fn::Sub": ["${Stage}", { "Stage": { "Ref": "Stage" } }] })),
            json!({ "Fn::Sub": ["${Stage}", { "Stage": "prod" }] }).into()
        );
        let Expr::Object(call) = put(json!({ "Fn::Sub": "${Topic}" })) else {
            panic!("a call")
        };
        let beside = Expr::object([("Topic", Expr::name_ref("Other"))]);
        assert_eq!(call["Fn::Sub"], Expr::Array(vec![Expr::string("${Topic}"), beside]));
        let asked: Expr = json!([{ "Fn::ValueOf": ["Stage", "Tags.Team"] }]).into();
        assert_eq!(substitute(asked, &values), Err("Stage".to_owned()));
    }
}
