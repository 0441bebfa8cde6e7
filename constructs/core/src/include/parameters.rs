//! Values in place of an included template's parameters.

use indexmap::IndexMap;

use super::sub;
use crate::expr::{Expr, ExprMap};

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
        Expr::Object(map) if map.len() == 1 => match map.first() {
            Some(("Ref", Expr::String(name))) if let Some(value) = values.get(name.as_str()) => Ok(value.clone()),
            Some(("Fn::Sub", Expr::String(text))) => Ok(sub_call(text, None, values)),
            Some(("Fn::Sub", Expr::Array(arguments)))
                if let [Expr::String(text), Expr::Object(own)] = arguments.as_slice() =>
            {
                Ok(sub_call(text, Some(entries(own.clone(), values)?), values))
            }
            Some(("Fn::ValueOf", Expr::Array(arguments)))
                if let Some(Expr::String(name)) = arguments.first()
                    && values.contains_key(name.as_str()) =>
            {
                Err(name.to_string())
            }
            _ => Ok(Expr::Object(entries(map, values)?)),
        },
        Expr::Object(map) => Ok(Expr::Object(entries(map, values)?)),
        other => Ok(other),
    }
}

fn entries(map: ExprMap, values: &IndexMap<String, Expr>) -> Result<ExprMap, String> {
    map.into_iter()
        .map(|(key, item)| Ok((key, substitute(item, values)?)))
        .collect()
}

/// `Fn::Sub` with literals in the text, and everything else among its own values. It keeps the form it has: a map of none stays one.
fn sub_call(text: &str, own: Option<ExprMap>, values: &IndexMap<String, Expr>) -> Expr {
    let has_map = own.is_some();
    let mut own = own.unwrap_or_default();
    let mut added = ExprMap::default();
    let text = sub::rewrite(text, |name| {
        let value = values.get(name).filter(|_| !own.contains_key(name))?;
        match value {
            Expr::String(text) => return Some(text.replace("${", "${!")),
            Expr::Number(number) => return Some(number.to_string()),
            Expr::Bool(value) => return Some(value.to_string()),
            other => drop(added.insert(name, other.clone())),
        }
        None
    });
    own.extend(added);
    let arguments = if has_map || !own.is_empty() {
        Expr::Array(vec![Expr::string(text), Expr::Object(own)])
    } else {
        Expr::string(text)
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
        for kept in [
            json!(["${Stage", {}]),
            json!(["${Region}", {}]),
            json!(["${Region}"]),
            json!([]),
        ] {
            let call = json!({ "Fn::Sub": kept });
            assert_eq!(put(call.clone()), call.into());
        }
        let Expr::Object(call) = put(json!({ "Fn::Sub": "${Topic}" })) else {
            panic!("a call")
        };
        let beside = Expr::object([("Topic", Expr::name_ref("Other"))]);
        assert_eq!(
            call.get("Fn::Sub"),
            Some(&Expr::Array(vec![Expr::string("${Topic}"), beside]))
        );
        let asked: Expr = json!([{ "Fn::ValueOf": ["Stage", "Tags.Team"] }]).into();
        assert_eq!(substitute(asked, &values), Err("Stage".to_owned()));
    }
}
