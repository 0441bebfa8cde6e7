//! Rules over rendered templates: where they look, what settings hold, and what of their findings is told.

use ferrocdk_core::{
    App, CfnCondition, CfnOutput, CfnParameter, CfnResource, Checks, Condition, Construct, ContextQuery, Environment,
    Finding, NestedStack, NestedStackProps, RenderedTemplate, RuleSet, Severity, Stack, StackProps, Stage, doc,
};

/// Finds every element of every section.
struct Everything;

impl RuleSet for Everything {
    fn rules(&self) -> Vec<&'static str> {
        vec!["T0001", "T0002", "I0001"]
    }

    fn check(&self, template: &RenderedTemplate<'_>) -> Vec<Finding> {
        let mut findings = vec![
            Finding::new::<&str>("T0002", "the stack", &[]),
            Finding::new("I0001", "good to know", &["Resources"]).severity(Severity::Info),
        ];
        for (section, elements) in template.json().as_object().into_iter().flatten() {
            for name in elements.as_object().into_iter().flatten().map(|(name, _)| name) {
                findings.push(Finding::new(
                    "T0001",
                    section.clone(),
                    &[section.as_str(), name, "Properties", "Name", "0"],
                ));
            }
        }
        findings
    }
}

#[track_caller]
fn queue(scope: &dyn Construct, id: &str) -> CfnResource {
    CfnResource::untyped(scope, id, "AWS::SQS::Queue", doc!({}))
}

/// Everything that is told, by id and construct.
fn told(app: &App) -> Vec<(String, String)> {
    let diagnostics = match app.synth() {
        Ok(assembly) => assembly.warnings().to_vec(),
        Err(mistakes) => mistakes.0,
    };
    diagnostics
        .into_iter()
        .map(|one| (one.id.to_owned(), one.construct))
        .collect()
}

fn at(app: &App, rule: &str) -> Vec<String> {
    told(app)
        .into_iter()
        .filter(|(id, _)| id == rule)
        .map(|(_, construct)| construct)
        .collect()
}

#[test]
fn every_element_is_found_with_its_construct_and_line() {
    let app = App::new();
    Checks::of(&app).add(Everything);
    let stack = Stack::new(&app, "plant", StackProps::default());
    let part = stack.scope().child("Part");
    let line = line!() + 1;
    queue(&part, "Queue");
    CfnParameter::new(&part, "Size", "Number");
    CfnCondition::new(&part, "Big", Condition::equals("a", "b"));
    CfnOutput::new(&part, "Out", "x");
    let nested = NestedStack::new(&stack, "Line", NestedStackProps::default());
    queue(&nested, "Queue");
    let stage = Stage::new(&app, "Prod", Environment::default());
    let inner = Stack::new(&stage, "plant", StackProps::default());
    queue(&inner, "Queue");

    let mistakes = app.synth().unwrap_err().0;
    let found: Vec<&str> = mistakes
        .iter()
        .filter(|one| one.id == "T0001")
        .map(|one| one.construct.as_str())
        .collect();
    for construct in [
        "plant/Part/Queue",
        "plant/Part/Size",
        "plant/Part/Big",
        "plant/Part/Out",
        "plant/Line/Queue",
        "Prod/plant/Queue",
    ] {
        assert!(found.contains(&construct), "{construct} of {found:?}");
    }
    let resource = mistakes.iter().find(|one| one.construct == "plant/Part/Queue").unwrap();
    assert_eq!(resource.property.as_deref(), Some("Name/0"));
    assert_eq!(resource.location.unwrap().line(), line);
    let output = mistakes.iter().find(|one| one.construct == "plant/Part/Out").unwrap();
    assert_eq!(
        (output.property.as_deref(), output.location.unwrap().line()),
        (Some("Properties/Name/0"), line + 3)
    );
    // What synthesis adds by itself belongs to the stack.
    let own = Some("Parameters/BootstrapVersion/Properties/Name/0");
    let bootstrap: Vec<&str> = mistakes
        .iter()
        .filter(|one| one.property.as_deref() == own)
        .map(|one| one.construct.as_str())
        .collect();
    assert_eq!(bootstrap, ["Prod/plant", "plant"]);
    let stacks: Vec<&str> = mistakes
        .iter()
        .filter(|one| one.id == "T0002")
        .map(|one| one.construct.as_str())
        .collect();
    assert_eq!(stacks, ["Prod/plant", "plant/Line", "plant"]);
    assert!(
        mistakes
            .iter()
            .filter(|one| one.id == "T0002")
            .all(|one| one.location.is_some())
    );
}

