//! Escape hatches on the rendered resource.

use serde_json::{Map, Value as Json};

/// Sets or deletes what stands at `path`; maps are made on the way, numbers index into lists that are there.
pub(super) fn apply(root: &mut Json, path: &[String], value: Option<Json>) {
    let Some((last, parents)) = path.split_last() else {
        return;
    };
    let mut current = root;
    for key in parents {
        current = match current {
            Json::Array(items) => match key.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                Some(item) => item,
                None => return,
            },
            other => {
                make_object(other);
                &mut other[key.as_str()]
            }
        };
    }
    match (current, value) {
        (Json::Array(items), value) => {
            let Ok(index) = last.parse::<usize>() else { return };
            match value {
                Some(value) if index < items.len() => items[index] = value,
                Some(value) => items.push(value),
                None if index < items.len() => drop(items.remove(index)),
                None => {}
            }
        }
        (Json::Object(map), None) => drop(map.shift_remove(last)),
        (_, None) => {}
        (other, Some(value)) => {
            make_object(other);
            other[last.as_str()] = value;
        }
    }
}

/// Puts a map in place of anything else, so that a key can be set in it.
fn make_object(json: &mut Json) {
    if !json.is_object() {
        *json = Json::Object(Map::new());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn path(text: &str) -> Vec<String> {
        text.split('.').map(str::to_owned).collect()
    }

    #[test]
    fn sets_replaces_and_deletes() {
        let mut body = json!({ "Properties": { "Tags": [{ "Key": "a" }], "Name": "x" } });
        apply(&mut body, &path("Properties.Tags.0.Key"), Some(json!("b")));
        apply(&mut body, &path("Properties.Mode.Kind"), Some(json!(1)));
        apply(&mut body, &path("Properties.Name"), None);
        apply(&mut body, &path("Properties.Missing.Deep"), None);
        assert_eq!(body["Properties"]["Tags"], json!([{ "Key": "b" }]));
        assert_eq!(body["Properties"]["Mode"], json!({ "Kind": 1 }));
        assert_eq!(body["Properties"].get("Name"), None);
    }
}
