//! Properties that hold of any JSON.

use ferrocdk_assertions::{Capture, Match, Template, normalize};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        // Eighths: serde_json reads other fractions back with an error in the last digit.
        any::<i32>().prop_map(|eighths| Json::from(f64::from(eighths) / 8.0)),
        "[a-cA-Z0-9${}.\"\\\\ é-]{0,8}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 48, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::btree_map("[A-Z][a-z]{0,3}", inner, 0..5)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

/// The value with some keys of its objects left out, as the bits say.
fn thin_out(json: &Json, bits: &mut impl Iterator<Item = bool>) -> Json {
    match json {
        Json::Object(map) => {
            let kept: Vec<(&String, &Json)> = map.iter().filter(|_| bits.next().unwrap_or(true)).collect();
            kept.into_iter()
                .map(|(key, value)| (key.clone(), thin_out(value, bits)))
                .collect::<Map<_, _>>()
                .into()
        }
        Json::Array(items) => items.iter().map(|item| thin_out(item, bits)).collect(),
        scalar => scalar.clone(),
    }
}

proptest! {
    #[test]
    fn a_template_matches_itself_exactly(json in any_json()) {
        let template = Template::from_json_with_cycles(json!({ "Resources": { "A": { "Type": "T", "Properties": json } } }));
        let itself = template.json().clone();
        template.template_matches(Match::exact(itself.clone()));
        template.template_matches(itself);
    }

    #[test]
    fn an_object_is_like_any_selection_of_it(json in any_json(), bits in prop::collection::vec(any::<bool>(), 64)) {
        let value = json!({ "V": json });
        let selection = thin_out(&value, &mut bits.into_iter());
        prop_assert!(Match::object_like(selection.clone()).test(Some(&value)).is_ok());
        prop_assert_eq!(Match::exact(selection.clone()).test(Some(&value)).is_ok(), selection == value);
    }

    #[test]
    fn not_is_the_opposite_of_exact(one in any_json(), other in any_json()) {
        let exact = Match::exact(one.clone()).test(Some(&other)).is_ok();
        prop_assert_eq!(Match::not(one.clone()).test(Some(&other)).is_ok(), !exact);
        prop_assert!(Match::not(one.clone()).test(Some(&one)).is_err());
    }

    #[test]
    fn a_list_has_each_of_its_subsequences(items in prop::collection::vec(any_json(), 0..6), bits in prop::collection::vec(any::<bool>(), 6)) {
        let some: Vec<Json> = items.iter().zip(bits).filter(|(_, bit)| *bit).map(|(item, _)| item.clone()).collect();
        prop_assert!(Match::array_with(some).test(Some(&Json::from(items))).is_ok());
    }

    #[test]
    fn json_in_a_string_is_read_back(json in any_json()) {
        let text = Json::from(json.to_string());
        prop_assert!(Match::serialized_json(json).test(Some(&text)).is_ok());
    }

    #[test]
    fn a_capture_takes_what_is_there(json in any_json()) {
        prop_assume!(!json.is_null());
        let capture = Capture::new();
        let value = json!({ "V": json });
        prop_assert!(Match::object_like([("V", &capture)]).test(Some(&value)).is_ok());
        prop_assert_eq!(capture.value(), json);
    }

    /// Whatever differs, the message can be drawn, and names each difference.
    #[test]
    fn every_failure_has_a_message(pattern in any_json(), json in any_json()) {
        let template = Template::from_json_with_cycles(json!({ "V": json }));
        let wanted = Match::exact(json!({ "V": pattern }));
        if let Err(mismatch) = wanted.test(Some(template.json())) {
            let message = crate::message(std::panic::AssertUnwindSafe(|| template.template_matches(wanted)));
            for difference in mismatch.differences() {
                prop_assert!(message.contains(&difference.to_string()), "{}", message);
            }
        }
    }

    #[test]
    fn normalizing_changes_nothing_but_hashes(json in any_json()) {
        prop_assert_eq!(normalize(&json), json);
    }
}