/// An app of two stacks with two queues each, and the rule.
fn app() -> (App, [CfnResource; 4]) {
    let app = App::new();
    Checks::of(&app).add_rule("T0001", |resource| {
        resource
            .is("AWS::SQS::Queue")
            .then(|| resource.finding("a queue").at("Name"))
    });
    let [one, two] = ["one", "two"].map(|id| Stack::new(&app, id, StackProps::default()));
    let queues = [queue(&one, "A"), queue(&one, "B"), queue(&two, "A"), queue(&two, "B")];
    (app, queues)
}

#[test]
fn an_acknowledgement_holds_where_it_is_said_and_nowhere_else() {
    let (app, [a, ..]) = app();
    Checks::of(&a).acknowledge("T0001", "it is to be one");
    assert_eq!(at(&app, "T0001"), ["one/B", "two/A", "two/B"]);
    let stack = a.scope().stack().unwrap();
    Checks::of(&stack).acknowledge("T0001", "all of them are");
    assert_eq!(at(&app, "T0001"), ["two/A", "two/B"]);
    Checks::of(&app).acknowledge("T0001", "everywhere");
    let assembly = app.synth().unwrap();
    assert!(assembly.warnings().is_empty());
    // The reason is kept: in the manifest, and in the template of the resource.
    let (_, manifest) = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap();
    assert!(
        manifest.contains("ferrocdk:acknowledged")
            && manifest.contains("it is to be one")
            && manifest.contains("all of them are")
    );
    let resources = &assembly.template("one").unwrap()["Resources"];
    assert_eq!(resources["A"]["Metadata"]["ferrocdk"]["T0001"], "it is to be one");
    assert_eq!(resources["B"]["Metadata"].get("ferrocdk"), None);
}

#[test]
fn the_nearest_level_decides_and_the_most_exact_of_them() {
    let (app, [a, _, c, d]) = app();
    Checks::of(&app).level("T", Severity::Warning);
    assert_eq!(app.synth().unwrap().warnings().len(), 4);
    let one = a.scope().stack().unwrap();
    Checks::of(&one).off("T0001");
    assert_eq!(at(&app, "T0001"), ["two/A", "two/B"]);
    Checks::of(&a).level("T0001", Severity::Error);
    Checks::of(&c).level("T", Severity::Error).off("T0001");
    let mistakes = app.synth().unwrap_err().0;
    let found: Vec<(&str, Severity)> = mistakes
        .iter()
        .map(|one| (one.construct.as_str(), one.severity))
        .collect();
    assert_eq!(found, [("one/A", Severity::Error), ("two/B", Severity::Warning)]);
    Checks::of(&a).disable();
    Checks::of(&d).disable();
    assert!(told(&app).is_empty());
}

#[test]
fn what_informs_is_told_when_it_is_asked_for() {
    let app = App::new();
    Checks::of(&app).add(Everything).off("T");
    queue(&Stack::new(&app, "plant", StackProps::default()), "Queue");
    assert!(told(&app).is_empty());
    Checks::of(&app).level("I0001", Severity::Warning);
    assert_eq!(at(&app, "I0001"), ["plant"]);
}

#[test]
fn rules_look_at_what_is_below_the_construct_that_they_were_added_to() {
    let app = App::new();
    let [one, two] = ["one", "two"].map(|id| Stack::new(&app, id, StackProps::default()));
    let part = one.scope().child("Part");
    Checks::of(&part).add(Everything);
    queue(&part, "A");
    queue(&one, "B");
    queue(&two, "C");
    assert_eq!(at(&app, "T0001"), ["one/Part/A"]);
    Checks::of(&app).disable();
    assert!(told(&app).is_empty());
}

#[test]
fn settings_that_do_nothing_are_mistakes() {
    let (app, [a, ..]) = app();
    Checks::of(&app).off("T0001");
    assert!(app.synth().is_ok());
    Checks::of(&a)
        .acknowledge("T00001", "a slip")
        .level("X", Severity::Warning)
        .off("");
    // The whole id is acknowledged: what is right for a reason is so for one rule.
    Checks::of(&a).acknowledge("T", "all of them");
    let report = app.synth().unwrap_err().to_string();
    for named in ["\"T00001\"", "\"X\"", "\"\"", "\"T\""] {
        assert!(
            report.contains(&format!(
                "error[F0038]: a setting names the rule {named}, which does not exist"
            )),
            "{report}"
        );
    }
    let (app, [a, ..]) = self::app();
    Checks::of(&app).off("T0001");
    Checks::of(&a).acknowledge("T0001", " ");
    assert_eq!(told(&app), [("F0039".to_owned(), "one/A".to_owned())]);
}

