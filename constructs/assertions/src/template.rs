//! `Template`: where it comes from.

use ferrocdk_core::{App, Assembly, Construct, Stack};
use serde_json::Value as Json;

use crate::cycle;
use crate::manifest;
use crate::matcher::Match;
use crate::render::marked;

/// A template under test. Every assertion panics when it does not hold, at the caller's line.
///
/// ```
/// use ferrocdk_assertions::Template;
/// use serde_json::json;
///
/// let template = Template::from_json(json!({ "Resources": {
///     "Readings": { "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": 5 }, "DeletionPolicy": "Delete" },
///     "Failures": { "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": 0 } },
/// }}));
/// template.resource_count_is("AWS::SQS::Queue", 2);
/// template.has_resource_properties("AWS::SQS::Queue", json!({ "DelaySeconds": 5 }));
/// ```
#[derive(Clone, Debug)]
pub struct Template {
    json: Json,
}

impl Template {
    /// Synthesizes an app and takes the template of one of its stacks, nested ones included.
    ///
    /// ```
    /// use ferrocdk_assertions::Template;
    /// use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnResource::untyped(&stack, "Bell", "Custom::Bell", doc!({}));
    /// Template::from_stack(&app, &stack).resource_count_is("Custom::Bell", 1);
    /// ```
    ///
    /// # Panics
    /// With all diagnostics when the app has mistakes; when the stack is not of this app; when resources depend on each other in a circle.
    #[track_caller]
    pub fn from_stack(app: &App, stack: &Stack) -> Self {
        let path = stack.scope().path();
        let assembly = match app.synth() {
            Ok(assembly) => assembly,
            Err(diagnostics) => panic!("the app does not synthesize\n\n{diagnostics}"),
        };
        let components: Vec<&str> = path.split('/').collect();
        // A nested stack has no artifact: its template goes by its unique id.
        let id = manifest::artifact_of(&assembly, &path).or_else(|| ferrocdk_core::logical_id(&components).ok());
        Self::from_assembly(&assembly, id.as_deref().unwrap_or(&path))
    }

    /// The template of one stack by its artifact id: the construct id, for a stack directly below the app.
    ///
    /// ```
    /// use ferrocdk_assertions::Template;
    /// use ferrocdk_core::{App, Stack, StackProps};
    /// let app = App::new();
    /// Stack::new(&app, "plant", StackProps::default().description("press shop"));
    /// let template = Template::from_assembly(&app.synth().unwrap(), "plant");
    /// assert_eq!(template.json()["Description"], "press shop");
    /// ```
    ///
    /// # Panics
    /// When the assembly has no such stack, or resources depend on each other in a circle.
    #[track_caller]
    pub fn from_assembly(assembly: &Assembly, stack: &str) -> Self {
        match assembly.template(stack) {
            Some(json) => Self::from_json(json.clone()),
            None => {
                let known: Vec<&str> = assembly.templates().map(|(name, _)| name).collect();
                panic!("the assembly has no stack {stack:?}\nhelp: it has {}", known.join(", "));
            }
        }
    }

    /// Any template.
    ///
    /// # Panics
    /// When resources depend on each other in a circle, which CloudFormation refuses:
    ///
    /// ```should_panic
    /// use ferrocdk_assertions::Template;
    /// use serde_json::json;
    /// Template::from_json(json!({ "Resources": { "A": { "Type": "Custom::A", "DependsOn": "A" } } }));
    /// ```
    #[track_caller]
    pub fn from_json(json: Json) -> Self {
        if let Some(cycle) = cycle::find(&json) {
            panic!(
                "the template cannot be deployed: {} depend on each other in a circle\n\
                 help: break the circle; if a transform does so later, use Template::from_json_with_cycles()",
                cycle.join(" -> ")
            );
        }
        Self { json }
    }

    /// Any template, with circles of dependencies taken as they are: for one whose transform has yet to run.
    ///
    /// ```
    /// use ferrocdk_assertions::Template;
    /// use serde_json::json;
    /// let circle = json!({ "Resources": { "A": { "Type": "Custom::A", "DependsOn": "A" } } });
    /// Template::from_json_with_cycles(circle).resource_count_is("Custom::A", 1);
    /// ```
    pub fn from_json_with_cycles(json: Json) -> Self {
        Self { json }
    }

    /// A template as JSON text.
    ///
    /// ```
    /// ferrocdk_assertions::Template::from_string(r#"{ "Resources": {} }"#).resource_count_is("AWS::SQS::Queue", 0);
    /// ```
    ///
    /// # Panics
    /// When it is not JSON, and as [`from_json`](Self::from_json).
    #[track_caller]
    pub fn from_string(text: &str) -> Self {
        match serde_json::from_str(text) {
            Ok(json) => Self::from_json(json),
            Err(error) => panic!("the template is not JSON: {error}"),
        }
    }

    /// The template itself, for what no assertion here says and for snapshots (see [`normalize`](crate::normalize)).
    ///
    /// ```
    /// # use ferrocdk_assertions::Template;
    /// assert!(Template::from_string("{}").json().as_object().unwrap().is_empty());
    /// ```
    pub fn json(&self) -> &Json {
        &self.json
    }

    /// Asserts that the whole template matches.
    ///
    /// ```
    /// # use ferrocdk_assertions::Template;
    /// # use serde_json::json;
    /// let template = Template::from_json(json!({ "Description": "press shop", "Resources": {} }));
    /// template.template_matches(json!({ "Description": "press shop" }));
    /// ```
    #[track_caller]
    pub fn template_matches(&self, pattern: impl Into<Match>) {
        if let Err(mismatch) = pattern.into().test(Some(&self.json)) {
            panic!(
                "the template does not match:\n{}",
                marked(&self.json, &mismatch).trim_end()
            );
        }
    }
}
