//! Logical ids that follow what other resources hold.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_core::{App, CfnResource, Construct, Document, Stack, StackProps, Tags, doc};

/// The logical id of a resource `Picture` that is made anew with two routes, after `change` has been at them.
fn picture(change: impl Fn(&Stack, &[CfnResource; 2])) -> String {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let properties = |path: &str| -> Document { doc!({ "Path": path, "Methods": ["GET", "PUT"] }) };
    let routes = ["A", "B"].map(|id| CfnResource::untyped(&stack, id, "AWS::SQS::Queue", properties(id)));
    let picture = CfnResource::untyped(&stack, "Picture", "Custom::Picture", doc!({}));
    routes.iter().for_each(|route| picture.make_anew_with(route));
    change(&stack, &routes);
    let assembly = app.synth().unwrap();
    let resources = assembly.template("plant").unwrap()["Resources"].as_object().unwrap();
    let mut ids = resources.keys().filter(|id| id.starts_with("Picture"));
    ids.next().unwrap().clone()
}

#[test]
fn only_content_changes_the_id() {
    let plain = picture(|_, _| {});
    assert_eq!(plain.len(), "Picture".len() + 32);
    assert_eq!(plain, picture(|_, _| {}), "the same on each run");
    type Change = fn(&Stack, &[CfnResource; 2]);
    let same: [(&str, Change); 4] = [
        ("tags", |stack, _| Tags::of(stack).add("Line", "1")),
        ("metadata", |_, [route, _]| route.add_metadata("Owner", "press shop")),
        ("another resource", |stack, _| {
            CfnResource::untyped(stack, "C", "Custom::C", doc!({}));
        }),
        ("a property set as it was", |_, [route, _]| {
            route.update_property("Path", |path| *path = doc!("A").into_expr());
        }),
    ];
    for (what, change) in same {
        assert_eq!(picture(change), plain, "{what}");
    }
    let other: [(&str, Change); 4] = [
        ("a property", |_, [route, _]| {
            route.update_property("Path", |path| *path = doc!("C").into_expr());
        }),
        ("the order of a list", |_, [route, _]| {
            route.update_property("Methods", |methods| *methods = doc!(["PUT", "GET"]).into_expr());
        }),
        ("an override", |_, [_, route]| route.add_property_override("Path", "C")),
        ("the name of what is referred to", |stack, [route, _]| {
            let queue = CfnResource::untyped(stack, "D", "Custom::D", doc!({}));
            route.update_property("Path", |path| *path = queue.reference().into_expr());
        }),
    ];
    for (what, change) in other {
        assert_ne!(picture(change), plain, "{what}");
    }
}

#[test]
fn the_order_of_making_does_not_count() {
    let reversed = picture(|stack, _| {
        let scope = stack.scope();
        scope.remove_child("Picture");
        let picture = CfnResource::untyped(stack, "Picture", "Custom::Picture", doc!({}));
        for id in ["B", "A"] {
            picture.make_anew_with(&CfnResource::of(&scope.find_child(id).unwrap()).unwrap());
        }
    });
    assert_eq!(reversed, picture(|_, _| {}));
}

#[test]
fn a_fixed_id_and_a_long_one_stay_within_the_limit() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let route = CfnResource::untyped(&stack, "Route", "Custom::Route", doc!({}));
    let long = CfnResource::untyped(&stack, &"x".repeat(255), "Custom::Picture", doc!({}));
    let fixed = CfnResource::untyped(&stack, "Fixed", "Custom::Picture", doc!({}));
    fixed.override_logical_id("Fixed");
    for picture in [&long, &fixed] {
        picture.make_anew_with(&route);
    }
    let template = app.synth().unwrap().template("plant").unwrap().clone();
    let ids: Vec<usize> = template["Resources"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::len)
        .collect();
    assert_eq!(ids, [5, 255, 5]);
}