#[test]
fn settings_hold_for_warnings_of_synthesis_too_and_not_for_its_mistakes() {
    let app = App::new();
    Checks::of(&app).add(Everything).off("T");
    let stack = Stack::new(&app, "plant", StackProps::default());
    for number in 0..410 {
        queue(&stack, &format!("Queue{number}"));
    }
    assert_eq!(at(&app, "F2002"), ["plant"]);
    Checks::of(&stack).acknowledge("F2002", "it does not grow any more");
    assert!(told(&app).is_empty());
    Checks::of(&stack).off("F2001");
    assert_eq!(at(&app, "F0038"), ["plant"]);
}

#[test]
fn one_mistake_is_told_once() {
    type Case = (&'static str, fn(&Stack), &'static [&'static str]);
    let cases: [Case; 6] = [
        (
            "an id twice",
            |stack| drop([queue(stack, "Queue"), queue(stack, "Queue"), queue(stack, "Queue2")]),
            &["F0001"],
        ),
        (
            "an id thrice",
            |stack| drop([queue(stack, "Queue"), queue(stack, "Queue"), queue(stack, "Queue")]),
            &["F0001", "F0001"],
        ),
        ("no id", |stack| drop(queue(stack, "")), &["F0002"]),
        (
            "a construct that is gone",
            |stack| {
                let gone = queue(stack, "Gone");
                CfnOutput::new(stack, "Out", gone.reference());
                stack.scope().remove_child("Gone");
            },
            &["F0017"],
        ),
        (
            "a logical id twice",
            |stack| {
                for id in ["A", "B"] {
                    queue(stack, id).override_logical_id("X");
                }
            },
            &["F0005"],
        ),
        (
            "a logical id of a wrong form",
            |stack| queue(stack, "A").override_logical_id("a-b"),
            &["F0018"],
        ),
    ];
    for (name, make, expected) in cases {
        let app = App::new();
        let stack = Stack::new(&app, "plant", StackProps::default());
        make(&stack);
        let found: Vec<String> = told(&app).into_iter().map(|(id, _)| id).collect();
        assert_eq!(found, expected, "{name}");
        // With rules that find something everywhere, the mistake still hides what only follows from it.
        Checks::of(&app).add_rule("T0001", |resource| {
            resource
                .property("Wrong")
                .is_null()
                .then(|| resource.finding("no property"))
        });
        let constructs = at(&app, "T0001");
        assert!(
            !constructs
                .iter()
                .any(|path| ["plant/A", "plant/B"].contains(&path.as_str()))
                || name.contains("twice"),
            "{name}: {constructs:?}"
        );
    }
}

#[test]
fn stand_ins_are_not_checked() {
    let (app, _) = app();
    let stack = Stack::new(
        &app,
        "asks",
        StackProps::default().environment(Environment::new("111122223333", "sa-east-1")),
    );
    stack.scope().look_up(ContextQuery::ssm_parameter("/plant/image"));
    assert!(told(&app).is_empty());
}

#[test]
fn accounts_and_regions_are_those_that_there_can_be() {
    let wrong = |environment: Environment| -> Vec<(String, Option<String>)> {
        let app = App::new();
        Stack::new(&app, "plant", StackProps::default().environment(environment.clone()));
        let stage = Stage::new(&app, "Prod", environment);
        // What a stack has from its stage is told at the stage alone.
        Stack::new(&stage, "plant", StackProps::default());
        let mistakes = app.synth().err().map(|mistakes| mistakes.0).unwrap_or_default();
        assert!(
            mistakes
                .iter()
                .all(|one| ["plant", "Prod"].contains(&one.construct.as_str()) && one.location.is_some()),
            "{mistakes:?}"
        );
        mistakes
            .into_iter()
            .filter(|one| one.construct == "plant")
            .map(|one| (one.id.to_owned(), one.help))
            .collect()
    };
    assert_eq!(wrong(Environment::new("111122223333", "sa-east-1")), []);
    assert_eq!(wrong(Environment::account("12"))[0].0, "F0036");
    assert_eq!(wrong(Environment::account("1111-2222-3333"))[0].0, "F0036");
    let found = wrong(Environment::region("eu-centrall-1"));
    assert_eq!(
        found,
        [("F0037".to_owned(), Some("did you mean eu-central-1?".to_owned()))]
    );
    assert_eq!(wrong(Environment::new("", "")).len(), 2);
}
